import { codeTable } from './code-table.ts'
import { foldText, type Span, spanOf } from './fold-text.ts'
import type { Label } from './label.ts'
import { isBracketed, shortlyBefore, shortlyBehind } from './near.ts'

interface EducationRow extends Label {
  code: string
  /** Order for "at least": general and vocational upper secondary stand on one step. */
  rank: number
  /** GB/T 4658-2006. */
  gb: string
}

export const educationLevels = [
  { code: 'none', rank: 0, gb: '90', zh: '不限学历', en: 'No schooling required' },
  { code: 'primary', rank: 1, gb: '80', zh: '小学', en: 'Primary school' },
  { code: 'junior_secondary', rank: 2, gb: '70', zh: '初中', en: 'Junior secondary school' },
  { code: 'senior_secondary', rank: 3, gb: '60', zh: '高中', en: 'Senior secondary school' },
  { code: 'secondary_vocational', rank: 3, gb: '40', zh: '中专', en: 'Secondary vocational school' },
  { code: 'associate', rank: 4, gb: '30', zh: '大专', en: 'Associate degree' },
  { code: 'bachelor', rank: 5, gb: '20', zh: '本科', en: 'Bachelor’s degree' },
  { code: 'master', rank: 6, gb: '14', zh: '硕士研究生', en: 'Master’s degree' },
  { code: 'doctor', rank: 7, gb: '11', zh: '博士研究生', en: 'Doctorate' },
] as const satisfies readonly EducationRow[]

export type EducationLevel = (typeof educationLevels)[number]['code']

export const educationLevelCodes: readonly EducationLevel[] = educationLevels.map(({ code }) => code)

const table = codeTable<(typeof educationLevels)[number]>(educationLevels)

// Longer words stand before the ones they contain: 大学专科 before 大学, 博士研究生 before 研究生.
const words: readonly (readonly [EducationLevel, string])[] = [
  [
    'none',
    '(?:学历|文化|教育程度|文化程度|文凭)(?:水平|程度)?(?:要求)?(?::|,|和|及)?(?:、?(?:专业|经验|年龄|性别))*(?:均|皆|都)?(?:不限|不拘|无要求|无限制|不作要求|不做要求|没有要求)|(?:不限|不要求|不看)(?:制)?(?:学历|文化)|(?:无|没有)(?:学历|文化)(?:、(?:经验|专业|年龄))*(?:要求|限制)?|文盲(?:亦可|也可)?|学历低也可',
  ],
  ['doctor', '博士(?:研究生|后)?|phd'],
  ['master', '硕士(?:研究生)?|研究生'],
  ['associate', '大学专科|高等专科|专(?=[/、]本科)|高等职业|专科(?!医|门诊|护|手术|病房|室)|大专|高职高专|高职|高级技工'],
  ['bachelor', '大学本科|专升本|本科(?!室)|学士|[一二三]本(?=及|以上|院校|线|\\)|$)|大学(?:学历|毕业|及以上|以上|文化)|统招大学|大四'],
  ['secondary_vocational', '中等职业|中等专业|中专|中职|职高|职专|职业高中|技校|职校|职业学校|技工学校|中技|五专'],
  ['senior_secondary', '高中|中[4-6四五六](?=程度|或?以上|学历)|普高|普通高中|高级中学|完中'],
  [
    'junior_secondary',
    '初[、/]?高?中|初级中学|国中|九年(?:制)?义务|中学(?=文化|学历|毕业|以上|及以上|程度)|中[1-3一二三](?=程度|或?以上|学历)',
  ],
  ['primary', '小学(?!生)|国小'],
]

const anyLevel = new RegExp(words.map(([code, pattern]) => `(?<${code}>${pattern})`).join('|'), 'g')
// 小学老师, 高中数学 and 研究生导师 name no level that is asked for, 本科优先 only a wish, 放宽至中专 an exception.
const notALevel =
  /^(?:老师|教师|教员|数学|语文|英语|物理|化学|科学|部|段|校区|阶段|附近|学生|生源|作业|课程|课本|教材|科目|学科|家教|辅导|男女同学|导师|院校(?!毕业|学历|及以上))/
const wished = /^(?:生|毕业生)?(?:及以上|以上|或以上)?(?:学历|文化|文凭|毕业)?(?:者)?(?:优先|为佳|尤佳|更佳|最佳)/
const excepted = /(?:放宽|降低)(?:至|到|为)?[^;。]{0,6}$|字段[^;。]{0,12}$/

export function isEducationLevel(text: string): text is EducationLevel {
  return table.has(text)
}

export function educationLabel(level: EducationLevel): Label {
  return table.label(level)
}

/** The step of the level, 0 (none) to 7 (doctor); equal steps satisfy each other. */
export function educationRank(level: EducationLevel): number {
  return table.row(level).rank
}

/**
 * The least schooling that a text asks for: the lowest level it names, of equal ones the first (高中或中专 is senior_secondary),
 * `none` when it says 不限, null when it names none.
 */
export function readEducation(text: string): EducationLevel | null {
  return readSchooling(text)?.level ?? null
}

/** The same with the words that name the level. A wish (本科优先) and an exception (可放宽至中专) do not count, words in brackets only when nothing else is named. */
export function readSchooling(text: string): { level: EducationLevel; span: Span } | null {
  const folded = foldText(text)
  const clean = folded.text
  if (/^(?:学历)?(?:不限|不拘|无|无要求|不作要求|均可|其他|没有要求|不要求)$/.test(clean))
    return { level: 'none', span: spanOf(folded, 0, clean.length) }
  const named = [...clean.matchAll(anyLevel)].flatMap((match) => namedLevel(clean, match))
  const outside = named.filter(({ isAside }) => !isAside)
  const [first, ...others] = outside.length > 0 ? outside : named
  if (first === undefined) return null
  const least = others.reduce((lowest, one) => (educationRank(one.level) < educationRank(lowest.level) ? one : lowest), first)
  return { level: vocationalInTaiwan(least, text), span: spanOf(folded, least.start, least.end) }
}

interface Named {
  level: EducationLevel
  word: string
  start: number
  end: number
  isAside: boolean
}

function namedLevel(text: string, match: RegExpExecArray): Named[] {
  const [start, end] = [match.index, match.index + match[0].length]
  const level = Object.keys(match.groups ?? {}).find((code) => match.groups?.[code] !== undefined)
  if (
    level === undefined ||
    !isEducationLevel(level) ||
    notALevel.test(shortlyBehind(text, end)) ||
    excepted.test(shortlyBefore(text, start))
  )
    return []
  if (level !== 'none' && wished.test(shortlyBehind(text, end))) return []
  return [{ level, word: match[0], start, end, isAside: isBracketed(text, start) }]
}

// 高職 in traditional characters is a vocational upper secondary school; 高职 on the mainland is a college.
function vocationalInTaiwan({ level, word }: Named, given: string): EducationLevel {
  return word === '高职' && given.includes('高職') ? 'secondary_vocational' : level
}
