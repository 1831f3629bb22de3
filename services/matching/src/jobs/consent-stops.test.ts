import type { DomainEvent } from '@zhihe/contracts/event'
import type { JobseekerFacts } from '@zhihe/contracts/facts'
import { describe, expect, it } from 'vitest'
import { watchConsentStops } from './consent-stops.ts'

const said = Date.parse('2026-11-22T09:00:00Z')

function change(facts: Partial<JobseekerFacts>): DomainEvent {
  const data = { tenantId: 't', facts: { id: 'her', active: true, consentsToMatching: true, ...facts } as JobseekerFacts }
  return { id: 'e', type: 'jobseeker.changed', occurredAt: new Date(said).toISOString(), data }
}

function watching() {
  const lists = new Set(['one', 'two'])
  const took: number[] = []
  const clock = { now: said + 100 }
  const stops = watchConsentStops({
    listsWith: (id) => (id === 'her' ? lists : new Set()),
    now: () => new Date(clock.now),
    onStopped: (ms) => took.push(ms),
  })
  return { lists, took, clock, stops }
}

describe('the time a withdrawn consent takes', () => {
  it.each([{ consentsToMatching: false }, { active: false }])('ends when she has left the last list: %o', (facts) => {
    const { lists, took, clock, stops } = watching()

    stops.note(change(facts))
    lists.delete('one')
    stops.look()
    lists.delete('two')
    clock.now = said + 700
    stops.look()
    stops.look()

    expect(took).toEqual([700])
  })

  it('counts from the first word, also when it is said twice', () => {
    const { lists, took, clock, stops } = watching()
    stops.note(change({ active: false }))
    stops.note({ ...change({ active: false }), occurredAt: new Date(said + 500).toISOString() })
    lists.clear()
    clock.now = said + 600

    stops.look()

    expect(took).toEqual([600])
  })

  it('is not measured of somebody who is matched, or is again', () => {
    const { lists, took, stops } = watching()
    stops.note(change({}))
    stops.note(change({ active: false }))
    stops.note(change({}))
    lists.clear()

    stops.look()

    expect(took).toEqual([])
  })

  it('is never less than nothing, whatever the clocks say', () => {
    const { lists, took, clock, stops } = watching()
    stops.note(change({ active: false }))
    lists.clear()
    clock.now = said - 5_000

    stops.look()

    expect(took).toEqual([0])
  })
})
