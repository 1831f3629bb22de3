import { reachOf } from '@zhihe/scoring/reach'
import { jobseeker, posting } from '@zhihe/scoring/sample-facts'
import { regions } from '@zhihe/vocabulary/region'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { commuteSlot, createCommuteMasks } from './commute-slots.ts'
import { anywhere, placeKey, placesOf } from './places.ts'

const codes = regions.map(({ code }) => code)
const hubei = codes.filter((code) => code.startsWith('4290') || code.startsWith('4201'))
// Mostly near each other, so that they reach each other; counties under a province and group codes among them; two that no table knows.
const region = fc.oneof(fc.constantFrom(...hubei, '420000', '420100', '429000'), fc.constantFrom(...codes), fc.constantFrom('42', '999999'))
const person = fc.record({
  regionCode: fc.option(region),
  willingRegions: fc.option(fc.array(region, { maxLength: 8 })),
  commuteMaxKm: fc.option(fc.integer({ min: 1, max: 60 })),
})

describe('placesOf', () => {
  it('puts everybody whom a posting may reach under its place or under any place, and nobody twice', () => {
    fc.assert(
      fc.property(person, region, (facts, regionCode) => {
        const places = placesOf(facts.regionCode, facts.willingRegions)
        const key = placeKey(regionCode)
        const reach = reachOf(posting({ regionCode }), jobseeker(facts))

        expect(new Set(places).size).toBe(places.length)
        expect(places.includes(anywhere) ? places : []).toHaveLength(places.includes(anywhere) ? 1 : 0)
        const mustLook = reach !== 'outside' && key !== null
        expect(!mustLook || places.some((place) => place === key || place === anywhere)).toBe(true)
      }),
      { numRuns: 20_000 },
    )
  })
})

describe('commute masks', () => {
  it('have the bit of every county where nothing stands against the way to work', () => {
    const maskOf = createCommuteMasks()
    fc.assert(
      fc.property(person, fc.constantFrom(...hubei), (facts, regionCode) => {
        const slot = commuteSlot(regionCode)
        const isOutside = reachOf(posting({ regionCode }), jobseeker(facts)) === 'outside'
        const mask = maskOf(placeKey(regionCode) ?? '', jobseeker(facts), facts.commuteMaxKm ?? 0)

        if (isOutside || slot === null || facts.commuteMaxKm !== null) return
        expect((mask >>> slot) & 1).toBe(facts.regionCode === null && facts.willingRegions === null ? 0 : 1)
      }),
      { numRuns: 2_000 },
    )
  })
})
