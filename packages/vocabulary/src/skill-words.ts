import { levelWords, notSkills, plainWork, remarkWords, tooWide, traits } from './data/skill-reading.ts'
import { type FoldedText, foldText, type Span, spanOf } from './fold-text.ts'
import { type Entry, type Segment, segmenter } from './segment.ts'
import { type SkillCode, skills } from './skill.ts'

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
/** Plain work, of which a title asks for nothing by its name. */
export const plain: ReadonlySet<string> = new Set(plainWork)
/** null stands for a wording that names no skill. */
const dictionary = segmenter<SkillCode | null>(words())
const levels = levelWords.map(({ words: pattern, level }) => ({ level, words: new RegExp(`(?:${pattern})[^,。;!\\n]{0,8}$`) }))
/** 收银(熟练,必备): what stands in brackets right behind a skill is about that skill and no other. */
const remarkBehind = /^\(([^()\n]{1,12})\)/
const remarkLevels = remarkWords.map(({ words: pattern, level }) => ({ level, words: new RegExp(pattern) }))

const clauseEnd = /[,。;!\n]|(?<!\d)\d{1,2}[.、](?!\d)/g
const deniedBefore = /(?:无需|不需要?|无须|不必|不用|免(?!费)|不要求|不限|无(?![锡纺菌尘人障])|没有|零(?:基础|经验))[^,。;!\n]{0,6}$/
const deniedAfter =
  /^[^,。;!\n]{0,8}(?:不要求|不作要求|无要求|不限|均可|亦可|也可|不会也)|^(?:等)?(?:相关)?(?:类(?!产品)|专业|公司|企业|工?厂|部门?|院校|学院|协会|中心|方向|岗位?)/
const insisted = /必须|务必|硬性|必备|一定要|须(?!知)|者方可|方可/
const preferred = /优先|者佳|更佳|最佳|为佳|加分|佳$/
export const usualLevel = 3
/** How far around a skill its level or a denial can stand; keeps the reading of long texts linear. */
const nearby = 16

/** The skills that a text names, in its order; `title` may be the field too. */
export function namedSkills(folded: FoldedText, field: string): ReadSkill[] {
  return clausesOf(folded).flatMap((clause) => skillsIn(clause, folded, field))
}

/** The trades that the lead of a title names (水电维修工): neither plain work nor a word too wide to be one. */
export function tradesIn(title: FoldedText, leadEnd: number): { code: SkillCode; end: number }[] {
  const named = dictionary.cover(title).filter(({ end }) => end <= leadEnd)
  return named.flatMap(({ value, word, end }) => (value === null || plain.has(value) || wide.has(word) ? [] : [{ code: value, end }]))
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
