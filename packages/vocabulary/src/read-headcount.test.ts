import { describe, expect, it } from 'vitest'
import { readHeadcount, speaksOfStaff } from './read-headcount.ts'

describe('readHeadcount', () => {
  it.each([
    ['3名', 3, 3, false, false],
    ['1-2人', 1, 2, false, false],
    ['2、3人', 2, 3, false, false],
    ['五人以内', null, 5, false, false],
    ['常年招聘', null, null, true, false],
    ['三至五名', 3, 5, false, false],
    ['1或2名', 1, 2, false, false],
    ['16', 16, 16, false, false],
    ['2.0', 2, 2, false, false],
    ['１０ 名', 10, 10, false, false],
    ['需求人数：3', 3, 3, false, false],
    ['若干', null, null, true, false],
    ['不限人', null, null, true, false],
    ['十几人', null, null, true, false],
    ['招满为止', null, null, true, false],
    ['10多位', 10, null, false, false],
    ['10+', 10, null, false, false],
    ['不少于5人', 5, null, false, false],
    ['不超过5人', null, 5, false, false],
    ['14家合计159个岗位', 159, 159, false, true],
    ['28家合计近700个', 700, 700, false, true],
    ['总计 20 人', 20, 20, false, true],
    ['12个岗位12名', 12, 12, false, true],
    ['850余个(450/200/200)', 850, null, false, true],
    ['八个岗位', 8, 8, false, true],
    ['2个岗位', 2, 2, false, false],
    ['保洁3人、保安5人', 8, 8, false, true],
    ['男女各5', 10, 10, false, false],
    ['男3女2', 5, 5, false, false],
    ['126个社区各1名', 126, 126, false, false],
    ['正取1名，备取2名', 1, 1, false, false],
    ['2名(其中残疾人1名)', 2, 2, false, false],
    ['现有员工50人,招聘5人', 5, 5, false, false],
    ['16间机构约120个空缺', 120, 120, false, true],
    ['五家企业拿出八十来个岗位', 80, 80, false, true],
    ['每村1名,全县203名', 203, 203, false, false],
    ['每个乡镇1名,共14名', 14, 14, false, false],
    ['4对', 8, 8, false, false],
  ])('reads %s', (text, min, max, open, shared) => {
    expect(readHeadcount(text)).toMatchObject({ min, max, open, shared })
  })

  it.each([
    '5名听障主播',
    '31名学员',
    '带动周边60多名残疾妇女',
    '辅助性就业点19人',
    '肢残骑手转岗6名',
    '6名青年在店',
    '27名在岗',
    '16名(已在岗)',
    '店内4位伙伴',
    '',
    '0人',
    '待定',
    '招聘5个月',
    '13800001111',
  ])('reads none in "%s"', (text) => {
    expect(readHeadcount(text)).toBeNull()
  })

  it('shares a figure among the posts that the title lists', () => {
    expect(readHeadcount('15人', { title: '工程师、客户专员、客服' })).toMatchObject({ min: 15, shared: true })
    expect(readHeadcount('15人', { title: '西餐、宴会服务员' })).toMatchObject({ min: 15, shared: false })
  })

  it('reads in prose only what is counted', () => {
    expect(['盲人按摩师2名', '24小时便利店', '3D建模', '文员2'].map((text) => readHeadcount(text, { prose: true })?.min ?? null)).toEqual([
      2,
      null,
      null,
      null,
    ])
  })

  it('says where the figure stands', () => {
    expect(readHeadcount('招聘人数 6 人')?.span).toEqual({ start: 5, end: 8 })
  })
})

describe('speaksOfStaff', () => {
  it('finds the words that say that people already work there', () => {
    expect([speaksOfStaff('16名(已 在岗)'), speaksOfStaff('招16名')]).toEqual([{ start: 6, end: 8 }, null])
  })
})
