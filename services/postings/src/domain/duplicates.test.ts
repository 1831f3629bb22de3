import { array, assert as assertProperty, constantFrom, integer, property, record, string } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Comparable, createOriginals } from './duplicates.ts'

const base = { employerId: 'e', regionCode: '330106', createdAt: new Date('2026-11-20T04:00:00Z') }

function posting(id: string, source: string, title: string, description: string): Comparable {
  return { ...base, id, source, title, description }
}

describe('createOriginals', () => {
  it.each([
    ['诚聘包装工5名', '包装工'],
    ['包裝工（急招）', '包装工'],
    ['仓库管理员', '仓库管理员'],
  ])('takes %s for a copy of %s', (copy, original) => {
    const duties = '负责产品的包装、贴标签和装箱。'
    const originals = createOriginals([posting('1', 'a', original, duties)])

    expect(originals.copiedBy(posting('2', 'b', copy, duties))).toMatchObject([{ canonicalId: '1' }])
    expect(originals.copiedBy(posting('3', 'a', copy, duties))).toEqual([])
  })

  it('finds whatever comparing each with each finds, in the same order', () => {
    const word = string({ unit: constantFrom('包', '装', '质'), minLength: 1, maxLength: 8 })
    const any = record({
      source: constantFrom('a', 'b'),
      title: word,
      region: constantFrom('330106', '330108'),
      day: integer({ min: 1, max: 3 }),
    })
    assertProperty(
      property(array(any, { minLength: 2, maxLength: 25 }), (drawn) => {
        const all = drawn.map(({ source, title, region, day }, at) => ({
          ...posting(String(at), source, title, '同样的工作内容'),
          regionCode: region,
          createdAt: new Date(Date.UTC(2026, 0, day)),
        }))
        const [asked, ...others] = all as [Comparable, ...Comparable[]]
        const expected = others
          .filter(({ source, regionCode }) => source !== asked.source && regionCode === asked.regionCode)
          .map((other) => ({ id: other.id, alike: dice(asked.title, other.title), createdAt: other.createdAt.getTime() }))
          .filter(({ alike }) => alike >= 80)
          .toSorted((one, other) => other.alike - one.alike || one.createdAt - other.createdAt || Number(one.id) - Number(other.id))

        const found = createOriginals(others).copiedBy(asked)

        expect(found.map(({ titles }) => titles)).toEqual(expected.map(({ alike }) => alike))
        expect(new Set(found.map(({ canonicalId }) => canonicalId))).toEqual(new Set(expected.map(({ id }) => id)))
      }),
      { numRuns: 1_000 },
    )
  })
})

function dice(one: string, other: string): number {
  const pairsOf = (text: string) => Array.from({ length: text.length + 1 }, (_, at) => `^${text}$`.slice(at, at + 2))
  const rest = pairsOf(other)
  const shared = pairsOf(one).filter((pair) => {
    const at = rest.indexOf(pair)
    if (at >= 0) rest.splice(at, 1)
    return at >= 0
  })
  return Math.floor((200 * shared.length) / (one.length + other.length + 2))
}
