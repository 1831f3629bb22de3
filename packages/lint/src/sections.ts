/** What kind of text it is; rules read some kinds only. */
export type FieldRole = 'title' | 'sex' | 'age' | 'hukou' | 'statement' | 'pay' | 'benefits' | 'hours' | 'duties' | 'text'

/** A stretch of a text that speaks of one thing. */
export interface Section {
  role: FieldRole
  /** Where it begins in the text, in UTF-16 code units. */
  offset: number
  text: string
}

// Names, places, dates and numbers say nothing about who is wanted; a street may be called 女人街.
const unread: ReadonlySet<string> = new Set([
  'employerName',
  'employerUscc',
  'employerKind',
  'employerRegion',
  'employerAddress',
  'employerSize',
  'industry',
  'externalId',
  'rowNumber',
  'region',
  'address',
  'closesAt',
  'opensAt',
  'contactName',
  'contactPhone',
  'headcount',
  'education',
  'degree',
  'major',
])

const roleByField: Readonly<Record<string, FieldRole>> = {
  title: 'title',
  sex: 'sex',
  age: 'age',
  hukou: 'hukou',
  disability: 'statement',
  employerStatement: 'statement',
  pay: 'pay',
  payMin: 'pay',
  payMax: 'pay',
  benefits: 'benefits',
  accommodations: 'benefits',
  hours: 'hours',
  duties: 'duties',
  description: 'duties',
}

const headings: readonly (readonly [FieldRole | 'unread', RegExp])[] = [
  ['hukou', /^(?:户籍|户口|生源)(?:要求|限制|所在地)?$/],
  ['sex', /^性别(?:要求|限制)?$/],
  ['age', /^年龄(?:要求|限制|范围)?$/],
  ['statement', /^残疾(?:人)?(?:类别|类型|等级|要求)(?:及等级|和等级|要求|及级别)?$/],
  ['pay', /^(?:薪资|薪酬|工资|报酬|月薪|劳动报酬)(?:待遇|标准|范围|结构)?$/],
  ['benefits', /^(?:福利|员工福利|公司福利|福利待遇|福利政策|薪酬福利|薪资福利|合理便利)(?:待遇)?$/],
  ['hours', /^(?:工作|上班|作息|班次)时间(?:安排)?$|^工时(?:制度)?$|^班次$/],
  ['duties', /^(?:岗位|工作|主要)?(?:职责|内容|任务)(?:描述)?$|^岗位描述$/],
  ['text', /^(?:任职|岗位|招聘|录用|应聘)?(?:要求|条件|资格)$|^(?:任职|岗位)(?:资格|要求)$|^备注$|^(?:技能|证书|其他)要求$|^用工形式$/],
  [
    'unread',
    /^(?:公司|企业|单位)(?:简介|介绍|概况|地址)$|^联系(?:人|方式|电话)$|^(?:工作)?(?:地址|地点)$|^(?:招聘人数|学历要求|专业要求)$/,
  ],
]
const headed = /^[\s【[(（一二三四五六七八九十\d、.．]*([一-龥　 ]{2,10}?)[\s】\])）]*[:：]/

/** The sections of a field: lines under a heading (福利待遇：…) are read as what the heading says, the rest as what the field holds. */
export function sectionsOf(field: string, given: string): Section[] {
  if (unread.has(field)) return []
  const fieldRole = roleByField[field] ?? 'text'
  if (fieldRole !== 'text' && fieldRole !== 'duties') return [{ role: fieldRole, offset: 0, text: given }]
  const sections: (Section & { isOpen: boolean })[] = []
  let [offset, standing]: [number, FieldRole | 'unread'] = [0, fieldRole]
  for (const line of given.split('\n')) {
    const heading = headingOf(line)
    const own = heading?.role ?? standing
    const rest = line.slice(heading?.length ?? 0)
    // A heading with nothing behind it stands over the lines below, one with words over its own line.
    if (heading !== null) standing = rest.trim() === '' ? heading.role : fieldRole
    const last = sections.at(-1)
    if (own !== 'unread' && heading === null && last?.isOpen && last.role === own) last.text += `\n${line}`
    else if (own !== 'unread') sections.push({ role: own, offset: offset + (heading?.length ?? 0), text: rest, isOpen: heading === null })
    if (own === 'unread' && last !== undefined) last.isOpen = false
    offset += line.length + 1
  }
  return sections
}

function headingOf(line: string): { role: FieldRole | 'unread'; length: number } | null {
  const [lead = '', name = ''] = headed.exec(line) ?? []
  if (lead === '') return null
  const plain = name.replace(/\s/g, '')
  const role = headings.find(([, words]) => words.test(plain))?.[0]
  return role === undefined ? null : { role, length: lead.length }
}
