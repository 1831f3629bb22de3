import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { TailedList } from '../store/tail-store.ts'
import { packBeside, unpackBeside } from './beside.ts'

const ids = fc.constantFrom(...Array.from({ length: 9 }, (_, place) => `0192f000-0000-7000-8000-00000000000${place}`))
const lists: fc.Arbitrary<TailedList> = fc.record({
  postingId: ids,
  seq: fc.nat(),
  postingVersion: fc.nat(),
  size: fc.nat(50),
  floorTier: fc.constantFrom(0, 1, null),
  floorKey: fc.option(fc.integer()),
  proposals: fc.nat(),
  proposalsMonth: fc.option(fc.constant('2026-11')),
  suppressed: fc.array(ids),
  pinned: fc.array(ids),
  members: fc.array(fc.record({ jobseekerId: ids, version: fc.nat() })),
})

describe('what is beside the engine', () => {
  it('comes back equal out of JSON', () => {
    const besides = fc.record({
      tenantOf: fc.array(fc.tuple(ids, ids)).map((entries) => new Map(entries)),
      owners: fc.array(fc.tuple(ids, fc.record({ tenantId: ids, employerId: ids }))).map((entries) => new Map(entries)),
      lists: fc.array(lists),
    })
    fc.assert(
      fc.property(besides, (beside) => {
        const text = JSON.stringify(packBeside(beside))

        expect(unpackBeside(JSON.parse(text))).toEqual(beside)
      }),
    )
  })
})
