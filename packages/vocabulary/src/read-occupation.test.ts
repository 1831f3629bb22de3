import { describe, expect, it } from 'vitest'
import { vagueTitles } from './data/occupation-hints.ts'
import { occupationLabel, occupations } from './occupation.ts'
import { readOccupation } from './read-occupation.ts'

const named = (title: string, texts = {}) => {
  const read = readOccupation(title, texts)
  return read && occupationLabel(read.code).zh
}

describe('readOccupation', () => {
  it.each([
    ['诚聘夜班保安数名(包吃住)', '保安员'],
    ['急招!电子厂普工 日结 长白班', '电子设备装接工'],
    ['保 洁 員', '保洁员'],
    ['超市保洁', '保洁员'],
    ['厨房员工', '厨房帮工'],
    ['注塑车间包装工', '包装工'],
    ['面点学徒', '中式面点师'],
    ['人力资源实习生', '企业人力资源管理师'],
    ['家政公司招会计', '会计专业人员'],
    ['残疾人按摩店招聘技师', '保健按摩师'],
    ['五金厂冲床工', '冲压工'],
    ['药店营业员(需药师证)', '商品营业员'],
    ['会计(中级职称优先)', '会计专业人员'],
    ['鞋厂针车', '制鞋工'],
    ['有声书录制(视障)', '有声主播'],
    ['盲人推拿师', '保健按摩师'],
    ['网约车司机 高薪诚聘', '客运车辆驾驶员'],
    ['行政文员→行政主管', '文员'],
    ['绿化养护兼保洁', '园林绿化工'],
  ])('reads %s as %s', (title, expected) => {
    expect(named(title)).toBe(expected)
  })

  it.each([
    ['香囊缝制', '6-09-03-X01'],
    ['绳艺编结', null],
    ['果树嫁接', '5-01-02-01'],
    ['磨粉工', null],
  ])('tells of the skill in %s the kind of work at most: %s', (title, expected) => {
    const read = readOccupation(title)

    expect(read?.code ?? null).toBe(expected)
    expect(read?.confidence ?? 0).toBeLessThan(0.5)
  })

  it.each(['', '挂靠', '视力残疾人定向岗位', '机动岗', '诚聘', '有限公司', '阳光家政公司'])('reads none in "%s"', (title) => {
    expect(readOccupation(title)).toBeNull()
  })

  it('names the others a title stands for, and is less sure', () => {
    const read = readOccupation('仓库打包员、收银员')

    expect(read).toMatchObject({ confidence: 0.76, alternatives: [{ confidence: 0.76 }] })
    expect(occupationLabel(read?.alternatives[0]?.code ?? '').zh).toBe('收银员')
  })

  it('takes a remark in brackets for half as sure', () => {
    expect(readOccupation('药店营业员(需药师证)')).toMatchObject({ alternatives: [{ code: '2-05-X-03', confidence: 0.3 }] })
  })

  it('prefers what a title names twice', () => {
    expect(named('技术工程师、客户专员、客服')).toBe('客户服务管理员')
  })

  it('says where it was read, in the words as given', () => {
    const title = '诚聘　清潔人員 2 名'
    const read = readOccupation(title)

    expect(read).toMatchObject({ field: 'title', confidence: 0.95 })
    expect(title.slice(read?.span.start, read?.span.end)).toBe('清潔人員')
  })

  it.each([
    ['维修工', { requirements: '持低压电工证,三年以上水电维修经验' }, '电工'],
    ['销售专员', { requirements: '有二手房销售经验' }, '房地产经纪人'],
    ['服务员', { duties: '打扫房间、铺床' }, '客房服务员'],
    ['客服', { duties: '用旺旺解答买家问题' }, '在线客服'],
    ['客服', { duties: '整理资料' }, '客户服务管理员'],
  ])('makes %s exact by the texts', (title, texts, expected) => {
    expect(named(title, texts)).toBe(expected)
  })

  it('looks into the texts where the title names none, or nearly none', () => {
    expect(readOccupation('诚聘数名', { duties: '招收银员,负责结账' })).toMatchObject({ field: 'duties', confidence: 0.45 })
    expect(named('员工', { duties: '招收银员' })).toBe('收银员')
    expect(readOccupation('员工')).toMatchObject({ confidence: 0.4 })
    expect(readOccupation('诚聘数名', { duties: '熟悉业务' })).toBeNull()
  })

  it('is sure of every name and every alias of the table', () => {
    const vague: ReadonlySet<string> = new Set(vagueTitles)
    const missed = occupations.flatMap(({ code, zh, aliases }) =>
      [zh, ...aliases].filter((word) => !vague.has(word) && readOccupation(word)?.code !== code),
    )

    expect(missed).toEqual([])
  })

  it('reads no further than a title can go', () => {
    expect(readOccupation(`保洁员${'、很长的标题'.repeat(200_000)}`)).toMatchObject({ code: '4-09-08-01' })
    expect(readOccupation(`${'很长的标题,'.repeat(40)}保洁员`)).toBeNull()
  })
})
