import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createFacets } from './facets.ts'
import { createIds } from './ids.ts'
import { createLists } from './lists.ts'

describe('ids', () => {
  it('find what was added and not removed, and order as their texts do', () => {
    const id = fc.uuid()
    fc.assert(
      fc.property(fc.array(id, { minLength: 1, maxLength: 300 }), fc.infiniteStream(fc.boolean()), (drawn, coins) => {
        const ids = createIds()
        const held = new Map<string, number>()
        for (const text of drawn) {
          held.set(text, ids.add(text))
          const [first] = held
          if (first === undefined || !coins.next().value) continue
          ids.remove(first[1])
          held.delete(first[0])
        }

        expect(ids.size()).toBe(held.size)
        for (const text of drawn) expect(ids.find(text)).toBe(held.get(text) ?? -1)
        for (const [text, index] of held) expect(ids.text(index)).toBe(text)
        const sorted = [...held.keys()].toSorted()
        expect([...held].toSorted(([, a], [, b]) => ids.compare(a, b)).map(([text]) => text)).toEqual(sorted)
      }),
      { numRuns: 300 },
    )
  })

  it('know no text that is not a UUID in lower case', () => {
    const ids = createIds()

    expect(ids.find('posting')).toBe(-1)
    expect(() => ids.add('0190A000-0000-7000-8000-000000000000')).toThrow('not a UUID')
  })
})

describe('facets', () => {
  it('number each text once, give it back, and refuse what is not plain ASCII', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 40 }), { maxLength: 200 }), (texts) => {
        const facets = createFacets()
        const isPlain = (text: string) => Array.from(text).every((letter) => (letter.codePointAt(0) ?? 0) < 128)
        const numbers = texts.map((text) => facets.intern(text))

        expect(facets.count()).toBe(new Set(texts.filter(isPlain)).size)
        texts.forEach((text, place) => {
          const number = numbers[place] as number
          expect(number < 0 ? null : facets.text(number)).toBe(isPlain(text) ? text : null)
        })
      }),
      { numRuns: 300 },
    )
  })
})

describe('lists', () => {
  it('never give out a place that is in use', () => {
    const take = fc.record({ length: fc.integer({ min: 0, max: 200 }), group: fc.nat(3), drop: fc.boolean() })
    fc.assert(
      fc.property(fc.array(take, { maxLength: 120 }), (steps) => {
        const lists = createLists()
        const used: { start: number; length: number; group: number }[] = []
        for (const { length, group, drop } of steps) {
          const old = drop ? used.shift() : undefined
          if (old) lists.free(old.start, old.length, old.group)
          used.push({ start: lists.take(length, group), length, group })
        }
        const sorted = used.filter(({ length }) => length > 0).toSorted((a, b) => a.start - b.start)

        for (const [place, { start }] of sorted.entries()) {
          const before = sorted[place - 1] ?? { start: 0, length: 0 }
          expect(start).toBeGreaterThanOrEqual(before.start + before.length)
          expect(start).toBeLessThan(lists.memory.units.length)
        }
      }),
      { numRuns: 300 },
    )
  })
})
