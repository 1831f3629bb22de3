import { describe, expect, it } from 'vitest'
import { readOptions } from './options.ts'
import type { SoakResult } from './results.ts'
import { summarise } from './summary.ts'

const options = readOptions(['--quick'])
const intact: SoakResult = {
  kind: 'soak',
  at: '2026-11-22T20:00:00.000Z',
  command: 'npm run chaos',
  seed: 1,
  backend: 'redis',
  cores: 2,
  load: 1,
  isQuick: true,
  faults: 26,
  deaths: 12,
  tookMs: 1,
  committed: 1_000,
  refused: 5,
  unknown: 1,
  found: { missing: 0, phantom: 0, effect_duplicate: 0, disorder: 0, difference: 0 },
  deliveries: 400,
  wireDuplicates: 0.005,
  quiescentMs: 20_000,
  recoveryP99Ms: 5_000,
  recoveries: 6,
  slowestAnswerMs: 2_000,
  notChecked: [],
  examples: [],
}
const isKept = (changed: Partial<SoakResult>, given = readOptions([])) =>
  summarise({ options: given, soaks: [intact, { ...intact, ...changed }], directed: [], tookMs: 1 }).isKept

describe('summarise', () => {
  it('adds up both back ends, and takes the worse time', () => {
    const { line } = summarise({
      options,
      soaks: [intact, { ...intact, backend: 'postgres', quiescentMs: 25_000 }],
      directed: [],
      tookMs: 1,
    })

    expect(line).toMatchObject({
      faults: 52,
      committed: 2_000,
      missing: 0,
      wireDuplicates: 0.005,
      quiescentMs: 25_000,
      recoveryP99Ms: 5_000,
    })
  })

  it('says that the promises were kept when all were', () => {
    expect(isKept({})).toBe(true)
  })

  it.each<[string, Partial<SoakResult>]>([
    ['something is missing', { found: { ...intact.found, missing: 1 } }],
    ['there is a phantom', { found: { ...intact.found, phantom: 1 } }],
    ['something took effect twice', { found: { ...intact.found, effect_duplicate: 1 } }],
    ['a list is not what it should be', { found: { ...intact.found, difference: 1 } }],
    ['it was quiet too late', { quiescentMs: 30_001 }],
    ['it was never quiet', { quiescentMs: null }],
    ['too much was sent again', { wireDuplicates: 0.006 }],
    ['recovery took too long', { recoveryP99Ms: 8_001 }],
    ['a worker never recovered', { recoveryP99Ms: null }],
  ])('says that a promise broke when %s', (_, changed) => {
    expect(isKept(changed)).toBe(false)
  })

  it.each<[string, Partial<SoakResult>]>([
    ['it was quiet late', { quiescentMs: 30_001 }],
    ['much was sent again', { wireDuplicates: 0.006 }],
    ['recovery took long', { recoveryP99Ms: 8_001 }],
  ])('says of a quick run only in figures that %s', (_, changed) => {
    expect(isKept(changed, options)).toBe(true)
  })

  it('says so when a directed fault went otherwise than expected', () => {
    const { kind: _, found: __, ...around } = intact
    const failed = { ...around, kind: 'scenario' as const, id: 'queue-away', ok: false, seen: 'lost', figures: {} }

    const { line, isKept: kept } = summarise({ options, soaks: [intact], directed: [failed], tookMs: 1 })

    expect(kept).toBe(false)
    expect(line.scenarios).toEqual({ run: 1, asExpected: 0, not: ['queue-away (redis)'] })
  })
})
