import { describe, expect, it } from 'vitest'
import { accommodations } from './accommodation.ts'
import { plain } from './alias-index.ts'
import { disabilityGrades, disabilityTypes } from './certificate.ts'
import { channels } from './channel.ts'
import { commuteModes } from './commute.ts'
import { benefits } from './data/benefits.ts'
import { educationLevels } from './education.ts'
import { employerKinds } from './employer-kind.ts'
import { employmentForms } from './employment-form.ts'
import { icfItems, isIcfCode } from './icf.ts'
import { licences } from './licence.ts'
import { occupations } from './occupation.ts'
import { regions } from './region.ts'
import { skills } from './skill.ts'
import { tableSources } from './table-sources.ts'
import { workModes } from './work-mode.ts'

const coded = {
  accommodations,
  benefits,
  channels,
  commuteModes,
  disabilityTypes,
  educationLevels,
  employerKinds,
  employmentForms,
  icfItems,
  licences,
  occupations,
  skills,
  workModes,
}
const aliased = { licences, occupations, skills }

describe('every code table', () => {
  it.each(Object.entries(coded))('%s has no code twice', (_, rows) => {
    expect(repeated(rows.map(({ code }) => code))).toEqual([])
  })

  it.each(Object.entries(coded))('%s has a Chinese and an English label in every row', (_, rows) => {
    const unlabelled = rows.filter(({ zh, en }) => zh.trim() === '' || !/^[A-Z][^一-龥]*$/.test(en))

    expect(unlabelled).toEqual([])
  })

  it.each(Object.entries(aliased))('%s has no name or alias that points to two rows', (_, rows) => {
    const names = rows.flatMap(({ zh, en, aliases }) => [...new Set([zh, en, ...aliases].map(plain))])

    expect(repeated(names)).toEqual([])
  })

  it('says for every row where it comes from', () => {
    const told = (row: object) => 'source' in row || 'law' in row || 'askedBy' in row
    const untold = Object.entries(coded).filter(([table, rows]) => !(table in tableSources) && !rows.every(told))

    expect(untold.map(([table]) => table)).toEqual([])
    expect(Object.keys(tableSources).filter((table) => !(table in coded) && !['regions', 'disabilityGrades'].includes(table))).toEqual([])
    expect(Object.values(tableSources).filter(({ source, ours }) => source === '' && !ours)).toEqual([])
  })

  it('has the sizes it promises', () => {
    expect(icfItems).toHaveLength(25)
    expect(accommodations).toHaveLength(38)
    expect(disabilityGrades).toHaveLength(4)
    expect(occupations.length).toBeGreaterThanOrEqual(200)
    expect(skills.length).toBeGreaterThanOrEqual(800)
    expect(new Set(skills.map(({ family }) => family)).size).toBeGreaterThanOrEqual(30)
    expect(repeated(regions.map(({ code }) => code))).toEqual([])
  })

  it('names only known ICF codes', () => {
    const named = [...accommodations.flatMap(({ mitigates }) => mitigates), ...occupations.flatMap(({ demands }) => demands)].map(
      ({ icf }) => icf,
    )

    expect(named.filter((code) => !isIcfCode(code))).toEqual([])
  })

  it('names only known skills as near equals and parents', () => {
    const codes = new Set<string>(skills.map(({ code }) => code))
    const near = skills.flatMap(({ nearEqual, parent }) => [...(nearEqual ?? []), ...(parent ? [parent] : [])])

    expect(near.filter((code) => !codes.has(code))).toEqual([])
  })

  it('gives every occupation three to six demands, each activity once', () => {
    const odd = occupations.filter(
      ({ demands }) => demands.length < 3 || demands.length > 6 || repeated(demands.map(({ icf }) => icf)).length > 0,
    )

    expect(odd).toEqual([])
  })

  it('writes our own occupations with an X and those of the classification without', () => {
    expect(occupations.filter(({ code, source }) => (source === 'ours') !== code.includes('X'))).toEqual([])
    expect(occupations.filter(({ code }) => !/^[1-8]-\d{2}-(?:\d{2}|X)-X?\d{2}$/.test(code))).toEqual([])
  })
})

function repeated(values: readonly string[]): string[] {
  return values.filter((value, at) => values.indexOf(value) !== at)
}
