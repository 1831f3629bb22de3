import { describe, expect, it } from 'vitest'
import { findRepeatedKey } from './repeated-key.ts'

describe('a repeated key', () => {
  it.each([
    ['{"a":1,"a":1}', '/a'],
    ['[0,{"b":{"c":[],"d":{},"c":0}}]', '/1/b/c'],
    ['{"a":{"b":1},"c":[{"b":1},{"b":1,"b":2}]}', '/c/1/b'],
    [String.raw`{"\u0061":1,"a":2}`, '/a'],
    [String.raw`{"\"":1,"\\":2,"\"":3}`, '/"'],
    ['{"":1,"":2}', '/'],
    ['{"x/y~":1,"x/y~":2}', '/x~1y~0'],
  ])('is found in %s', (text, pointer) => {
    expect(findRepeatedKey(text)).toBe(pointer)
  })

  it.each([
    '0',
    '""',
    '[]',
    '{}',
    '{"a":{"a":{"a":1}}}',
    '[{"a":1},{"a":1}]',
    String.raw`{"a":"\"a\":1,\"a\":1","b":"{\\"}`,
    '["a","a",":",",","{","}"]',
    '{"a":["a:","b"],"b":"a"}',
  ])('is not found in %s', (text) => {
    expect(findRepeatedKey(text)).toBeNull()
  })

  it('is found in no text that was written from a value, however deep, and behind each in which one is written twice', () => {
    let value: unknown = ['{"a":1,"a":2}', '\\', '"', ':', { '\\"': [], '"': {} }]
    for (let depth = 0; depth < 30; depth += 1) {
      value = { [`k${depth}`]: value, '"': [value === null, depth], [`\\${'\\'.repeat(depth % 3)}`]: `"${'\\'.repeat(depth)}` }
      const [flat, wide] = [JSON.stringify(value), JSON.stringify(value, null, 2)]

      expect([flat, wide].map(findRepeatedKey)).toEqual([null, null])
      expect(findRepeatedKey(`[${flat},{"x":${wide},"x":0}]`)).toBe('/1/x')
    }
  })
})
