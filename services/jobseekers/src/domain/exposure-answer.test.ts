import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { worlds } from '../../test/exposure-worlds.ts'
import { answerExposure } from './exposure-answer.ts'
import { divide } from './exposure-parts.ts'
import { type Cell, CellCounter, type Kind, kindOf } from './exposure-tally.ts'

const blindWomen: Kind = { type: 'visual', grade: 1, sex: 'female' }
const deafMen: Kind = { type: 'hearing', grade: 2, sex: 'male' }
const uncertified: Kind = { type: null, grade: null, sex: 'male' }
const minGroup = 10

function cell(kind: Kind, regionCode: string, people: number, places = 0, firstPlaces = 0): Cell {
  return { kind, regionCode, people, recommended: Math.min(people, places), places, firstPlaces }
}

describe('the answer of an audit', () => {
  it('tells for each group how much it is seen against all, the least seen first', () => {
    const parts = divide([cell(deafMen, '330106', 100, 300, 9), cell(blindWomen, '330106', 50, 60, 1)])

    const { all, groups, other } = answerExposure(parts, { regionCode: null, minGroup })

    expect(all).toEqual({ people: 150, recommended: 150, recommendationsPer100: 240, firstPlaceShare: 10_000, parity: 1 })
    expect(groups).toEqual([
      {
        ...blindWomen,
        regionCode: null,
        people: 50,
        recommended: 50,
        recommendationsPer100: 120,
        firstPlaceShare: 1_000,
        parity: 0.5,
        attention: true,
      },
      {
        ...deafMen,
        regionCode: null,
        people: 100,
        recommended: 100,
        recommendationsPer100: 300,
        firstPlaceShare: 9_000,
        parity: 1.25,
        attention: false,
      },
    ])
    expect(other).toBeNull()
  })

  it('counts a kind of nine together with the next smallest, and not by itself', () => {
    const parts = divide([cell(deafMen, '330106', 40), cell(uncertified, '330106', 12), cell(blindWomen, '330106', 9)])

    const { groups, other } = answerExposure(parts, { regionCode: null, minGroup })

    expect(groups).toMatchObject([{ ...deafMen, people: 40 }])
    expect(other).toMatchObject({ people: 21 })
  })

  it('tells regions apart as finely as asked, and keeps small places together with the next smallest', () => {
    const parts = divide([
      cell(deafMen, '330106', 40),
      cell(deafMen, '330108', 14),
      cell(deafMen, '330109', 3),
      cell(deafMen, '330203', 20),
    ])
    const ask = (level?: 'province' | 'prefecture' | 'county', regionCode: string | null = null) => {
      const { groups, other, level: answered } = answerExposure(parts, { regionCode, level, minGroup })
      return { answered, groups: groups.map((group) => [group.regionCode, group.people]), other: other?.people ?? null }
    }

    expect(ask()).toEqual({ answered: 'all', groups: [[null, 77]], other: null })
    expect(ask('province')).toEqual({ answered: 'province', groups: [['330000', 77]], other: null })
    expect(ask('prefecture')).toEqual({
      answered: 'prefecture',
      groups: [
        ['330100', 57],
        ['330200', 20],
      ],
      other: null,
    })
    expect(ask('county')).toEqual({
      answered: 'county',
      groups: [
        ['330106', 40],
        ['330203', 20],
      ],
      other: 17,
    })
    expect(ask('province', '330100')).toEqual({ answered: 'prefecture', groups: [['330100', 57]], other: null })
    expect(ask('county', '330108')).toEqual({ answered: 'county', groups: [], other: null })
  })

  it('shows larger groups only, when asked to, and counts the rest as one', () => {
    const parts = divide([cell(deafMen, '330106', 40, 40), cell(blindWomen, '330106', 12, 6)])

    const { groups, other, minGroup: said } = answerExposure(parts, { regionCode: null, minGroup: 20 })

    expect([said, groups.map(({ people }) => people)]).toEqual([20, [40]])
    expect(other).toMatchObject({ people: 12, recommendationsPer100: 50, parity: 0.57 })
  })

  it('asks for attention below four fifths of parity, and not at four fifths', () => {
    const attentionAt = (places: number) => {
      const { groups } = answerExposure(divide([cell(deafMen, '330106', 10, places), cell(blindWomen, '330106', 10, 20 - places)]), {
        regionCode: null,
        minGroup,
      })
      return groups.map(({ parity, attention }) => [parity, attention])
    }

    expect(attentionAt(8)).toEqual([
      [0.8, false],
      [1.2, false],
    ])
    expect(attentionAt(7)).toEqual([
      [0.7, true],
      [1.3, false],
    ])
  })

  it('adds up, and holds no figure of fewer people than asked for, whatever the question', () => {
    const questions = fc.record({
      regionCode: fc.constantFrom(null, '330000', '330100', '330106', '420106', '420000'),
      level: fc.constantFrom(undefined, 'province' as const, 'prefecture' as const, 'county' as const),
      minGroup: fc.integer({ min: minGroup, max: 30 }),
    })
    fc.assert(
      fc.property(worlds, questions, (cells, question) => {
        const { all, groups, other } = answerExposure(divide(cells), question)

        expect(groups.reduce((sum, { people }) => sum + people, other?.people ?? 0)).toBe(all?.people ?? 0)
        for (const { people } of groups) expect(people).toBeGreaterThanOrEqual(question.minGroup)
        for (const counts of [all, other]) expect(counts?.people ?? minGroup).toBeGreaterThanOrEqual(minGroup)
      }),
      { numRuns: 500 },
    )
  })

  it('says nothing of fewer than ten people, and makes no ratio of nothing', () => {
    const few = answerExposure(divide([cell(deafMen, '330106', 9, 9)]), { regionCode: null, minGroup })
    const unseen = answerExposure(divide([cell(deafMen, '330106', 10)]), { regionCode: null, minGroup })

    expect(few).toMatchObject({ all: null, groups: [], other: null })
    expect(unseen.groups).toMatchObject([{ people: 10, recommendationsPer100: 0, firstPlaceShare: 0, parity: null, attention: false }])
  })
})

describe('a kind', () => {
  it('is read from the number of a certificate, whatever its suffix', () => {
    const numbers = ['99010619780909122143', '99010619780909122174B2', null]

    expect(numbers.map((certificateNumber) => kindOf({ certificateNumber }, 'male'))).toEqual([
      { type: 'physical', grade: 3, sex: 'male' },
      { type: 'multiple', grade: 4, sex: 'male' },
      { type: null, grade: null, sex: 'male' },
    ])
  })

  it('adds up people who are alike, place by place', () => {
    const counter = new CellCounter()
    for (const lists of [0, 2, 3]) counter.add({ kind: { ...deafMen }, regionCode: '330106', lists, firstPlaces: 1 })
    counter.add({ kind: deafMen, regionCode: '330108', lists: 0, firstPlaces: 0 })

    expect(counter.cells()).toEqual([
      { kind: deafMen, regionCode: '330106', people: 3, recommended: 2, places: 5, firstPlaces: 3 },
      { kind: deafMen, regionCode: '330108', people: 1, recommended: 0, places: 0, firstPlaces: 0 },
    ])
  })
})
