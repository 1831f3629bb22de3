import type { Label } from '@zhihe/vocabulary/label'

/** What a column of an organiser's sheet can mean. */
export const rowFields = [
  { code: 'title', zh: '岗位名称', en: 'Job title' },
  { code: 'category', zh: '职业类别', en: 'Occupation' },
  { code: 'externalId', zh: '岗位编号', en: 'Number of the posting' },
  { code: 'employerName', zh: '单位名称', en: 'Employer' },
  { code: 'employerUscc', zh: '统一社会信用代码', en: 'Unified social credit code' },
  { code: 'employerKind', zh: '单位性质', en: 'Kind of employer' },
  { code: 'employerRegion', zh: '单位所在地', en: 'Seat of the employer' },
  { code: 'employerAddress', zh: '单位地址', en: 'Address of the employer' },
  { code: 'employerSize', zh: '单位规模', en: 'Size of the employer' },
  { code: 'industry', zh: '所属行业', en: 'Industry' },
  { code: 'headcount', zh: '招聘人数', en: 'Vacancies' },
  { code: 'pay', zh: '薪资待遇', en: 'Pay' },
  { code: 'payMin', zh: '薪资下限', en: 'Lowest pay' },
  { code: 'payMax', zh: '薪资上限', en: 'Highest pay' },
  { code: 'age', zh: '年龄要求', en: 'Age' },
  { code: 'sex', zh: '性别要求', en: 'Sex' },
  { code: 'education', zh: '学历要求', en: 'Education' },
  { code: 'degree', zh: '学位要求', en: 'Degree' },
  { code: 'major', zh: '专业要求', en: 'Field of study' },
  { code: 'experience', zh: '工作经验', en: 'Experience' },
  { code: 'disability', zh: '残疾类别及等级', en: 'Types and grades the employer names' },
  { code: 'region', zh: '所在区县', en: 'Region' },
  { code: 'address', zh: '工作地点', en: 'Place of work' },
  { code: 'hours', zh: '工作时间', en: 'Hours' },
  { code: 'duties', zh: '岗位职责', en: 'Duties' },
  { code: 'requirements', zh: '任职要求', en: 'Requirements' },
  { code: 'skills', zh: '技能要求', en: 'Skills' },
  { code: 'licences', zh: '证书要求', en: 'Licences' },
  { code: 'hukou', zh: '户籍要求', en: 'Household registration' },
  { code: 'benefits', zh: '福利待遇', en: 'Benefits' },
  { code: 'accommodations', zh: '合理便利', en: 'Accommodations' },
  { code: 'employmentForm', zh: '用工形式', en: 'Employment form' },
  { code: 'workMode', zh: '工作方式', en: 'Work mode' },
  { code: 'channel', zh: '招聘方式', en: 'Channel' },
  { code: 'opensAt', zh: '开始日期', en: 'Open from' },
  { code: 'closesAt', zh: '截止日期', en: 'Open until' },
  { code: 'contactName', zh: '联系人', en: 'Contact person' },
  { code: 'contactPhone', zh: '联系电话', en: 'Contact phone' },
  { code: 'rowNumber', zh: '序号', en: 'Row number' },
  { code: 'note', zh: '备注', en: 'Note' },
  { code: 'booth', zh: '展位号', en: 'Booth' },
  { code: 'other', zh: '其他内容', en: 'Kept as words' },
] as const satisfies readonly ({ code: string } & Label)[]

export type RowField = (typeof rowFields)[number]['code']

/** One row of a file, by the meaning of its columns; an absent field was empty. */
export type PostingRow = { readonly [Field in RowField]?: string | undefined }

const codes: ReadonlySet<string> = new Set(rowFields.map(({ code }) => code))

export function isRowField(text: string): text is RowField {
  return codes.has(text)
}
