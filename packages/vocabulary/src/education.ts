import { codeTable } from './code-table.ts'
import type { Label } from './label.ts'

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
    '(?:学历|文化|教育程度|文化程度|文凭)(?:水平)?(?:要求)?(?:[:：])?(?:不限|无要求|不作要求|不做要求)|不限(?:制)?学历|无学历要求|无学历|文盲',
  ],
  ['doctor', '博士(?:研究生)?|PHD'],
  ['master', '硕士(?:研究生)?|研究生'],
  ['associate', '大学专科|高等专科|专科|大专|高职(?:高专)?|高级技工'],
  ['bachelor', '大学本科|本科|学士|[一二]本|大学(?:学历|毕业|及以上|以上|文化)|统招大学'],
  ['secondary_vocational', '中等职业|中等专业|中专|中职|职高|职专|职业高中|技校|技工学校|中技'],
  ['senior_secondary', '高中|普高|普通高中|高级中学'],
  ['junior_secondary', '初中|初级中学|九年义务'],
  ['primary', '小学'],
]

const anyLevel = new RegExp(words.map(([code, pattern]) => `(?<${code}>${pattern})`).join('|'), 'gi')
const notALevel = /^(?:老师|教师|数学|语文|英语|部|段|校区|阶段|附近|学生)/

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
  const clean = text.normalize('NFKC').replace(/\s/g, '')
  if (/^(?:不限|无|无要求|不作要求|均可|其他)$/.test(clean)) return 'none'
  const named = [...clean.matchAll(anyLevel)]
    .filter((match) => !notALevel.test(clean.slice(match.index + match[0].length)))
    .flatMap((match) => Object.keys(match.groups ?? {}).filter((code) => match.groups?.[code] !== undefined))
    .filter(isEducationLevel)
  const [first, ...others] = named
  if (first === undefined) return null
  return others.reduce<EducationLevel>((least, level) => (educationRank(level) < educationRank(least) ? level : least), first)
}
