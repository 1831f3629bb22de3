import { type RegisterSummary, smallestCount } from '@zhihe/contracts/jobseeker-list'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Counts, summarise } from './register-summary.ts'

const counts = (changes: Partial<Counts> = {}): Counts => ({
  people: 100,
  statuses: {},
  employed: 20,
  registeredUnemployed: 30,
  leftJob: 10,
  confirmedThisYear: 50,
  overdue: 25,
  ...changes,
})
const peopleOf = ({ statuses }: Pick<RegisterSummary, 'statuses'>, code: string) => statuses.find((one) => one.code === code)?.people

describe('summarise', () => {
  it('shows what is nobody, or five and more', () => {
    const summary = summarise(counts({ statuses: { rural: 5, dibao_edge: 4, fresh_graduate: 1 } }))

    expect(['rural', 'dibao_edge', 'fresh_graduate', 'low_income_family'].map((code) => peopleOf(summary, code))).toEqual([
      5,
      null,
      null,
      0,
    ])
    expect(summary.employment).toEqual({ employed: 20, registeredUnemployed: 30, leftJob: 10, unknown: 40 })
    expect(summary.confirmation).toEqual({ thisYear: 50, earlier: 25, overdue: 25 })
    expect(summary).toMatchObject({ people: 100, smallestCount: 5 })
  })

  it('hides a figure whose rest is small', () => {
    expect(peopleOf(summarise(counts({ statuses: { rural: 97 } })), 'rural')).toBeNull()
    expect(peopleOf(summarise(counts({ statuses: { rural: 100 } })), 'rural')).toBe(100)
  })

  it('hides beside a small part another one, as the whole would give it back', () => {
    expect(summarise(counts({ leftJob: 2 })).employment).toEqual({ employed: null, registeredUnemployed: 30, leftJob: null, unknown: 48 })
  })

  it('never leaves 1 to 4 people to be worked out, whatever the figures', () => {
    const part = fc.oneof(fc.nat(6), fc.nat(200))

    fc.assert(
      fc.property(part, part, part, part, part, (employed, registeredUnemployed, leftJob, unknown, overdue) => {
        const people = employed + registeredUnemployed + leftJob + unknown
        const shown = summarise(
          counts({ people, employed, registeredUnemployed, leftJob, confirmedThisYear: 0, overdue: Math.min(overdue, people) }),
        )

        for (const parts of [Object.values(shown.employment), Object.values(shown.confirmation)]) {
          const known = parts.filter((size) => size !== null)
          const hidden = people - known.reduce((sum, size) => sum + size, 0)
          expect(known.every((size) => size === 0 || size >= smallestCount)).toBe(true)
          // Of fewer than five people in all nothing is known but that they are few.
          expect(hidden === 0 || hidden >= smallestCount || shown.people === null).toBe(true)
          expect(parts.length - known.length === 1 && shown.people !== null).toBe(false)
        }
        expect(shown.people).toBe(people > 0 && people < smallestCount ? null : people)
      }),
    )
  })
})
