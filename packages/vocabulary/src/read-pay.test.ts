import { describe, expect, it } from 'vitest'
import { foldWithDigits, withDigits } from './chinese-number.ts'
import { spanOf } from './fold-text.ts'
import { readPay, readPayTerms } from './read-pay.ts'

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

  it.each(['自己开店,月销两万多', '一台琴收费两三百元', '五险一金', '与其他员工相同', '', '补贴240元', '底薪+提成', '18-45岁'])(
    'reads none in "%s"',
    (text) => {
      expect(readPay(text)).toBeNull()
    },
  )
})

describe('readPayTerms', () => {
  it.each([
    ['8千-1.2万', 8000, 12_000, 'month'],
    ['6-8K·13薪', 6000, 8000, 'month'],
    ['1w+', 10_000, null, 'month'],
    ['三到四千', 3000, 4000, 'month'],
    ['5、6千', 5000, 6000, 'month'],
    ['日结,一百六到两百', 160, 200, 'day'],
    ['每千字25元', 25, 25, 'piece'],
    ['周薪1000元', 1000, 1000, 'unknown'],
    ['2500底薪+计件', 2500, null, 'month'],
    ['月薪一千五到两千元', 1500, 2000, 'month'],
    ['3千5', 3500, 3500, 'month'],
    ['月薪叁仟元', 3000, 3000, 'month'],
    ['工資：４，５００－５，５００ 元 ／ 月', 4500, 5500, 'month'],
    ['3500/月-4500/月', 3500, 4500, 'month'],
    ['2400+200+1000', 3600, 3600, 'month'],
    ['试用期（1-3个月）2800元，转正3500-4500元', 3500, 4500, 'month'],
    ['3000~4000元/月（试用期2500元/月）', 3000, 4000, 'month'],
    ['月薪1800元+提成,月收入3000元左右', 1800, 3000, 'month'],
    ['底薪3000+提成,综合5000-8000', 3000, 8000, 'month'],
    ['基本工资1800，加班费另计，月收入3500-5000', 1800, 5000, 'month'],
    ['底薪2000+全勤500+提成=4000-6000', 2000, 6000, 'month'],
    ['3000元(试用期)，4000元(转正)', 4000, 4000, 'month'],
    ['4000保底', 4000, null, 'month'],
    ['普工4500-6000;技工6000-8000', 4500, 8000, 'month'],
    ['月薪：普工3000元，班长4000元', 3000, 4000, 'month'],
    ['岗位工资1800元，绩效1000元', 1800, 1800, 'month'],
    ['4元/单，月入6000+', 6000, null, 'month'],
    ['最高可达12000元', null, 12_000, 'month'],
    ['补贴每人每月1000元', 1000, 1000, 'month'],
    ['260一天', 260, 260, 'day'],
    ['日薪180-220元', 180, 220, 'day'],
    ['每小时不低于25元', 25, null, 'hour'],
    ['时薪制 24.1元', 24.1, 24.1, 'hour'],
    ['0.35元/件', 0.35, 0.35, 'piece'],
    ['一千七八百元', 1700, 1800, 'month'],
    ['每月一万二三', 12_000, 13_000, 'month'],
    ['三千出头', 3000, null, 'month'],
    ['3500打底', 3500, null, 'month'],
    ['每月不到600元', null, 600, 'month'],
    ['千把块到两千', 1000, 2000, 'month'],
    ['底薪3000+提成', 3000, null, 'month'],
    ['3500+提成', 3500, null, 'month'],
    ['底薪2500-3000元', 2500, 3000, 'month'],
    ['扣完社保到手3300元', 3300, 3300, 'month'],
    ['时薪21,月综合5500左右', 5500, 5500, 'month'],
    ['一框3分到8分', 0.03, 0.08, 'piece'],
    ['5角一个', 0.5, 0.5, 'piece'],
    ['编一米八毛钱', 0.8, 0.8, 'piece'],
    ['按条0.15元', 0.15, 0.15, 'piece'],
    ['2元/斤', 2, 2, 'piece'],
    ['剥一斤三毛钱,快的一天八九十元', 80, 90, 'day'],
    ['60-120元/课时', 60, 120, 'hour'],
    ['每班120元', 120, 120, 'shift'],
    ['0.8-1.2万/年', 8000, 12_000, 'year'],
    ['公益岗位补贴240元', 240, 240, 'unknown'],
    ['100元/4小时', 100, 100, 'unknown'],
    ['12000元/学期', 12_000, 12_000, 'unknown'],
    ['年终奖5000', 5000, 5000, 'unknown'],
    ['面议', null, null, 'unknown'],
  ])('reads %s', (text, min, max, unit) => {
    expect(readPayTerms(text)).toMatchObject({ minFen: fen(min), maxFen: fen(max), unit, currency: 'CNY' })
  })

  it.each([
    ['月薪新台幣28,590元', {}, 28_590, 'TWD', 'month'],
    ['每小时196元', { regionCode: '710000' }, 196, 'TWD', 'hour'],
    ['$15,000', { regionCode: '810000' }, 15_000, 'HKD', 'month'],
    ['月薪28,590元至32,000元', { regionCode: '710000' }, 28_590, 'TWD', 'month'],
    ['港币18000元/月', { regionCode: '440300' }, 18_000, 'HKD', 'month'],
    ['2000美元/月', {}, 2000, 'USD', 'month'],
  ])('reads %s as foreign money, which is no pay in yuan', (text, context, min, currency, unit) => {
    expect(readPayTerms(text, context)).toMatchObject({ minFen: fen(min), currency, unit })
  })

  it('gives no pay in yuan for money of another country', () => {
    expect([readPay('HK$15,000'), readPay('2000美元/月')]).toEqual([null, null])
  })

  it('is variable when the benefits speak of commission', () => {
    expect([readPayTerms('面议', { benefits: '提成+五险' })?.variable, readPayTerms('面议', { benefits: '年终奖' })?.variable]).toEqual([
      true,
      false,
    ])
  })

  it.each([
    ['待遇：月薪 4500 － 5500 元，包吃住', '4500 － 5500 元'],
    ['无责底薪 4000 元 / 月 + 提成', '4000 元 / 月'],
    ['薪资面 谈', '面 谈'],
    ['薪酬三千二', '三千二'],
  ])('says where it stands in "%s"', (text, words) => {
    const { start = 0, end = 0 } = readPayTerms(text)?.span ?? {}

    expect(text.slice(start, end)).toBe(words)
  })

  it.each(['身高170cm以上', '2024年3月1日', '8:00-17:00', '13800001111', '月休4天', '按当地最低工资标准执行', '招20-30人'])(
    'reads none in "%s"',
    (text) => {
      expect(readPayTerms(text)).toBeNull()
    },
  )
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
    ['2万5', '25000'],
    ['3千500', '3500'],
    ['二〇二六', '2026'],
    ['三四名', '3-4名'],
    ['壹万贰仟', '12000'],
    ['260一天', '260一天'],
  ])('writes %s as %s', (text, digits) => {
    expect(withDigits(text)).toBe(digits)
  })
})

describe('foldWithDigits', () => {
  it('leads back from a figure to the numeral it was', () => {
    const text = '月薪 三千 二 元'
    const folded = foldWithDigits(text)

    const { start, end } = spanOf(folded, folded.text.indexOf('3200'), folded.text.indexOf('3200') + 4)

    expect(text.slice(start, end)).toBe('三千 二')
  })
})

function fen(yuan: number | null): number | null {
  return yuan === null ? null : Math.round(yuan * 100)
}
