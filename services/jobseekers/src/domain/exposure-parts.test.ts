import { smallestGroup } from '@zhihe/contracts/audit'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cell, kinds, places, worlds } from '../../test/exposure-worlds.ts'
import { divide, type Part, type Parts } from './exposure-parts.ts'
import { addTallies, type Cell } from './exposure-tally.ts'

const isBelow = (regionCode: string, code: string) => regionCode.startsWith(code.replace(/(?:0000|00)$/, ''))
const peopleIn = (cells: readonly Cell[]) => addTallies(cells).people

/** Every figure that any answer is made of, as the set of cells it is the sum of. */
function figures({ kinds: parts }: Parts, cells: readonly Cell[]): Cell[][] {
  const apart = new Set(parts.flatMap(({ kind }) => kind ?? []))
  const walk = (part: Part, inside: Cell[]): Cell[][] => {
    expect(part.tally).toEqual(addTallies(inside))
    return [
      inside,
      ...[...part.shown].flatMap(([code, below]) =>
        walk(
          below,
          inside.filter((one) => isBelow(one.regionCode, code)),
        ),
      ),
    ]
  }
  return parts.flatMap(({ kind, part }) =>
    walk(
      part,
      cells.filter((one) => (kind ? one.kind === kind : !apart.has(one.kind))),
    ),
  )
}

/** Whether the size of `target` follows from the sizes of `known`, by adding and subtracting them in any way. */
function follows(target: readonly Cell[], known: readonly Cell[][], cells: readonly Cell[]): boolean {
  const rowOf = (some: readonly Cell[]) => cells.map((one) => (some.includes(one) ? 1 : 0))
  const basis: { pivot: number; row: number[] }[] = []
  const reduce = (row: number[]) =>
    basis.reduce((rest, { pivot, row: by }) => {
      const factor = rest[pivot] ?? 0
      return factor === 0 ? rest : rest.map((value, at) => value - factor * (by[at] ?? 0))
    }, row)
  for (const some of known) {
    const row = reduce(rowOf(some))
    const pivot = row.findIndex((value) => Math.abs(value) > 1e-9)
    if (pivot !== -1) basis.push({ pivot, row: row.map((value) => value / (row[pivot] ?? 1)) })
  }
  return reduce(rowOf(target)).every((value) => Math.abs(value) <= 1e-9)
}

/** Groups of one kind in one region that are too small to be told of. */
function smallGroups(cells: readonly Cell[]): Cell[][] {
  const regions = ['', '330000', '330100', '330200', '420000', '420100', ...places]
  return kinds
    .flatMap((kind) => regions.map((code) => cells.filter((one) => one.kind === kind && isBelow(one.regionCode, code))))
    .filter((group) => peopleIn(group) > 0 && peopleIn(group) < smallestGroup)
}

describe('the parts of an audit', () => {
  it('are ten people or more, and so is what is left of each when the parts within it are taken away', () => {
    fc.assert(
      fc.property(worlds, (cells) => {
        const check = ({ tally, shown }: Part): void => {
          const left = tally.people - addTallies([...shown.values()].map((part) => part.tally)).people
          expect(tally.people).toBeGreaterThanOrEqual(smallestGroup)
          expect(left === 0 || left >= smallestGroup).toBe(true)
          for (const part of shown.values()) check(part)
        }
        for (const { part } of divide(cells).kinds) check(part)
      }),
      { numRuns: 500 },
    )
  })

  it('do not let anybody work out a smaller group, who puts every figure of every answer together', () => {
    fc.assert(
      fc.property(worlds, (cells) => {
        const known = figures(divide(cells), cells)

        for (const group of smallGroups(cells)) expect(follows(group, known, cells)).toBe(false)
      }),
      { numRuns: 500 },
    )
  })

  it('would fail that test if the groups under ten were only left out', () => {
    const cells = [...cell(kinds[0]!, '330106', 20), ...cell(kinds[0]!, '330203', 3)]
    const naive = [cells, cells.slice(0, 1)]

    expect(follows(cells.slice(1), naive, cells)).toBe(true)
    expect(follows(cells.slice(1), figures(divide(cells), cells), cells)).toBe(false)
  })

  it('leave nobody out, unless they are fewer than ten in all', () => {
    fc.assert(
      fc.property(worlds, (cells) => {
        const counted = addTallies(divide(cells).kinds.map(({ part }) => part.tally)).people

        expect(counted).toBe(peopleIn(cells) < smallestGroup ? 0 : peopleIn(cells))
      }),
    )
  })

  it('are the same in whatever order the people come', () => {
    fc.assert(
      fc.property(
        worlds.chain((cells) => fc.tuple(fc.constant(cells), fc.shuffledSubarray(cells, { minLength: cells.length }))),
        ([cells, shuffled]) => {
          expect(outline(divide(shuffled))).toEqual(outline(divide(cells)))
        },
      ),
    )
  })
})

function outline({ kinds: parts }: Parts): string[] {
  const names = (part: Part, path: string): string[] => [
    `${path}: ${part.tally.people}`,
    ...[...part.shown].flatMap(([code, below]) => names(below, `${path}/${code}`)),
  ]
  return parts.flatMap(({ kind, part }) => names(part, JSON.stringify(kind))).sort()
}
