import type { ImportItem, ImportMapping } from '@zhihe/contracts/import'
import { type RowField, rowFields } from '@zhihe/intake/row-field'

/** The two cells beside a row: `tone` gives the colour that goes with the words. */
export interface RowAnswer {
  /** As the spreadsheet numbers it, from 1. */
  row: number
  tone: 'good' | 'ask' | 'stop' | 'aside'
  status: string
  explanation: string
  /** Columns that the explanation speaks of, from 0. */
  cells: readonly number[]
  /** Words of the row that it speaks of. */
  words: readonly string[]
}

type Columns = ImportMapping['sheets'][number]['columns']

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

/** The two cells that an organiser reads beside her row: what became of it, and what she can do. `columns` are those of its sheet. */
export function explainItem(item: ImportItem, columns: Columns = []): RowAnswer {
  const { row, outcome, status } = item
  const told = { row, explanation: linesOf(item, columns).join('\n'), cells: cellsOf(item, columns), words: wordsOf(item) }
  if (outcome === 'rejected') return { ...told, tone: 'stop', status: outcomes.rejected }
  if (outcome === 'skipped')
    return { ...told, tone: 'aside', status: outcomes.skipped, explanation: told.explanation || '这一行不是岗位。' }
  const shown = statuses[status ?? 'received'] ?? { tone: 'aside' as const, status: '已收到' }
  // Green is for what is good as it stands.
  const isRemarked = status === 'published' && item.findings.length + item.questions.length > 0
  const { tone, status: words } = isRemarked ? { tone: 'ask' as const, status: '已发布，有建议' } : shown
  return { ...told, tone, status: `${words}（${outcomes[outcome]}）` }
}

const labels = new Map<string, string>(rowFields.map(({ code, zh }) => [code, zh]))

/** The columns of a row that a field of a posting is read from, where they have another name. */
const sources: Readonly<Record<string, readonly RowField[]>> = {
  pay: ['pay', 'payMin', 'payMax'],
  description: ['duties'],
  requirementsText: ['requirements', 'note', 'other'],
  regionCode: ['address', 'region'],
  employerStatement: ['disability'],
  experienceYears: ['experience'],
  occupationCode: ['category', 'title'],
  demands: ['requirements'],
  employerUscc: ['employerUscc', 'employerName'],
}

/** The columns that a pointer speaks of; those of its first meaning that the sheet has. */
function columnsAt(pointer: string, columns: Columns): Columns {
  const [, key = ''] = pointer.split('/')
  const meanings = sources[key] ?? [key]
  const found = meanings.find((meaning) => columns.some(({ field }) => field === meaning))
  return columns.filter(({ field }) => field === found)
}

/** How she knows it: her column with its heading, else our word for it, never the name of a field. */
function placeOf(pointer: string, columns: Columns): string {
  const [, key = ''] = pointer.split('/')
  const hers = columnsAt(pointer, columns).slice(0, 2).map(nameOf)
  return hers.length > 0 ? hers.join('、') : (labels.get(sources[key]?.[0] ?? key) ?? '')
}

function nameOf({ column, heading }: Columns[number]): string {
  const own = heading.split('/').at(-1) ?? ''
  return own === '' ? `${column} 列` : `${column} 列“${own}”`
}

function linesOf({ errors, questions, findings, readings, reasonCode }: ImportItem, columns: Columns): string[] {
  const lines = [
    ...errors.map(({ pointer, zh }) => under(placeOf(pointer, columns), zh)),
    ...questions.map(({ pointer, zh }) => under(columnsAt(pointer, columns).length > 0 ? placeOf(pointer, columns) : '', zh)),
    ...inOrder(findings).map(({ severity, quote, zh }) => `${severities[severity]}：${quoted(quote, zh)}${zh}`),
  ]
  if (reasonCode === 'duplicate') lines.push('与同一单位、同一地点的另一个岗位内容相同，已并入那一个；如不相同，可以拆开。')
  if (reasonCode === 'expired') lines.push('截止日期已过。')
  const kept = columns.filter(({ field }) => field === 'other')
  if (kept.length > 0 && readings.some(({ column }) => column === 'other'))
    lines.push(`认不出含义、按原文保留的列：${kept.map(nameOf).join('、')}；如是上面要填的内容，请改列名或在 mapping 中指明。`)
  // The same words may stand in two fields.
  return [...new Set(lines)]
}

function under(place: string, zh: string): string {
  return place === '' ? zh : `${place}：${zh}`
}

/** What stops the row comes first. */
function inOrder(findings: ImportItem['findings']): ImportItem['findings'] {
  const order = Object.keys(severities)
  return findings.toSorted((one, other) => order.indexOf(one.severity) - order.indexOf(other.severity))
}

function quoted(quote: string, zh: string): string {
  return quote === '' || zh.includes(`“${quote}”`) ? '' : `“${quote}” `
}

function cellsOf({ errors, questions }: ImportItem, columns: Columns): number[] {
  const named = [...errors, ...questions].flatMap(({ pointer }) => columnsAt(pointer, columns).map(({ index }) => index))
  return [...new Set(named)]
}

/** As they stand in a cell: without the heading under which they were kept. */
function wordsOf({ findings }: ImportItem): string[] {
  const words = findings.map(({ quote }) => (quote.split('\n')[0] ?? '').replace(/^[^：]{1,20}：(?=.)/, ''))
  return [...new Set(words.filter((word) => word !== ''))]
}
