import { expect, it } from 'vitest'
import { scenariosA } from './index-a.ts'

it('names every scenario once, with the rows it is about', () => {
  const ids = scenariosA.map(({ id }) => id)

  expect(new Set(ids).size).toBe(ids.length)
  expect(
    scenariosA.filter(({ id, rows }) => !/^[a-z0-9-]+$/.test(id) || rows.length === 0 || !rows.every((row) => /^([RW]|c)\d+$/.test(row))),
  ).toEqual([])
})

it('covers every row that was promised here', () => {
  const covered = new Set(scenariosA.flatMap(({ rows }) => rows))
  const promised = ['R2', 'R3', 'R4', 'R7', 'R8', 'R9', 'R12', 'R16']
  const matrix = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 38, 44, 47, 48].map((row) => `c${row}`)

  expect([...promised, ...matrix].filter((row) => !covered.has(row))).toEqual([])
})
