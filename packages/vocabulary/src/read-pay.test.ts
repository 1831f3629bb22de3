import { describe, expect, it } from 'vitest'
import { withDigits } from './chinese-number.ts'
import { readPay } from './read-pay.ts'

const fixed = { negotiable: false, variable: false }

describe('readPay', () => {
  it.each([
    ['4500-6000', 450_000, 600_000, 'month'],
    ['2000-3000 元/月', 200_000, 300_000, 'month'],
    ['4.5-6k', 450_000, 600_000, 'month'],
    ['5k~9k', 500_000, 900_000, 'month'],
    ['1-1.5万', 1_000_000, 1_500_000, 'month'],
    ['180元/天', 18_000, 18_000, 'day'],
    ['时薪20至25元', 2_000, 2_500, 'hour'],
    ['年薪10万', 10_000_000, 10_000_000, 'year'],
    ['工资三千二', 320_000, 320_000, 'month'],
    ['月入一万五', 1_500_000, 1_500_000, 'month'],
    ['月入四五千元', 400_000, 500_000, 'month'],
    ['8000以上 元/月', 800_000, null, 'month'],
    ['每天劳务报酬300多元', 30_000, null, 'day'],
    ['试用期1600元,转正后1800—2000元', 180_000, 200_000, 'month'],
    ['2400元,每天工作6个小时', 240_000, 240_000, 'month'],
    ['2,800元/月', 280_000, 280_000, 'month'],
  ])('reads %s', (text, minFen, maxFen, unit) => {
    expect(readPay(text)).toEqual({ minFen, maxFen, unit, ...fixed })
  })

  it('reads 面议 as negotiable and 计件 as paid by the piece', () => {
    expect(readPay('面议')).toEqual({ minFen: null, maxFen: null, unit: 'month', negotiable: true, variable: false })
    expect(readPay('没有底薪,按件计费')).toEqual({ minFen: null, maxFen: null, unit: 'piece', negotiable: false, variable: true })
  })

  it('reads commission and overtime as variable', () => {
    expect(readPay('2000-2500元/月+提成')).toEqual({ minFen: 200_000, maxFen: 250_000, unit: 'month', negotiable: false, variable: true })
    expect(readPay('保底工资八百元,每小时十二元')).toMatchObject({ minFen: 80_000, maxFen: null, variable: true })
  })

  it.each(['五险一金', '与其他员工相同', '', '补贴240元', '底薪+提成', '18-45岁'])('reads none in "%s"', (text) => {
    expect(readPay(text)).toBeNull()
  })
})

describe('withDigits', () => {
  it.each([
    ['三千二', '3200'],
    ['一万五', '15000'],
    ['两万五千', '25000'],
    ['一百零二', '102'],
    ['一百二十', '120'],
    ['十二', '12'],
    ['四五千', '4000-5000'],
    ['3千', '3000'],
    ['1.5万', '15000'],
    ['八十余', '80余'],
  ])('writes %s as %s', (text, digits) => {
    expect(withDigits(text)).toBe(digits)
  })
})
