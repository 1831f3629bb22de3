import { leastConfidence, plainHeading } from '@zhihe/intake/headings'
import { cleanNumber } from '@zhihe/vocabulary/citizen-id'
import type { Label } from '@zhihe/vocabulary/label'
import { peopleHeadings } from './people-headings.ts'

/** What a column of a federation's sheet can mean. `kept: false`: it is known, and the register has no purpose for it (PIPL 6, 19). */
export const personFields = [
  { code: 'name', kept: true, zh: '姓名', en: 'Name' },
  { code: 'idNumber', kept: true, zh: '身份证号', en: 'Citizen id number' },
  { code: 'certificateNumber', kept: true, zh: '残疾人证号', en: 'Number of the disability certificate' },
  { code: 'phone', kept: true, zh: '联系电话', en: 'Telephone' },
  { code: 'hukou', kept: true, zh: '户籍地', en: 'Household registration' },
  { code: 'residence', kept: true, zh: '现住址或所在区县', en: 'Where the person lives' },
  { code: 'disabilityType', kept: false, zh: '残疾类别（只与证号核对）', en: 'Type, only compared with the certificate' },
  { code: 'disabilityGrade', kept: false, zh: '残疾等级（只与证号核对）', en: 'Grade, only compared with the certificate' },
  { code: 'sex', kept: false, zh: '性别（只与证号核对）', en: 'Sex, only compared with the number' },
  { code: 'birth', kept: false, zh: '出生日期（只与证号核对）', en: 'Date of birth, only compared with the number' },
  { code: 'education', kept: true, zh: '文化程度', en: 'Education' },
  { code: 'graduatedOn', kept: true, zh: '毕业时间', en: 'Graduated on' },
  { code: 'desired', kept: true, zh: '就业意向', en: 'Desired work' },
  { code: 'skills', kept: true, zh: '技能特长', en: 'Skills' },
  { code: 'licences', kept: true, zh: '证书', en: 'Licences' },
  { code: 'pay', kept: true, zh: '期望薪资', en: 'Desired pay' },
  { code: 'willing', kept: true, zh: '是否愿意外出', en: 'Willing to work elsewhere' },
  { code: 'workMode', kept: true, zh: '工作方式', en: 'Work mode' },
  { code: 'employmentForm', kept: true, zh: '就业形式', en: 'Employment form' },
  { code: 'guardianName', kept: true, zh: '监护人', en: 'Guardian' },
  { code: 'guardianPhone', kept: true, zh: '监护人电话', en: 'Telephone of the guardian' },
  { code: 'guardianRelation', kept: true, zh: '与监护人关系', en: 'Relation of the guardian' },
  { code: 'subsistence', kept: true, zh: '低保', en: 'Subsistence allowance' },
  { code: 'difficulty', kept: true, zh: '就业困难', en: 'Difficulty in finding work' },
  { code: 'zeroEmployment', kept: true, zh: '零就业家庭', en: 'Nobody of the family works' },
  { code: 'freshGraduate', kept: true, zh: '应届毕业生', en: 'Fresh graduate' },
  { code: 'rural', kept: true, zh: '户口性质', en: 'Rural household' },
  { code: 'unemployed', kept: true, zh: '登记失业', en: 'Registered as unemployed' },
  { code: 'category', kept: true, zh: '人员类别', en: 'Statuses, in words' },
  { code: 'consent', kept: true, zh: '同意匹配', en: 'Consents to matching' },
  { code: 'consentAt', kept: true, zh: '同意日期', en: 'When the person consented' },
  { code: 'consentText', kept: true, zh: '同意书版本', en: 'Which text the person signed' },
  { code: 'school', kept: false, zh: '毕业院校', en: 'School' },
  { code: 'poverty', kept: false, zh: '建档立卡', en: 'On the former poverty register' },
  { code: 'age', kept: false, zh: '年龄', en: 'Age' },
  { code: 'rowNumber', kept: false, zh: '序号', en: 'Row number' },
  { code: 'note', kept: false, zh: '备注', en: 'Note' },
] as const satisfies readonly ({ code: string; kept: boolean } & Label)[]

export type PersonField = (typeof personFields)[number]['code']

const codes: ReadonlySet<string> = new Set(personFields.map(({ code }) => code))

export function isPersonField(text: string): text is PersonField {
  return codes.has(text)
}

/** Several columns of these add up; of all others a sheet has one. */
const addsUp: ReadonlySet<PersonField> = new Set(['residence', 'hukou', 'skills', 'licences', 'desired', 'category', 'note', 'rowNumber'])

export type LooksLike = 'id_number' | 'certificate_number' | 'phone' | 'date' | 'number' | 'words' | 'empty'

export interface PersonColumn {
  /** From 0. */
  index: number
  /** As the file has it; '' when it has none, or when what stands there is no heading. */
  heading: string
  field: PersonField | null
  /** 0 to 100; 100 also for what a person has said. */
  confidence: number
  by: 'heading' | 'content' | 'person' | 'none'
  looksLike: LooksLike
}

export interface GivenColumn {
  index: number
  heading: string
  /** Cells below the heading; none of them is kept. */
  samples: readonly string[]
}

const fieldByWord = new Map<string, PersonField>(
  personFields.flatMap(({ code }) => peopleHeadings[code].map((word) => [plainHeading(word), code] as const)),
)
const longestFirst = [...fieldByWord.keys()].filter((word) => word.length >= 3).sort((one, other) => other.length - one.length)
const known = 100
const withRemark = 90
const contains = 70
const byContent = 75
const shareThatTells = 0.8

/** What a heading means; null when it is none of ours. Headings of several rows are joined by "/". */
export function readPersonHeading(heading: string): { field: PersonField; confidence: number } | null {
  const parts = heading.split('/').map(plainHeading).filter(Boolean)
  // 监护人/姓名 is the guardian's name: the whole is asked before its lowest part.
  for (const text of [parts.join(''), ...(isOfGuardian(parts) ? [] : [parts.at(-1) ?? ''])]) {
    const meaning = readWhole(text)
    if (meaning) return meaning
  }
  return null
}

/** Whether a cell looks like a heading: used to find the row of headings. */
export function isPersonHeading(text: string): boolean {
  return (readPersonHeading(text)?.confidence ?? 0) >= withRemark
}

/** What each column means: what was said of it, else its heading, else what stands in it. What nobody knows is not read. */
export function mapPersonColumns(columns: readonly GivenColumn[], said: ReadonlyMap<number, PersonField | null>): PersonColumn[] {
  const mapped = columns.map((column) => mapColumn(column, said))
  const best = new Map<PersonField, PersonColumn>()
  for (const column of mapped) {
    if (column.field === null || addsUp.has(column.field)) continue
    const other = best.get(column.field)
    if (!other || sureness(column) > sureness(other)) best.set(column.field, column)
  }
  return mapped.map((column) =>
    column.field === null || addsUp.has(column.field) || best.get(column.field) === column
      ? column
      : { ...column, field: null, confidence: 0, by: 'none' },
  )
}

/** Whether the rows under these columns can be people: a name, and a number to find them again. */
export function canBePeople(columns: readonly Pick<PersonColumn, 'field'>[]): boolean {
  const has = (field: PersonField) => columns.some((column) => column.field === field)
  return has('name') && (has('idNumber') || has('certificateNumber'))
}

/** Whether a text is a value rather than a heading: who has no headings must not have her first person shown as them. */
export function isValue(text: string): boolean {
  return /\d{5}/.test(text.normalize('NFKC')) || looksLike([text]) === 'date'
}

function mapColumn({ index, heading: given, samples }: GivenColumn, said: ReadonlyMap<number, PersonField | null>): PersonColumn {
  const heading = isValue(given) ? '' : given.slice(0, 60)
  const shape = looksLike(samples)
  const told = said.get(index)
  if (told !== undefined) return { index, heading, field: told, confidence: known, by: 'person', looksLike: shape }
  const meaning = readPersonHeading(heading)
  if (meaning && meaning.confidence >= leastConfidence) return { index, heading, ...meaning, by: 'heading', looksLike: shape }
  const content = contents[shape]
  if (content) return { index, heading, field: content, confidence: byContent, by: 'content', looksLike: shape }
  return { index, heading, field: null, confidence: 0, by: 'none', looksLike: shape }
}

const contents: Partial<Record<LooksLike, PersonField>> = {
  id_number: 'idNumber',
  certificate_number: 'certificateNumber',
  phone: 'phone',
}

const shapes: readonly (readonly [LooksLike, RegExp])[] = [
  ['certificate_number', /^\d{17}[\dX][1-7][1-4](?:B\d{0,2})?$/],
  ['id_number', /^\d{6}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])\d{3}[\dX]$/],
  ['phone', /^(?:1[3-9]\d{9}|0\d{2,3}-?\d{7,8})$/],
  ['date', /^(?:19|20)\d{2}(?:[-/.年]\d{1,2}(?:[-/.月]\d{1,2}日?|月)?|(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])?)$/],
  ['number', /^-?\d+(?:\.\d+)?$/],
]

function looksLike(samples: readonly string[]): LooksLike {
  const filled = samples.map((sample) => cleanNumber(sample).replace(/^['’‘`]/, '')).filter(Boolean)
  if (filled.length === 0) return 'empty'
  const found = shapes.find(([, shape]) => filled.filter((sample) => shape.test(sample)).length >= filled.length * shareThatTells)
  return found?.[0] ?? 'words'
}

function readWhole(text: string): { field: PersonField; confidence: number } | null {
  const exact = fieldByWord.get(text)
  if (exact) return { field: exact, confidence: known }
  // 身份证号(18位), 残疾等级(一至四级): what stands in brackets explains the heading.
  const bare = text.replace(/\([^)]*\)/g, '')
  const plain = bare === '' ? undefined : fieldByWord.get(bare)
  if (plain) return { field: plain, confidence: withRemark }
  const inside = longestFirst.find((word) => bare.includes(word) && bare.length <= word.length * 2)
  const field = inside === undefined ? undefined : fieldByWord.get(inside)
  if (field === undefined) return null
  // 父亲姓名, 配偶电话: somebody else's.
  return othersWords.test(bare) && !guardianFields.has(field) ? null : { field, confidence: contains }
}

const guardianFields: ReadonlySet<PersonField> = new Set(['guardianName', 'guardianPhone', 'guardianRelation'])
const othersWords = /监护|家长|父|母|配偶|亲属|家属|紧急|单位|社区联系|经办|填表|联络|户主|代理/

function isOfGuardian(parts: readonly string[]): boolean {
  return parts.slice(0, -1).some((part) => othersWords.test(part))
}

function sureness({ confidence, by }: PersonColumn): number {
  return by === 'person' ? confidence + 1 : confidence
}
