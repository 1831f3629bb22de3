import { array, assert as assertProperty, constantFrom, property } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { remembering, rememberingAll } from './remembering.ts'

describe('remembering', () => {
  it('says what the reader says, in any order and however often', () => {
    const read = (text: string) => (text === '面议' ? null : text.length)
    assertProperty(
      property(array(constantFrom('面议', '4500', '三千二', ''), { maxLength: 50 }), (texts) => {
        const quick = remembering(read)

        expect(texts.map((text) => quick(text))).toEqual(texts.map(read))
      }),
    )
  })

  it('reads a text once, and again after it had to forget', () => {
    let reads = 0
    const quick = remembering((text: string) => {
      reads += 1
      return text
    })
    quick('甲')
    quick('甲')
    expect(reads).toBe(1)

    for (let number = 0; number < 2_000; number += 1) quick(`n${number}`)
    quick('甲')
    expect(reads).toBe(2_002)
  })

  it('does not keep long texts', () => {
    let reads = 0
    const quick = remembering(() => {
      reads += 1
      return reads
    })
    quick('长'.repeat(401))
    quick('长'.repeat(401))

    expect(reads).toBe(2)
  })
})

describe('rememberingAll', () => {
  it('tells texts apart that run together, and nothing from an empty one', () => {
    let reads = 0
    const quick = rememberingAll((one: string, other: string | null) => {
      reads += 1
      return [one, other]
    })

    expect([quick('甲', '乙丙'), quick('甲乙', '丙'), quick('甲', null), quick('甲', ''), quick('甲', '乙丙')]).toEqual([
      ['甲', '乙丙'],
      ['甲乙', '丙'],
      ['甲', null],
      ['甲', ''],
      ['甲', '乙丙'],
    ])
    expect(reads).toBe(4)
  })
})
