import { coreSkills } from './data/skill-reading.ts'
import { type FoldedText, foldText, spanOf } from './fold-text.ts'
import type { OccupationCode } from './occupation.ts'
import { type SkillCode, skillFamily } from './skill.ts'
import { namedSkills, plain, type ReadSkill, tradesIn, usualLevel } from './skill-words.ts'

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
/** Of these a posting asks for the trade itself; who guards, cleans or serves is asked for nothing by the name of the work. */
const crafts: ReadonlySet<string> = new Set(
  'machining assembly textile handicraft maintenance engineering cooking quality warehouse agriculture computer_operation typing design programming'.split(
    ' ',
  ),
)
/** Read from the occupation under a condition of its own. */
const conditional: ReadonlySet<SkillCode> = new Set(coreSkills.filter(({ when }) => when !== 'title').map(({ skill }) => skill))
const doer = /^(?:技术|操作|车间)?(?:工人?|员|师傅?|手|技工|普工|学徒工?|专员|助理|人员|操作[员工]|临时工|女工)?$/

/** The trade that a title ends in (家具打磨工, CNC操作员), which is asked for beside whatever the texts ask for. */
export function craftInTitle(text: string): ReadSkill[] {
  const title = foldText(text)
  const [lead = ''] = title.text.split(/[([【/、]/)
  const head = tradesIn(title, lead.length).at(-1)
  if (head === undefined || !personEnd.test(lead) || !doer.test(lead.slice(head.end))) return []
  const isCraft = crafts.has(skillFamily(head.code) ?? '') && !conditional.has(head.code)
  return isCraft ? [impliedBy(title, lead.length, head.code)] : []
}

/** A title that names the work and not who does it (产品包装, 机械设计) names its skill; so does a language or a tool in any title (Python开发). */
export function skillsInTitle(title: string): ReadSkill[] {
  const folded = foldText(title)
  const [lead = '', remark = ''] = folded.text.split(/(?=[(【[])/)
  const leadEnd = folded.places[lead.length] ?? title.length
  const namesWork = !personEnd.test(lead)
  const read = namedSkills(folded, 'title')
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

interface Asked {
  readonly title: string
  /** What the texts ask for, in one. */
  readonly requirements: string
  /** They name a skill. */
  readonly saysSkills: boolean
}

/** The skills that an occupation is, as far as the posting asks for them. */
export function skillsOfOccupation(occupation: OccupationCode, { title, requirements, saysSkills }: Asked): ReadSkill[] {
  const folded = foldText(title)
  const [lead = ''] = folded.text.split(/[([【]/)
  const core = skillsByOccupation
    .filter(({ occupations, when }) => occupations.has(occupation) && (when === 'title' || !saysSkills))
    .filter(({ when }) => isAsked(when, requirements))
  // 裱花师 and 空调安装工 name a narrower skill than their trade.
  const families = new Set(core.filter(({ when }) => when === 'title').map(({ skill }) => skillFamily(skill)))
  const trades = families.size === 0 ? [] : tradesIn(folded, lead.length).filter(({ code }) => families.has(skillFamily(code)))
  const codes = trades.length > 0 ? trades.map(({ code }) => code) : core.map(({ skill }) => skill)
  return [...new Set(codes)].map((code) => impliedBy(folded, folded.text.length, code))
}

function impliedBy(title: FoldedText, end: number, code: SkillCode): ReadSkill {
  return { code, level: usualLevel, must: false, source: 'occupation', field: 'title', span: spanOf(title, 0, end) }
}

function isAsked(when: (typeof coreSkills)[number]['when'], requirements: string): boolean {
  const saysMore = requirements.trim() !== ''
  if (when === 'experience') return asked.test(requirements)
  return when === 'title' || saysMore === (when === 'texts')
}
