import { describe, expect, it } from 'vitest'
import type { ScenarioResult, SoakResult } from '../results.ts'
import type { Scenario } from '../scenario.ts'
import { pageOf } from './page.ts'
import { proofs } from './proven-by-tests.ts'
import { missingProofs } from './write-page.ts'

const scenario: Scenario = {
  id: 'queue-away',
  rows: ['c24'],
  fault: 'Redis is away | gone',
  component: 'relay',
  expected: 'it waits',
  backends: ['redis', 'postgres'],
  inQuick: true,
  run: async () => ({ ok: true, seen: '' }),
}
const around = { at: '2026-11-22T20:00:00.000Z', command: 'npm run chaos', seed: 3, cores: 2, load: 1.5, isQuick: false } as const
const result: ScenarioResult = {
  ...around,
  kind: 'scenario',
  backend: 'redis',
  id: 'queue-away',
  ok: false,
  seen: 'It did not wait.',
  figures: {},
  tookMs: 1,
}
const soak: SoakResult = {
  ...around,
  kind: 'soak',
  backend: 'postgres',
  faults: 500,
  deaths: 220,
  tookMs: 60_000,
  committed: 50_000,
  refused: 10,
  unknown: 2,
  found: { missing: 0, phantom: 0, effect_duplicate: 0, disorder: 0, difference: 0 },
  deliveries: 1_000,
  wireDuplicates: 0.004,
  quiescentMs: 12_000,
  recoveryP99Ms: null,
  recoveries: 0,
  slowestAnswerMs: 3_000,
  notChecked: ['index digest'],
  examples: [],
}
const page = pageOf({ scenarios: [scenario], results: [result], soaks: [soak], proofs })

describe('the page of faults', () => {
  it('says what was seen, that it was not as expected, and under what it was measured', () => {
    expect(page).toContain('| c24 | Redis is away \\| gone | relay | it waits | redis | **Not as expected.** It did not wait. |')
    expect(page).toContain('2026-11-22 20:00 UTC, `npm run chaos`, seed 3, load 1.5 on 2 cores')
  })

  it('lists what was not run instead of leaving it out', () => {
    expect(page).toContain('| c24 | Redis is away \\| gone | relay | it waits | postgres | not run |')
  })

  it('has a line for each soak with its figures, and says what it could not check', () => {
    expect(page).toContain(
      '| postgres | 3 | 500 | 220 | 50000 | 10 | 2 | 0 | 0 | 0 | 0 | 0 | 0.40 % of 1000 | 12000 | not measured | 60 s |',
    )
    expect(page).toContain('not checked: index digest')
  })

  it('names every row that neither a scenario nor a test covers', () => {
    expect(page).toMatch(/## Rows that nothing here covers\n[^#]*- c48: /)
    expect(page).not.toMatch(/## Rows that nothing here covers\n[^#]*- c24: /)
  })

  it('refuses a row that nobody knows', () => {
    expect(() => pageOf({ scenarios: [{ ...scenario, rows: ['c99'] }], results: [], soaks: [], proofs: [] })).toThrow('c99')
  })

  it('names only tests that are there', () => {
    expect(missingProofs()).toEqual([])
  })
})
