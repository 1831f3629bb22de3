import { headingWords, ourHeadings } from './data/heading-words.ts'
import { type RowField, rowFields } from './row-field.ts'

export interface HeadingMeaning {
  field: RowField
  /** 0 to 100: 100 is a known heading, less is one that only contains a known word. */
  confidence: number
}

const known = 100
const underKnownGroup = 95
const withRemark = 90
const containsLong = 75
const containsShort = 55
/** Below it a column is not read without the organiser's word. */
export const leastConfidence = 55

const fieldByWord = new Map<string, RowField>(
  rowFields.flatMap(({ code }) => headingWords[code].map((word) => [plainHeading(word), code] as const)),
)
const longestFirst = [...fieldByWord.keys()].filter((word) => word.length >= 2).sort((one, other) => other.length - one.length)
/** Short words that mean too many things inside others: 单位名称 is not 名称, 联系人电话 not 联系人. */
const neverInside: ReadonlySet<string> = new Set([
  '名称',
  '单位',
  '地点',
  '说明',
  '要求',
  '其他',
  '其它',
  '代码',
  '数量',
  '人数',
  '编号',
  '企业',
  '公司',
])

/**
 * A heading as it is compared: NFKC, lower case, without white space, line breaks, stars and colons; full-width brackets become ().
 */
export function plainHeading(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s*:;,.。、_-]|必填|选填/g, '')
    .replace(/[【[]/g, '(')
    .replace(/[\]】]/g, ')')
    .replace(/\(\)/g, '')
}

/** What a heading means; several rows of one heading are joined by "/" (招聘条件/学历). Null when it is none of ours. */
export function readHeading(heading: string): HeadingMeaning | null {
  const parts = heading.split('/').map(plainHeading).filter(Boolean)
  const whole = parts.join('')
  // 单位/性质 is 单位性质, whatever stands over it; the lowest alone is for its group to say.
  const ends = [whole, ...parts.slice(1, -1).map((_, at) => parts.slice(at + 1).join(''))]
  const exact = fieldByWord.get(plainHeading(heading)) ?? ends.map((end) => fieldByWord.get(end)).find(Boolean)
  if (exact) return { field: exact, confidence: known }
  const last = parts.at(-1) ?? ''
  const lowest = parts.length > 1 ? readPart(last) : null
  if (lowest && lowest.confidence >= withRemark) return { field: inGroup(parts, lowest.field), confidence: underKnownGroup }
  return readPart(whole) ?? lowest
}

/** Whether a cell looks like a heading: used to find the row of headings. */
export function isHeading(text: string): boolean {
  if (ourHeadings.includes(plainHeading(text))) return true
  const meaning = readHeading(text)
  return meaning !== null && meaning.confidence >= withRemark
}

function readPart(text: string): HeadingMeaning | null {
  const exact = fieldByWord.get(text)
  if (exact) return { field: exact, confidence: known }
  // 月薪(元/月), 年龄(18周岁以上): what stands in brackets explains the heading.
  const bare = text.replace(/\([^)]*\)/g, '')
  const plain = fieldByWord.get(bare)
  if (plain && bare !== '') return { field: plain, confidence: withRemark }
  const inside = longestFirst.find((word) => bare.includes(word) && !neverInside.has(word) && bare.length <= word.length * 3)
  if (!inside) return null
  const field = fieldByWord.get(inside)
  return field ? { field, confidence: inside.length >= 4 ? containsLong : containsShort } : null
}

// Under 招聘单位 a 名称 is the employer's, under 招聘岗位 it is the posting's.
function inGroup(parts: readonly string[], field: RowField): RowField {
  const group = parts.slice(0, -1).join('')
  const isAboutPosting = /岗位|职位|工种/.test(group) && !/单位|企业|公司/.test(group)
  const isAboutEmployer = /单位|企业|公司|机构/.test(group) && !/岗位|职位/.test(group)
  if (isAboutPosting && field === 'employerName') return 'title'
  if (isAboutPosting && field === 'employerUscc') return 'externalId'
  if (isAboutEmployer && field === 'title') return 'employerName'
  if (isAboutEmployer && field === 'externalId') return 'employerUscc'
  if (isAboutEmployer && field === 'address') return 'employerAddress'
  if (isAboutEmployer && field === 'region') return 'employerRegion'
  return field
}
