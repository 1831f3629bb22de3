import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { foldText } from './fold-text.ts'
import { segmenter } from './segment.ts'

const words = (text: string, dictionary: readonly string[]) =>
  segmenter(dictionary.map((word) => ({ word, value: word })))
    .cover(foldText(text))
    .map(({ value }) => value)

describe('segmenter', () => {
  it.each([
    ['a long word before the short ones it contains', '电话客服专员', ['电话', '客服', '电话客服', '专员'], ['电话客服', '专员']],
    ['the cover that says most', '保安全员', ['保安', '安全员'], ['安全员']],
    ['of equal covers the later word', '门店长', ['门店', '店长'], ['店长']],
    ['words in traditional characters', '清潔人員', ['清洁人员'], ['清洁人员']],
    ['a word spaced out', '保 洁 员', ['保洁员'], ['保洁员']],
    ['a Latin word between Chinese ones', '会PS和CAD', ['ps', 'cad'], ['ps', 'cad']],
    ['two Latin words with a space between', '熟练Word Excel', ['word', 'excel'], ['word', 'excel']],
    ['no Latin word inside another', 'https caddie', ['ps', 'cad'], []],
    ['nothing in an empty text', '', ['保洁'], []],
  ])('finds %s', (_, text, dictionary, expected) => {
    expect(words(text, dictionary)).toEqual(expected)
  })

  it('says of every word where it stands, also inside longer ones', () => {
    const found = segmenter(['客服', '电话客服'].map((word) => ({ word, value: word }))).all(foldText('招电话客服'))

    expect(found).toMatchObject([
      { start: 1, end: 5, word: '电话客服' },
      { start: 3, end: 5, word: '客服' },
    ])
  })

  it('keeps the first of two entries with one word', () => {
    const found = segmenter(['first', 'second'].map((value) => ({ word: '管家', value })))

    expect(found.cover(foldText('管家'))).toMatchObject([{ value: 'first' }])
  })

  it('covers any text with words that stand in it and do not overlap', () => {
    const letters = fc.string({ unit: fc.constantFrom('保', '安', '洁', '员', '工', ' ', 'p', 's'), maxLength: 20 })
    const dictionary = fc.array(fc.string({ unit: fc.constantFrom('保', '安', '洁', '员', '工', 'p', 's'), minLength: 1, maxLength: 4 }))
    fc.assert(
      fc.property(letters, dictionary, (text, entries) => {
        const folded = foldText(text)
        const cover = segmenter(entries.map((word) => ({ word, value: word }))).cover(folded)

        expect(cover.every(({ start, end, word }) => folded.text.slice(start, end) === word)).toBe(true)
        expect(cover.every(({ start }, at) => start >= (cover[at - 1]?.end ?? 0))).toBe(true)
      }),
    )
  })
})
