import { describe, expect, it } from 'vitest'
import { findOccupation } from './occupation.ts'
import { readSkills } from './read-skills.ts'

const codes = (requirements: string) => readSkills({ requirements }).map(({ code }) => code)
const ofTitle = (title: string, requirements = '') =>
  readSkills({ title, requirements }, findOccupation(title)?.code ?? null).map(({ code }) => code)

describe('readSkills', () => {
  it.each([
    ['熟练操作电脑,会用微信', ['basic_computer', 'smartphone_use']],
    ['熟悉公文写作格式;熟练运用OFFICE等办公软件', ['document_writing', 'wps_office']],
    ['會 PS 和 CAD 製圖', ['photoshop', 'cad']],
    ['择菜、清洗、收银、补货', ['food_preparation', 'industrial_washing', 'cash_register', 'shelf_stocking']],
    ['持叉车证,能开叉车', ['forklift']],
    ['会踩缝纫机、剪线头', ['sewing', 'thread_trimming']],
    ['懂手语,能使用读屏软件', ['sign_language', 'screen_reader']],
    ['有良好的沟通能力', ['communication']],
  ])('reads %s as %j', (text, expected) => {
    expect(codes(text)).toEqual(expected)
  })

  it.each([
    '无需会电脑',
    '不要求会驾驶',
    '有无销售经验均可',
    '吃苦耐劳,责任心强,工作细心',
    '会26个英文字母',
    '会计专业毕业',
    '缝纫专业毕业',
    '面点、烘焙均可',
    '电子厂、物流公司工作',
    '签订劳动合同,缴纳社会保险',
    '接听电话',
    '',
  ])('reads no skill in "%s"', (text) => {
    expect(codes(text)).toEqual([])
  })

  it('tells the level by the words before the skill', () => {
    const levels = readSkills({ requirements: '精通Photoshop;熟练使用Excel;了解会计知识;会打字' }).map(({ code, level }) => [code, level])

    expect(levels).toEqual([
      ['photoshop', 5],
      ['excel', 4],
      ['accounting', 2],
      ['typing', 3],
    ])
  })

  it('takes a remark in brackets for the skill before it, not for the next', () => {
    const read = readSkills({
      skills: '电话客服（熟悉，必备）、普通话（精通）、电脑打字（会）、Excel、驾驶(优先)、收银(必备)，手语（入门）',
    })

    expect(read.map(({ code, level, must }) => `${code} ${level}${must ? ' must' : ''}`)).toEqual([
      'phone_customer_service 3 must',
      'mandarin 5',
      'typing 2',
      'excel 3',
      'car_driving 3',
      'cash_register 3 must',
      'sign_language 1',
    ])
  })

  it('marks as a must only what the posting insists on', () => {
    const musts = readSkills({ requirements: '必须会开叉车。必须身体健康且会电脑者优先。须熟练打字,有收银经验者优先' }).map(
      ({ code, must }) => [code, must],
    )

    expect(musts).toEqual([
      ['forklift', true],
      ['basic_computer', false],
      ['typing', true],
      ['cash_register', false],
    ])
  })

  it('keeps of one skill the higher level and says where it stands', () => {
    const texts = { requirements: '会 Ｅｘｃｅｌ;', duties: '用Excel做报表,必须熟练使用Excel' }
    const [skill] = readSkills(texts)

    expect(skill).toMatchObject({ code: 'excel', level: 4, must: true, field: 'requirements', source: 'stated' })
    expect(texts.requirements.slice(skill?.span.start, skill?.span.end)).toBe('Ｅｘｃｅｌ')
  })

  it('reads a wide word as an item of a list and not inside a sentence', () => {
    expect(codes('招聘、考勤')).toEqual(['recruitment', 'attendance_records'])
    expect(codes('本次招聘长期有效')).toEqual([])
  })

  it('reads a skill named the other way round', () => {
    expect(codes('会修电脑')).toEqual(['computer_repair'])
  })

  it('reads selling and finding customers as one', () => {
    expect(codes('实现销售;开发新客户')).toEqual(['sales'])
  })

  it('takes the narrower skill of a title for the trade', () => {
    expect(readSkills({ title: '裱花师' }, '4-03-02-04').map(({ code }) => code)).toEqual(['cake_decorating'])
    expect(readSkills({ title: '西点师傅' }, '4-03-02-04').map(({ code }) => code)).toEqual(['baking'])
  })

  it('takes programs named side by side for themselves', () => {
    expect(readSkills({ requirements: '熟练WPS、Excel函数' }).map(({ code }) => code)).toEqual(['wps_office', 'excel'])
  })

  it('takes the programs named beside office software for examples', () => {
    expect(codes('熟练使用办公软件(Word、Excel)')).toEqual(['wps_office'])
    expect(codes('熟练使用Word、Excel')).toEqual(['word', 'excel'])
    expect(codes('熟练使用电脑及办公软件')).toEqual(['wps_office'])
  })

  it.each([
    ['焊工', '', ['welding']],
    ['焊工', '身体健康', ['welding']],
    ['产品包装', '', ['packing']],
    ['包装工', '男女不限', []],
    ['操作工', '', []],
    ['文员', '', []],
    ['绿化', '', []],
    ['保洁员', '会开车', ['car_driving']],
    ['来料加工(纽扣组装、纸盒粘贴)', '', ['parts_processing', 'assembly', 'box_folding']],
    ['包装(组装车间)', '', ['packing']],
    ['客房服务员', '有相关工作经验优先', ['room_cleaning']],
    ['客房服务员', '有无经验均可', []],
    ['维修工', '一年以上水电维修经验', ['plumbing_electrical']],
    ['软件测试员(读屏)', '', ['software_testing', 'screen_reader']],
    ['空调安装工', '有电工证', ['electrical_work', 'ac_installation']],
    ['家具打磨工', '', ['deburring']],
    ['叉车工', '', ['forklift']],
    ['编织袋切缝', '', ['sewing']],
    ['枸杞分拣包装', '', ['sorting', 'packing']],
    ['安检员', '', []],
  ])('reads of the title %s with "%s" %j', (title, requirements, expected) => {
    expect(ofTitle(title, requirements)).toEqual(expected)
  })
})
