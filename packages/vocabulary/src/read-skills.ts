import { coreSkills, levelWords, notSkills, plainWork, remarkWords, tooWide, traits } from './data/skill-reading.ts'
import { type FoldedText, foldText, type Span, spanOf } from './fold-text.ts'
import type { OccupationCode } from './occupation.ts'
import { rememberingAll } from './remembering.ts'
import { type Entry, type FieldTexts, type Segment, segmenter } from './segment.ts'
import { nearEquals, type SkillCode, skillFamily, skillParents, skills } from './skill.ts'

export interface ReadSkill {
  code: SkillCode
  /** 1 beginner to 5 expert; 3 where nothing is said. */
  level: 1 | 2 | 3 | 4 | 5
  /** The posting insists on it (必须, 硬性要求). What is only preferred (优先) is not. */
  must: boolean
  /** `stated`: the words of the posting. `occupation`: what the occupation is, read from its title. */
  source: 'stated' | 'occupation'
  field: string
  span: Span
}

const unread: ReadonlySet<string> = new Set(traits)
const wide: ReadonlySet<string> = new Set(tooWide.map((word) => foldText(word).text))
const itemEnd = /[、/]/
const plain: ReadonlySet<string> = new Set(plainWork)
/** null stands for a wording that names no skill. */
const dictionary = segmenter<SkillCode | null>(words())
const levels = levelWords.map(({ words: pattern, level }) => ({ level, words: new RegExp(`(?:${pattern})[^,。;!\\n]{0,8}$`) }))
/** 收银(熟练,必备): what stands in brackets right behind a skill is about that skill and no other. */
const remarkBehind = /^\(([^()\n]{1,12})\)/
const remarkLevels = remarkWords.map(({ words: pattern, level }) => ({ level, words: new RegExp(pattern) }))

const fieldsInOrder = ['skills', 'requirements', 'duties', 'licences', 'experience', 'note'] as const
const clauseEnd = /[,。;!\n]|(?<!\d)\d{1,2}[.、](?!\d)/g
const deniedBefore = /(?:无需|不需要?|无须|不必|不用|免(?!费)|不要求|不限|无(?![锡纺菌尘人障])|没有|零(?:基础|经验))[^,。;!\n]{0,6}$/
const deniedAfter =
  /^[^,。;!\n]{0,8}(?:不要求|不作要求|无要求|不限|均可|亦可|也可|不会也)|^(?:等)?(?:相关)?(?:类(?!产品)|专业|公司|企业|工?厂|部门?|院校|学院|协会|中心|方向|岗位?)/
const insisted = /必须|务必|硬性|必备|一定要|须(?!知)|者方可|方可/
const preferred = /优先|者佳|更佳|最佳|为佳|加分|佳$/
const asked = /(?<![无零])(?:工作)?经[验历](?![^,。;!\n]{0,6}(?:不限|均可|亦可|也可|不要求))|工作过|从事过|做过|干过/
const personEnd = /(?:[员师生手匠嫂姨长机人理]|(?<![加手施])工)$/
const skillsByOccupation = coreSkills.map((core) => ({ ...core, occupations: new Set(core.occupations.split(' ')) }))
const namedAnywhere: ReadonlySet<string> = new Set(
  'programming languages design office_software assistive_technology typing agriculture quality textile handicraft arts_and_voice health data_and_ai media maintenance'.split(
    ' ',
  ),
)
/** Said in brackets too: 软件测试员(读屏). */
const aids: ReadonlySet<string> = new Set(['assistive_technology'])
/** 客户开发 and 销售 are asked for side by side. */
const wideFamilies: ReadonlySet<string> = new Set(['sales'])
/** Of these a posting asks for the trade itself; who guards, cleans or serves is asked for nothing by the name of the work. */
const crafts: ReadonlySet<string> = new Set(
  'machining assembly textile handicraft maintenance engineering cooking quality warehouse agriculture computer_operation typing design programming'.split(
    ' ',
  ),
)
const doer = /^(?:技术|操作|车间)?(?:工人?|员|师傅?|手|技工|普工|学徒工?|专员|助理|人员|操作[员工]|临时工|女工)?$/
const computerUse = 'basic_computer'
const suites: ReadonlySet<string> = new Set(['wps_office'])
const usualLevel = 3
/** Who sells something named sells, who sells finds customers, and clear speech beside 普通话 is the same demand said twice. */
const impliedBy: Readonly<Record<string, RegExp>> = {
  sales:
    /(?:building_material|real_estate|insurance|car|clothing|cosmetics|jewellery|medicine|retail|ecommerce)_sales|telesales|bar_marketing/,
  customer_development: /(?:^| )sales(?: |$)/,
  public_speaking: /mandarin|(?:^| )typing/,
}
/** How far around a skill its level or a denial can stand; keeps the reading of long texts linear. */
const nearby = 16

/** The skills a posting asks for, by the words of its texts and by what its occupation is; each once, in the order of the texts. */
export function readSkills(texts: FieldTexts, occupation: OccupationCode | null = null): ReadSkill[] {
  const found = new Map<SkillCode, ReadSkill>()
  for (const field of fieldsInOrder) {
    for (const skill of statedIn(texts[field] ?? '', field)) keepStronger(found, skill)
  }
  const title = texts['title'] ?? ''
  const craft = craftInTitle(foldText(title), title.length)
  for (const skill of craft) if (!saysTheSame([...found.keys()], skill.code)) found.set(skill.code, skill)
  for (const implied of [skillsInTitle(title), craft.length > 0 ? [] : skillsOfOccupation(texts, occupation, found.size > 0)]) {
    const known = [...found.keys()]
    for (const skill of implied) if (!known.some((code) => saysAsMuch(code, skill.code))) found.set(skill.code, skill)
  }
  return [...found.values()].filter(({ code }) => !isExample(code, found))
}

const statedIn = rememberingAll((text: string, field: string): ReadSkill[] => {
  const folded = foldText(text)
  return clausesOf(folded).flatMap((clause) => skillsIn(clause, folded, field))
})

/** 办公软件(Word、Excel): the programs are examples of what is asked for; and who can use office software can use a computer. */
function isExample(code: SkillCode, found: ReadonlyMap<SkillCode, ReadSkill>): boolean {
  if (impliedBy[code]?.test([...found.keys()].filter((other) => other !== code).join(' '))) return true
  const [parent = ''] = skillParents(code)
  return (suites.has(parent) && namesSuite(found.get(parent))) || (code === computerUse && [...suites].some((suite) => found.has(suite)))
}

/** WPS、Excel names two programs side by side; 办公软件(Word、Excel) one suite. */
function namesSuite(skill: ReadSkill | undefined): boolean {
  return skill !== undefined && skill.span.end - skill.span.start > 'wps'.length
}

/** Whether a stated skill leaves nothing for the implied one to add: 水电维修 is what the 维修工 repairs. */
function saysAsMuch(stated: SkillCode, implied: SkillCode): boolean {
  if (stated === implied) return true
  if (wideFamilies.has(skillFamily(stated) ?? '')) return false
  const isSameField = skillFamily(stated) === skillFamily(implied)
  return isSameField || nearEquals(implied).includes(stated) || skillParents(stated).includes(implied)
}

/** The trade that a title ends in: 家具打磨工, CNC操作员, 空调安装学徒. */
function craftInTitle(title: FoldedText, given: number): ReadSkill[] {
  const [lead = ''] = title.text.split(/[([【/、]/)
  const head = dictionary.cover(title).findLast(({ end }) => end <= lead.length)
  if (!head || head.value === null || plain.has(head.value) || !crafts.has(skillFamily(head.value) ?? '')) return []
  const isTrade = personEnd.test(lead) && doer.test(lead.slice(head.end))
  const span = spanOf(title, 0, Math.min(given, title.text.length))
  return isTrade ? [{ code: head.value, level: usualLevel, must: false, source: 'occupation', field: 'title', span }] : []
}

function saysTheSame(known: readonly SkillCode[], code: SkillCode): boolean {
  return known.some((one) => one === code || nearEquals(code).includes(one) || skillParents(one).includes(code))
}

/** A title that names the work and not who does it (产品包装, 机械设计) names its skill; so does a language or a tool in any title (Python开发). */
function skillsInTitle(title: string): ReadSkill[] {
  const folded = foldText(title)
  const [lead = '', remark = ''] = folded.text.split(/(?=[(【[])/)
  const leadEnd = folded.places[lead.length] ?? title.length
  const namesWork = !personEnd.test(lead)
  const read = clausesOf(folded).flatMap((clause) => skillsIn(clause, folded, 'title'))
  return read
    .filter((skill, place) => !isOfNext(skill, read[place + 1], title))
    .filter(({ code, span }) => !plain.has(code) && (span.end <= leadEnd || remark.includes('、') || aids.has(skillFamily(code) ?? '')))
    .filter(({ code }) => namesWork || namedAnywhere.has(skillFamily(code) ?? ''))
    .map((skill) => ({ ...skill, source: 'occupation' }))
}

/** The head of a title stands last: 编织袋切缝 is sewing, 枸杞分拣包装 both. */
function isOfNext({ span }: ReadSkill, next: ReadSkill | undefined, title: string): boolean {
  return next !== undefined && /^[一-龥]+$/.test(title.slice(span.end, next.span.start))
}

function* words(): Iterable<Entry<SkillCode | null>> {
  for (const word of notSkills) yield { word, value: null }
  for (const { code, zh, aliases } of skills) {
    if (unread.has(code)) continue
    for (const word of [zh, ...aliases]) yield { word, value: code }
  }
}

interface Clause {
  text: string
  segments: Segment<SkillCode | null>[]
  /** Where the clause begins in the folded text. */
  at: number
}

function clausesOf(folded: FoldedText): Clause[] {
  const segments = dictionary.cover(folded)
  const whole = withoutRemarks(folded.text, segments)
  const ends = [...whole.matchAll(clauseEnd)]
  const starts = [0, ...ends.map((match) => match.index + match[0].length)]
  let next = 0
  return starts.map((at, place) => {
    const end = ends[place]?.index ?? whole.length
    const first = next
    while ((segments[next]?.start ?? Number.POSITIVE_INFINITY) < end) next += 1
    return { text: whole.slice(at, end), segments: segments.slice(first, next), at }
  })
}

// Of the same length, so that places stay; the words of a remark neither end a clause nor speak of the next skill.
function withoutRemarks(text: string, segments: readonly Segment<SkillCode | null>[]): string {
  let bare = text
  for (const { end } of segments) {
    const remark = remarkOf(text, end)
    if (remark !== null) bare = bare.slice(0, end) + '、'.repeat(remark.length + 2) + bare.slice(end + remark.length + 2)
  }
  return bare
}

/** The remark right behind a skill, when it tells a level, a must or a preference. */
function remarkOf(text: string, end: number): string | null {
  const remark = remarkBehind.exec(text.slice(end, end + nearby))?.[1]
  if (remark === undefined) return null
  const tells = remarkLevels.some(({ words: pattern }) => pattern.test(remark)) || insisted.test(remark) || preferred.test(remark)
  return tells ? remark : null
}

function skillsIn({ text, segments, at }: Clause, folded: FoldedText, field: string): ReadSkill[] {
  const must = insisted.test(text) && !preferred.test(text)
  return segments.flatMap(({ value: code, word, start, end }) => {
    const before = text.slice(Math.max(0, start - at - nearby), start - at)
    if (wide.has(word) && (field === 'title' || !isItem(text, start - at, end - at))) return []
    if (code === null || deniedBefore.test(before) || deniedAfter.test(text.slice(end - at, end - at + nearby))) return []
    const remark = remarkOf(folded.text, end) ?? ''
    const said =
      remarkLevels.find(({ words: pattern }) => pattern.test(remark)) ?? levels.find(({ words: pattern }) => pattern.test(before))
    const isMust = (must || insisted.test(remark)) && !preferred.test(remark)
    return { code, level: said?.level ?? usualLevel, must: isMust, source: 'stated', field, span: spanOf(folded, start, end) }
  })
}

/** One of several in a list: 招聘、考勤. */
function isItem(text: string, start: number, end: number): boolean {
  const [before, after] = [text.charAt(start - 1), text.charAt(end)]
  const isBounded = (before === '' || itemEnd.test(before)) && (after === '' || itemEnd.test(after))
  return isBounded && (before !== '' || after !== '')
}

function keepStronger(found: Map<SkillCode, ReadSkill>, skill: ReadSkill): void {
  const known = found.get(skill.code)
  if (!known) found.set(skill.code, skill)
  else if (skill.level > known.level || (skill.must && !known.must))
    found.set(skill.code, { ...known, level: skill.level > known.level ? skill.level : known.level, must: known.must || skill.must })
}

function skillsOfOccupation(texts: FieldTexts, occupation: OccupationCode | null, saysSkills: boolean): ReadSkill[] {
  if (occupation === null) return []
  const title = foldText(texts['title'] ?? '')
  const requirements = fieldsInOrder.map((field) => texts[field] ?? '').join('\n')
  const span = spanOf(title, 0, title.text.length)
  const core = skillsByOccupation
    .filter(({ occupations, when }) => occupations.has(occupation) && (when === 'title' || !saysSkills))
    .filter(({ when }) => isAsked(when, requirements))
  // 裱花师 and 空调安装工 name a narrower skill than their trade.
  const families = new Set(core.filter(({ when }) => when === 'title').map(({ skill }) => skillFamily(skill)))
  const narrower = families.size === 0 ? [] : tradesIn(title).filter((code) => families.has(skillFamily(code)))
  const codes = narrower.length > 0 ? narrower : core.map(({ skill }) => skill)
  return codes.map((code) => ({ code, level: usualLevel, must: false, source: 'occupation', field: 'title', span }))
}

function tradesIn(title: FoldedText): SkillCode[] {
  const [lead = ''] = title.text.split(/[([【]/)
  const named = dictionary.cover(title).filter(({ end }) => end <= lead.length)
  return [...new Set(named.flatMap(({ value }) => (value === null || plain.has(value) ? [] : [value])))]
}

function isAsked(when: (typeof coreSkills)[number]['when'], requirements: string): boolean {
  const saysMore = requirements.trim() !== ''
  if (when === 'experience') return asked.test(requirements)
  return when === 'title' || saysMore === (when === 'texts')
}
