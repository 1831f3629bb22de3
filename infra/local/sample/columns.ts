import type { PostingWords } from './source/posting-words.ts'

export type ColumnKey = keyof PostingWords | 'code' | 'employerName' | 'uscc' | 'kind' | 'employerRegion' | 'employerAddress'

interface Column {
  key: ColumnKey
  heading: string
  /** Width in characters. */
  width: number
}

/** The columns of the sheet, in the order in which organisers put them. */
export const columns: readonly Column[] = [
  { key: 'code', heading: '岗位编号', width: 10 },
  { key: 'employerName', heading: '单位名称', width: 34 },
  { key: 'uscc', heading: '统一社会信用代码', width: 22 },
  { key: 'kind', heading: '单位性质', width: 14 },
  { key: 'employerRegion', heading: '单位所在地', width: 16 },
  { key: 'employerAddress', heading: '单位地址', width: 30 },
  { key: 'title', heading: '岗位名称', width: 24 },
  { key: 'occupation', heading: '职业名称', width: 16 },
  { key: 'headcount', heading: '招聘人数', width: 9 },
  { key: 'education', heading: '学历要求', width: 16 },
  { key: 'age', heading: '年龄要求', width: 14 },
  { key: 'experience', heading: '工作经验', width: 10 },
  { key: 'pay', heading: '薪资待遇', width: 22 },
  { key: 'hours', heading: '工作时间', width: 24 },
  { key: 'place', heading: '工作地点', width: 28 },
  { key: 'form', heading: '用工形式', width: 10 },
  { key: 'mode', heading: '工作方式', width: 10 },
  { key: 'channel', heading: '岗位类别', width: 12 },
  { key: 'skills', heading: '技能要求', width: 36 },
  { key: 'licences', heading: '证书要求', width: 24 },
  { key: 'duties', heading: '岗位职责', width: 40 },
  { key: 'requirements', heading: '任职要求', width: 40 },
  { key: 'statement', heading: '残疾类别及等级', width: 26 },
  { key: 'accommodations', heading: '合理便利', width: 36 },
  { key: 'benefits', heading: '福利待遇', width: 28 },
  { key: 'closes', heading: '截止日期', width: 12 },
]

export const sheetNames = { postings: '岗位信息', guide: '填报说明' } as const

/** Names of the facts of the fair on the sheet 填报说明, first column. */
export const fairFields = {
  name: '招聘会名称',
  region: '举办地区',
  opens: '开始日期',
  closes: '结束日期',
  venue: '举办地点',
  online: '是否线上同步',
  organiser: '主办单位',
} as const
