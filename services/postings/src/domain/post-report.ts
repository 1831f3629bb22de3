import type { PostReportTotals, ReportedPost } from '@zhihe/contracts/post-report'
import { channelLabel } from '@zhihe/vocabulary/channel'
import { employmentFormLabel } from '@zhihe/vocabulary/employment-form'
import { regionLabel } from '@zhihe/vocabulary/region'
import { chinaDay } from './china-day.ts'
import type { Employer } from './employer.ts'

type Reporter = Pick<Employer, 'uscc' | 'name'>

const headings = [
  '统一社会信用代码',
  '单位名称',
  '年度',
  '岗位名称',
  '来源',
  '外部编号',
  '招聘渠道',
  '是否定向',
  '用工形式',
  '工作地区',
  '招聘人数',
  '状态',
  '收到日期',
  '发布日期',
  '截止日期',
  '关闭日期',
  '岗位编号',
  '并入岗位',
]

const statuses: Record<ReportedPost['status'], string> = {
  received: '已收到',
  needs_info: '待补充',
  blocked: '已拦截',
  published: '已发布',
  closed: '已关闭',
  merged: '已合并',
}

/** The report as lines of CSV: the heading, then a line for each posting. The mark in front lets spreadsheets read it as UTF-8. */
export const csvHeading = `\ufeff${lineOf(headings)}`

export function csvLine({ uscc, name }: Reporter, year: number, post: ReportedPost): string {
  const { title, source, externalId, channel, employmentForm, regionCode, headcount, status } = post
  const dates = [post.receivedAt, post.publishedAt, post.closesAt, post.closedAt]
  return lineOf([
    uscc,
    name,
    year,
    title,
    source,
    externalId,
    channelLabel(channel).zh,
    post.targeted ? '是' : '否',
    employmentFormLabel(employmentForm).zh,
    regionCode === null ? '' : regionLabel(regionCode).zh,
    headcount ?? '',
    statuses[status],
    ...dates.map((at) => (at === null ? '' : chinaDay(new Date(at)))),
    post.postingId,
    post.canonicalId ?? '',
  ])
}

function lineOf(cells: readonly (string | number)[]): string {
  return `${cells.map((cell) => (typeof cell === 'number' ? String(cell) : quoted(cell))).join(',')}\r\n`
}

// A cell that begins like a formula would be one for whoever opens the file.
function quoted(text: string): string {
  const harmless = /^[=+\-@\t\r\n＝＋－＠]/.test(text) ? `'${text}` : text
  return `"${harmless.replaceAll('"', '""')}"`
}

/** Totals with the fairs that were attended, each once. */
export function withFairs(totals: Omit<PostReportTotals, 'fairs'>, attended: readonly { fairId: string }[]): PostReportTotals {
  return { ...totals, fairs: new Set(attended.map(({ fairId }) => fairId)).size }
}
