import { crashPattern } from '@zhihe/runtime/failpoint'
import { describe, expect, it } from 'vitest'
import { crashPoints } from './crash-points.ts'
import { faultScript, type ScriptOptions } from './fault-script.ts'

const options: ScriptOptions = {
  seed: 7,
  backend: 'redis',
  faults: 500,
  lastsMs: 1_500_000,
  processes: ['postings-api', 'matching-worker', 'webhooks-worker'],
  receivers: 2,
}
const countsOf = (script: ReturnType<typeof faultScript>) =>
  Object.fromEntries([...Map.groupBy(script, ({ kind }) => kind)].map(([kind, faults]) => [kind, faults.length]))

describe('faultScript', () => {
  it('says the same faults at the same moments for the same seed, and others for another', () => {
    expect(faultScript(options)).toEqual(faultScript(options))
    expect(faultScript({ ...options, seed: 8 })).not.toEqual(faultScript(options))
  })

  it('has the proportions of goal R1, and pauses on top of them', () => {
    expect(countsOf(faultScript(options))).toEqual({
      kill: 200,
      storm: 100,
      'database-crash': 20,
      'redis-kill': 20,
      'redis-wipe': 10,
      partition: 100,
      hostile: 50,
      pause: 20,
    })
  })

  it('turns the faults of Redis into faults of PostgreSQL where the queue lives there', () => {
    const counts = countsOf(faultScript({ ...options, backend: 'postgres' }))

    expect(counts).toMatchObject({ storm: 110, 'database-crash': 40 })
    expect(counts).not.toHaveProperty('redis-kill')
    expect(counts).not.toHaveProperty('redis-wipe')
  })

  it('has each kind of fault at least once, however few are asked for, in the order of time and within the time', () => {
    const script = faultScript({ ...options, faults: 5, lastsMs: 10_000 })

    expect(Object.keys(countsOf(script))).toHaveLength(8)
    expect(script.map(({ at }) => at)).toEqual(script.map(({ at }) => at).toSorted((a, b) => a - b))
    expect(script.every(({ at }) => at >= 0 && at <= 10_000)).toBe(true)
  })

  it('hits processes with nothing longer than it is told to', () => {
    const lengths = faultScript({ ...options, longestMs: 3_000 }).flatMap((fault) => ('forMs' in fault ? [fault.forMs] : []))

    expect(Math.max(...lengths)).toBeLessThanOrEqual(3_000)
  })
})

describe('crashPoints', () => {
  it('names a place for each process that has some, the same for the same seed', () => {
    expect(crashPoints(3)).toEqual(crashPoints(3))
    expect(Object.keys(crashPoints(3))).toEqual(['postings-api', 'postings-relay', 'matching-worker', 'webhooks-worker'])
    expect(Object.values(crashPoints(3)).every(({ CRASH_AT }) => crashPattern.test(CRASH_AT ?? ''))).toBe(true)
  })
})
