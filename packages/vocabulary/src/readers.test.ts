import { array, assert, constantFrom, property } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readSchooling } from './education.ts'
import type { Span } from './fold-text.ts'
import { readAccommodations } from './read-accommodations.ts'
import { readAgeLimits } from './read-age.ts'
import { readBenefits } from './read-benefits.ts'
import { readDisability } from './read-disability.ts'
import { readEmployment, readWorkMode } from './read-employment.ts'
import { readHeadcount } from './read-headcount.ts'
import { readHours } from './read-hours.ts'
import { readLicences } from './read-licences.ts'
import { readPayTerms } from './read-pay.ts'
import { readExperience, readSex } from './read-person.ts'
import { readPlace } from './read-place.ts'
import { readValidity } from './read-validity.ts'

const on = '2026-04-15'
const readers: readonly (readonly [string, (text: string) => readonly { span: Span }[]])[] = [
  ['pay', one(readPayTerms)],
  ['age', one((text) => readAgeLimits(text, { on }))],
  ['schooling', one(readSchooling)],
  ['headcount', one(readHeadcount)],
  ['disability', one(readDisability)],
  ['hours', one(readHours)],
  ['employment', one(readEmployment)],
  ['work mode', one(readWorkMode)],
  ['validity', one((text) => readValidity(text, { on }))],
  ['place', one(readPlace)],
  ['sex', one(readSex)],
  ['experience', one(readExperience)],
  ['benefits', readBenefits],
  ['accommodations', readAccommodations],
  ['licences', readLicences],
]

const pieces = constantFrom(
  ...'月薪 4500-6000 元 三千二 k / 天 18-45 周岁 男 女 50 以下 初中 及以上 3 名 若干 肢体 三、四级 听力 残疾人 优先 无 ， ； ( ) （ ） \n 　 😀 每天 8 小时 双休 9:00 至 2026年5月 底 五险一金 包住 手语翻译 C1 驾照 杭州市 西湖区 經驗 1年 ① ㎏ \u200b'.split(
    ' ',
  ),
)

describe.each(readers)('the reader of %s', (_, read) => {
  it('gives spans that lie in the text, whatever stands there', () => {
    assert(
      property(array(pieces, { maxLength: 14 }), (words) => {
        const text = words.join('')
        return read(text).every(({ span: { start, end } }) => start >= 0 && start < end && end <= text.length)
      }),
      { numRuns: 300 },
    )
  })

  it.each(['1', '(', '男', '3-', '至', '一', '4级、', '、', '8:', '年', '无', '每天', '初中'])(
    'reads 20,000 times %j in little time',
    (piece) => {
      const before = process.cpuUsage()

      read(piece.repeat(20_000))

      const { user, system } = process.cpuUsage(before)
      expect(user + system).toBeLessThan(mostMicroseconds)
    },
  )
})

const mostMicroseconds = 1_500_000

function one(read: (text: string) => { span: Span } | null): (text: string) => readonly { span: Span }[] {
  return (text) => [read(text)].filter((found) => found !== null)
}
