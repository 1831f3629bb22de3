import { foldText, spanOf } from '@zhihe/vocabulary/fold-text'
import { describe, expect, it } from 'vitest'
import { foldDeep } from './fold-deep.ts'

const deep = (given: string) => foldDeep(foldText(given))

describe('foldDeep', () => {
  it.each([
    ['身*体*健*康', '身体健康'],
    ['身，体，健，康', '身体健康'],
    ['身💪体健康', '身体健康'],
    ['身(体)健康', '身体健康'],
    ['无残绩', '无残疾'],
    ['shenti jiankang', '身体健康'],
    ['深体健康', '身体健康'],
    ['限👩', '限女'],
    ['亻建康', '健康'],
    ['挂kao', '挂靠'],
  ])('takes the disguise off %s', (given, text) => {
    expect(deep(given)?.text).toBe(text)
  })

  it.each(['身体健康', '形象好,气质佳', '要求:会电脑', 'Python开发', '公司实力雄厚', '保证尽快到岗', '8:00-12:00'])(
    'leaves %s alone',
    (given) => {
      expect(deep(given)).toBeNull()
    },
  )

  it('leads back to the words as they were given', () => {
    const given = '要求 无 can  ji ，守时'
    const uncovered = deep(given)

    const at = uncovered?.text.indexOf('无残疾') ?? -1
    const span = uncovered && spanOf(uncovered, at, at + 3)

    expect(given.slice(span?.start, span?.end)).toBe('无 can  ji')
  })

  it('tells which characters were uncovered', () => {
    const uncovered = deep('有责任心,无残绩')

    expect(uncovered?.changed.map(Number).join('')).toBe('00000011')
  })
})
