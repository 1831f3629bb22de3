import { describe, expect, it } from 'vitest'
import { bestOf, type ScenarioResult } from './results.ts'

const at = (hour: number) => `2026-11-23T0${hour}:00:00.000Z`
const run = (fields: Partial<ScenarioResult>): ScenarioResult => ({
  kind: 'scenario',
  id: 'queue-away',
  at: at(1),
  command: 'npm run chaos',
  seed: 1,
  backend: 'redis',
  cores: 2,
  load: 1,
  isQuick: false,
  ok: true,
  seen: '',
  figures: {},
  tookMs: 1,
  ...fields,
})

describe('the result that counts', () => {
  it('is the newest of its thing and back end, in whatever order they are read', () => {
    const [old, young, other] = [run({}), run({ at: at(2) }), run({ backend: 'postgres' })]

    expect(bestOf([old, young, other])).toEqual([other, young])
    expect(bestOf([young, old, other])).toEqual([other, young])
  })

  it('is a long one, also where a quick one is newer', () => {
    const [long, quick] = [run({}), run({ at: at(2), isQuick: true })]

    expect(bestOf([long, quick])).toEqual([long])
    expect(bestOf([quick, long])).toEqual([long])
  })
})
