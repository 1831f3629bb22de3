import { describe, expect, it } from 'vitest'
import { readAccommodations } from './read-accommodations.ts'
import { readBenefits } from './read-benefits.ts'
import { readLicences } from './read-licences.ts'
import { readPlace } from './read-place.ts'

describe('readBenefits', () => {
  it.each([
    ['五险一金,包吃住,双休', '五险一金 包吃 包住 双休'],
    ['五項保險、免費班車、帶薪年假、免費工作餐、提供住宿', '五险 班车 带薪年假 包吃 包住'],
    ['包住不包吃,年终1-3倍绩效奖', '包住 年终奖'],
    ['社保+公积金', '五险一金'],
    ['免费食宿;同工同酬', '包吃 包住 同工同酬'],
    ['免费提供工作餐和宿舍', '包吃 包住'],
    ['餐补360元/月;夜班补贴', '餐补 夜班补贴'],
    ['意外伤害商业保险', '意外保险'],
    ['体检合格', ''],
    ['无五险', ''],
  ])('reads %s', (text, labels) => {
    expect(
      readBenefits(text)
        .map(({ zh }) => zh)
        .join(' '),
    ).toBe(labels)
  })
})

describe('readAccommodations', () => {
  it.each([
    ['手语翻译、无障碍通道、无障碍卫生间', 'HS-01 1818 1821'],
    ['可居家办公；彈性工作時間', 'HS-10 HS-09'],
    ['盲文材料/读屏软件', 'HS-03 2239'],
    ['老员工带教,固定流程', 'HS-14 HS-13'],
    ['坐着上班', '1803'],
    ['文字沟通,免面试', '2224 HS-16'],
    ['配备电子放大镜', '2203'],
    ['手语翻译(现场或视频)', 'HS-01'],
    ['无电梯,不可居家', ''],
    ['与其他员工相同', ''],
  ])('reads %s', (text, codes) => {
    expect(
      readAccommodations(text)
        .map(({ code }) => code)
        .join(' '),
    ).toBe(codes)
  })

  it('counts in prose only what is offered', () => {
    const read = (text: string) => readAccommodations(text, { prose: true }).map(({ code }) => code)

    expect([read('会手语优先'), read('负责手语翻译工作'), read('负责电梯维修'), read('提供手语翻译和无障碍电梯')]).toEqual([
      [],
      [],
      [],
      ['HS-01', '1818'],
    ])
  })
})

describe('readLicences', () => {
  it.each([
    ['低压电工证、焊工证', 'special_electrician special_welder'],
    ['持C1驾照1年以上', 'driving_c1'],
    ['C1、A2', 'driving_c1 driving_a2'],
    ['有驾驶证者优先', 'driving_c1?'],
    ['持 有 ＣＥＴ－４ 证书', 'english_cet4'],
    ['无需驾照', ''],
    ['护士站协助', ''],
  ])('reads %s', (text, codes) => {
    expect(
      readLicences(text, { prose: true })
        .map(({ code, wished }) => code + (wished ? '?' : ''))
        .join(' '),
    ).toBe(codes)
  })
})

describe('readPlace', () => {
  it.each([
    ['江苏省 - 常熟市', '320581', null],
    ['臺北市', '710100', null],
    ['山东东营(页面地区字段写济南)', '370500', null],
    ['杭州市西湖区文三路90号', '330106', '杭州市西湖区文三路90号'],
    ['文三路90号', null, '文三路90号'],
  ])('reads %s', (text, regionCode, address) => {
    expect(readPlace(text)).toMatchObject({ regionCode, address })
  })

  it.each(['不限', '全国', ''])('reads none in "%s"', (text) => {
    expect(readPlace(text)).toBeNull()
  })
})
