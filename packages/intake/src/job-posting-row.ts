import type { PostingRow, RowField } from './row-field.ts'

type Node = Readonly<Record<string, unknown>>

/**
 * A schema.org JobPosting as a row. Only what the vocabulary of schema.org means is read: pay with its unit, the place, the organisation, the
 * last day. Texts keep their words; the readers read them as those of any row. Null when the object is no JobPosting.
 */
export function jobPostingRow(object: unknown): PostingRow | null {
  if (!isNode(object) || !typesOf(object).includes('JobPosting')) return null
  const organisation = nodeIn(object['hiringOrganization'])
  const place = nodeIn(firstOf(object['jobLocation']))
  const address = nodeIn(place?.['address'])
  const row: Partial<Record<RowField, string>> = {}
  const put = (field: RowField, ...texts: unknown[]) => {
    const text = texts.flatMap(textsOf).join(' ').trim()
    if (text !== '') row[field] = text
  }
  put('title', object['title'])
  put('externalId', identifierOf(object['identifier']))
  put('employerName', organisation?.['name'] ?? object['hiringOrganization'])
  put('employerUscc', organisation?.['taxID'] ?? organisation?.['identifier'])
  put('region', address?.['addressRegion'], address?.['addressLocality'])
  put('address', address?.['addressRegion'], address?.['addressLocality'], address?.['streetAddress'] ?? place?.['address'])
  put('pay', payOf(object['baseSalary']) ?? object['baseSalary'])
  put('headcount', object['totalJobOpenings'])
  put('education', educationOf(object['educationRequirements']))
  put('experience', experienceOf(object['experienceRequirements']))
  put('skills', object['skills'])
  put('requirements', object['qualifications'], object['physicalRequirement'], object['sensoryRequirement'])
  put('duties', plainText(object['description']), object['responsibilities'])
  put('benefits', object['jobBenefits'])
  put('hours', object['workHours'])
  put('employmentForm', formOf(object['employmentType']))
  put('workMode', textsOf(object['jobLocationType']).includes('TELECOMMUTE') ? '远程' : '')
  put('opensAt', object['datePosted'])
  put('closesAt', object['validThrough'])
  put('category', object['occupationalCategory'])
  return row
}

const unitWords: Readonly<Record<string, string>> = { HOUR: '小时', DAY: '天', MONTH: '月', YEAR: '年' }
const formWords: Readonly<Record<string, string>> = {
  FULL_TIME: '全职',
  PART_TIME: '兼职',
  INTERN: '实习',
  TEMPORARY: '灵活就业',
  PER_DIEM: '灵活就业',
  CONTRACTOR: '灵活就业',
}
const educationWords: Readonly<Record<string, string>> = {
  'high school': '高中',
  'associate degree': '大专',
  'bachelor degree': '本科',
  'professional certificate': '中专',
  'postgraduate degree': '硕士研究生',
}

function payOf(salary: unknown): string | null {
  const amount = nodeIn(salary)
  const value = nodeIn(amount?.['value'])
  const unit = unitWords[textsOf(value?.['unitText']).join('').toUpperCase()]
  if (!value || unit === undefined) return null
  const [low, high] = [value['minValue'] ?? value['value'], value['maxValue']].map((figure) => textsOf(figure)[0])
  const currency = textsOf(amount?.['currency'])[0] ?? 'CNY'
  const figures = high === undefined ? low : low === undefined ? `${high}以下` : `${low}-${high}`
  return figures === undefined ? null : `${figures}${currency === 'CNY' ? '元' : currency}/${unit}`
}

function educationOf(value: unknown): string {
  const category = textsOf(nodeIn(firstOf(value))?.['credentialCategory'] ?? value).join(' ')
  return educationWords[category.toLowerCase()] ?? category
}

function experienceOf(value: unknown): string {
  const months = nodeIn(firstOf(value))?.['monthsOfExperience']
  return typeof months === 'number' ? `${Math.round(months / 12)}年以上` : textsOf(value).join(' ')
}

function formOf(value: unknown): string {
  return textsOf(value)
    .map((text) => formWords[text.toUpperCase()] ?? text)
    .join('、')
}

function identifierOf(value: unknown): unknown {
  return nodeIn(value)?.['value'] ?? value
}

function plainText(value: unknown): string {
  return textsOf(value)
    .join(' ')
    .replace(/<(?:br|\/p|\/li|\/div)[^>]*>/gi, '\n')
    .replace(/<[^>]*>/g, '')
    .replace(/&nbsp;/g, ' ')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&amp;/g, '&')
}

function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  if (typeof value === 'number' && Number.isFinite(value)) return [String(value)]
  return Array.isArray(value) ? value.flatMap(textsOf) : []
}

function typesOf(node: Node): string[] {
  return textsOf(node['@type']).map((type) => type.replace(/^https?:\/\/schema\.org\//, ''))
}

function firstOf(value: unknown): unknown {
  return Array.isArray(value) ? (value as unknown[])[0] : value
}

function nodeIn(value: unknown): Node | undefined {
  return isNode(value) ? value : undefined
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
