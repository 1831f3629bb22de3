import { describe, expect, it } from 'vitest'
import { cutText, withoutHalves } from './whole-text.ts'

describe('cutting a text', () => {
  it.each([
    ['岗位', 1, '岗'],
    ['岗位', 5, '岗位'],
    ['😀😀', 2, '😀'],
    ['😀😀', 3, '😀'],
    ['x😀', 2, 'x'],
    ['😀', 1, ''],
  ])('%s to %i is %j', (text, length, cut) => {
    expect(cutText(text, length)).toBe(cut)
  })
})

describe('a value with halves of pairs', () => {
  it('loses them, wherever they stand, and nothing else', () => {
    const value = { title: 'a\ud83d', list: ['\ude00b', '😀', 3, null], inner: { note: '\ud83d😀' }, date: undefined }

    expect(withoutHalves(value)).toEqual({ title: 'a', list: ['b', '😀', 3, null], inner: { note: '😀' }, date: undefined })
  })

  it('is the very same value when it has none', () => {
    const value = { title: '😀', list: [{ a: 'b' }] }

    expect(withoutHalves(value)).toBe(value)
  })
})
