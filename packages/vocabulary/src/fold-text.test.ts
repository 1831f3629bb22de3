import { assert, constantFrom, property, string } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { foldText, spanOf } from './fold-text.ts'

const telling = constantFrom(
  'a',
  'É',
  '㎏',
  '㎡',
  ' ',
  '　',
  '\r',
  '\n',
  '\u0301',
  '學',
  '岁',
  '😀',
  '①',
  'ｶ',
  '\uff9e',
  '\u200b',
  '\ud800',
  '\ufe0f',
)

describe('foldText', () => {
  it.each([
    ['學　歷：高中以上', '学历:高中以上'],
    ['ＡＢＣ１２３％', 'abc123%'],
    ['搬运 20 ㎏ 货物', '搬运20kg货物'],
    ['聽障、肢體３，４級', '听障、肢体3,4级'],
    ['無障礙電梯，裡面設有餐廳', '无障碍电梯,里面设有餐厅'],
    ['什么 著名 皇后', '什么著名皇后'],
    ['甚麼工作', '甚么工作'],
    ['月薪\r\n3000\u2028面议', '月薪\n3000\n面议'],
    ['五\u200b险\u00ad一\ufeff金', '五险一金'],
    ['①底薪3000②提成', '(1)底薪3000(2)提成'],
    ['⒈18岁以上 ❷会电脑 ⑩双休', '(1)18岁以上(2)会电脑(10)双休'],
    ['ｶﾞｲﾄﾞ', 'ガイド'],
    ['👍🏽包吃', '👍🏽包吃'],
    ['𠀋夫', '𠀋夫'],
    ['', ''],
  ])('folds %j to %j', (given, text) => {
    expect(foldText(given).text).toBe(text)
  })

  it('gives a place in the given text for every unit, in order, and its length at the end', () => {
    assert(
      property(string({ unit: telling }), (given) => {
        const { text, places } = foldText(given)

        return (
          places.length === text.length + 1 &&
          places.at(-1) === given.length &&
          places.every((place, at) => at === 0 || place >= (places[at - 1] ?? 0))
        )
      }),
    )
  })

  it('leaves a folded text as it is', () => {
    // A loose combining mark may join another letter once the space before it is gone.
    const withoutMarks = telling.filter((unit) => !/[\u0301\uff9e]/.test(unit))

    assert(property(string({ unit: withoutMarks }), (given) => foldText(foldText(given).text).text === foldText(given).text))
  })
})

describe('spanOf', () => {
  it.each([
    ['需 搬 运 20 ㎏ 以上', '搬运20kg', '搬 运 20 ㎏'],
    ['需搬20㎏的货', 'k', '㎏'],
    ['身 體 健 康 ！', '身体健康', '身 體 健 康'],
    ['五\u200b官\u200b端\u200b正\u200b', '五官端正', '五\u200b官\u200b端\u200b正'],
    ['😀女 性😀', '女性', '女 性'],
    ['①限男性', '(1)', '①'],
    ['e\u0301a', 'é', 'e\u0301'],
  ])('finds in %j the words of %j', (given, words, found) => {
    const folded = foldText(given)
    const at = folded.text.indexOf(words)

    const { start, end } = spanOf(folded, at, at + words.length)

    expect(given.slice(start, end)).toBe(found)
  })

  it('gives an empty span for an empty stretch', () => {
    expect(spanOf(foldText('a b'), 1, 1)).toEqual({ start: 2, end: 2 })
  })
})
