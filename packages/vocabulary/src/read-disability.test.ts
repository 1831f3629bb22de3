import { describe, expect, it } from 'vitest'
import { type DisabilityContext, readDisability } from './read-disability.ts'

describe('readDisability', () => {
  it.each([
    ['听力、肢体3、4级', 'hearing 34, physical 34'],
    ['三、四级肢体残疾人，四级视力和听力残疾人', 'physical 34, visual 4, hearing 4'],
    ['3-4级肢体或听力残疾', 'physical 34, hearing 34'],
    ['肢体三、四级；听力', 'physical 34, hearing'],
    ['肢体(3、4级)、听力、言语', 'physical 34, hearing, speech'],
    ['视力三级、四级,听力二级至四级,肢体四级', 'visual 34, hearing 234, physical 4'],
    ['言语残疾四级、肢体残疾三级和四级', 'speech 4, physical 34'],
    ['肢体残疾3级,4级', 'physical 34'],
    ['三级以上肢体残疾', 'physical'],
    ['轻度智力、精神残疾', 'intellectual mild, mental mild'],
    ['智力、精神（轻度）', 'intellectual mild, mental mild'],
    ['轻度及中度智能障碍者', 'intellectual'],
    ['轻度肢体残疾（3-4级）', 'physical 34 mild'],
    ['智力、精神和其他重度残疾人', 'intellectual, mental'],
    ['孤独症(自闭症)', 'autism'],
    ['心智障碍者', 'intellectual'],
    ['聋哑人', 'hearing, speech'],
    ['聽障、肢障人士', 'hearing, physical'],
    ['视觉障碍、听觉障碍', 'visual, hearing'],
    ['下肢残疾,上肢健全', 'physical'],
    ['持证言语、听力残障', 'speech, hearing'],
    ['听力语言残疾（二级除外）', 'hearing, speech'],
    ['智力、精神稳定期', 'intellectual, mental'],
    ['肢体轻残、听力', 'physical mild, hearing'],
    ['可录用重度肢体残疾人', 'physical severe'],
    ['轻微肢体残疾', 'physical mild'],
    ['精神残疾康复者', 'mental'],
    ['肢体残疾人(含轮椅)', 'physical'],
    ['visually impaired', 'visual'],
  ])('lists the types of %s', (text, types) => {
    expect(told(text)).toBe(`listed: ${types}`)
  })

  it.each([
    ['残疾人', 'any: '],
    ['残疾类别不限', 'any: '],
    ['不限类别和等级', 'any: '],
    ['各类别均可', 'any: '],
    ['不限', 'any: '],
    ['无残疾证亦可', 'any: '],
    ['残疾人特别是瘫痪者', 'any: physical'],
    ['有无残疾均可', 'any: '],
    ['残健均可', 'any: '],
    ['二级(含)以下', 'any: '],
    ['除精神、智力残疾外均可', 'any: '],
    ['非精神、智力类残疾', 'any: '],
    ['轮椅人士也接受', 'any: physical'],
    ['轮椅使用者可居家', 'any: physical'],
    ['说话听不见不要紧', 'any: hearing'],
    ['类别不限,三级四级优先', 'priority: '],
    ['有证就行,一二级优先', 'certificate_only: '],
    ['残疾人优先', 'priority: '],
    ['听障优先', 'priority: hearing'],
    ['残障伙伴优先', 'priority: '],
    ['倾向招下肢有残疾的人', 'priority: physical'],
    ['须持有残疾人证', 'certificate_only: '],
    ['領有身心障礙手冊者', 'certificate_only: '],
    ['身心障礙者優先', 'priority: '],
    ['须持有残疾人证,肢体、听力、言语、视力四类方可录用', 'listed: physical, hearing, speech, visual'],
    ['无残疾', 'excluded: '],
    ['身体无残疾缺陷', 'excluded: '],
    ['不招残疾人', 'excluded: '],
  ])('tells the scope of %s', (text, scope) => {
    expect(told(text)).toBe(scope)
  })

  it.each([
    ['军残1-8级', [1, 8]],
    ['残疾军人（1至8级）', [1, 8]],
    ['一级至六级伤残军人', [1, 6]],
    ['残疾人', null],
  ])('reads the grades of veterans in %s', (text, veterans) => {
    expect(readDisability(text)?.veterans).toEqual(veterans)
  })

  it('keeps the types that are left out apart', () => {
    expect(readDisability('除精神残疾外均可')).toMatchObject({ scope: 'any', items: [], except: ['mental'] })
    expect(readDisability('精神类残疾不予考虑')).toMatchObject({ scope: 'any', except: ['mental'] })
    expect(readDisability('非视力残疾均可')).toMatchObject({ scope: 'any', except: ['visual'] })
    expect(readDisability('肢体、听力（精神、智力除外）')).toMatchObject({ scope: 'listed', except: ['mental', 'intellectual'] })
  })

  it.each([
    '视力良好,听力正常',
    '裸眼视力4.8以上',
    '发扬吃苦耐劳精神',
    '身体健康',
    '视障员工2名在岗',
    '聋哑毕业生谈成',
    '盲人为主,含肢残',
    '文盲亦可',
    '',
  ])('reads nothing in "%s"', (text) => {
    expect(readDisability(text)).toBeNull()
  })

  it('reads nothing where the vacancies are staff, unless a wish is spoken', () => {
    expect(told('智力、精神、肢体', { headcount: '16名(已在岗)' })).toBe('')
    expect(told('听障优先', { headcount: '7名(已在岗)' })).toBe('priority: hearing')
  })

  it.each([
    ['盲人按摩师', 'listed: visual'],
    ['装卸员(聋哑人)', 'listed: hearing, speech'],
    ['程序员(残障优先)', 'priority: '],
    ['客服(接收残疾人)', 'any: '],
    ['社区残疾人专职委员', ''],
    ['听障儿童语言康复师', ''],
    ['康复治疗师', ''],
  ])('reads the title %s', (title, scope) => {
    expect(told(title, { from: 'title' })).toBe(scope)
  })

  it.each([
    ['身体健康;同等条件下残疾人优先', 'priority: '],
    ['限视力残疾三级或四级', 'listed: visual 34'],
    ['持有第二代残疾人证(肢体三、四级,听力三、四级)', 'listed: physical 34, hearing 34'],
    ['能独立上下班,无精神病史', ''],
    ['无听力障碍', ''],
    ['体型端正,无残疾,无文身', 'excluded: '],
    ['上肢无残疾', ''],
    ['服务残疾人;协助康复', ''],
    ['身心障碍学生生活自理、教学协助', ''],
    ['听力正常,语言表达能力强,精神饱满', ''],
  ])('reads the prose %s', (text, scope) => {
    expect(told(text, { from: 'prose' })).toBe(scope)
  })

  it('says which sentence it read', () => {
    const text = '身体健康 ； 残疾人 优先 。'
    const { start = 0, end = 0 } = readDisability(text, { from: 'prose' })?.span ?? {}

    expect(text.slice(start, end)).toBe('残疾人 优先')
  })
})

function told(text: string, context?: DisabilityContext): string {
  const read = readDisability(text, context)
  if (!read) return ''
  const items = read.items.map(({ type, grades, severity }) => [type, grades?.join(''), severity].filter(Boolean).join(' '))
  return `${read.scope}: ${items.join(', ')}`
}
