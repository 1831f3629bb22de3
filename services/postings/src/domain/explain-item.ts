import type { ImportItem } from '@zhihe/contracts/import'
import { rowFields } from '@zhihe/intake/row-field'

/** The two cells beside a row: `tone` gives the colour that goes with the words. */
export interface RowAnswer {
  /** As the spreadsheet numbers it, from 1. */
  row: number
  tone: 'good' | 'ask' | 'stop' | 'aside'
  status: string
  explanation: string
}

const statuses: Readonly<Record<string, { tone: RowAnswer['tone']; status: string }>> = {
  published: { tone: 'good', status: '已发布' },
  needs_info: { tone: 'ask', status: '待补充' },
  blocked: { tone: 'stop', status: '已拦截' },
  closed: { tone: 'aside', status: '已关闭' },
  merged: { tone: 'aside', status: '已合并' },
  received: { tone: 'aside', status: '已收到' },
}

const outcomes: Readonly<Record<ImportItem['outcome'], string>> = {
  created: '新建',
  updated: '已更新',
  unchanged: '没有变化',
  rejected: '未收录',
  skipped: '未读取',
}

const severities = { block: '依法不得发布', warn: '请修改', ask: '请确认' } as const

/** The two cells that an organiser reads beside her row: what became of it, and what she can do. */
export function explainItem(item: ImportItem): RowAnswer {
  const { row, outcome, status } = item
  if (outcome === 'rejected') return { row, tone: 'stop', status: outcomes.rejected, explanation: linesOf(item).join('\n') }
  if (outcome === 'skipped') return { row, tone: 'aside', status: outcomes.skipped, explanation: '这一行不是岗位。' }
  const shown = statuses[status ?? 'received'] ?? { tone: 'aside' as const, status: '已收到' }
  // Green is for what is good as it stands.
  const isRemarked = status === 'published' && item.findings.length > 0
  const told = isRemarked ? { tone: 'ask' as const, status: '已发布，有建议' } : shown
  return { row, tone: told.tone, status: `${told.status}（${outcomes[outcome]}）`, explanation: linesOf(item).join('\n') }
}

const labels = new Map<string, string>(rowFields.map(({ code, zh }) => [code, zh]))

function labelOf(pointer: string): string {
  const [, field = ''] = pointer.split('/')
  return labels.get(field) ?? field
}

function linesOf({ errors, questions, findings, reasonCode }: ImportItem): string[] {
  const lines = [
    ...errors.map(({ pointer, zh }) => (pointer === '' ? zh : `${labelOf(pointer)}：${zh}`)),
    ...questions.map(({ zh }) => zh),
    ...inOrder(findings).map(({ severity, quote, zh }) => `${severities[severity]}：${quoted(quote, zh)}${zh}`),
  ]
  if (reasonCode === 'duplicate') lines.push('与同一单位、同一地点的另一个岗位内容相同，已并入那一个；如不相同，可以拆开。')
  if (reasonCode === 'expired') lines.push('截止日期已过。')
  // The same words may stand in two fields.
  return [...new Set(lines)]
}

/** What stops the row comes first. */
function inOrder(findings: ImportItem['findings']): ImportItem['findings'] {
  const order = Object.keys(severities)
  return findings.toSorted((one, other) => order.indexOf(one.severity) - order.indexOf(other.severity))
}

function quoted(quote: string, zh: string): string {
  return quote === '' || zh.includes(`“${quote}”`) ? '' : `“${quote}” `
}
