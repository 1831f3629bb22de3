import type { ImportItem } from '@zhihe/contracts/import'
import type { Imported } from './import-workbook.ts'
import { table } from './table.ts'

/** How many rows came to what. */
export interface RowCounts {
  published: number
  /** Published, and something in them ought to be corrected or confirmed. */
  remarked: number
  needsInfo: number
  blocked: number
  rejected: number
  skipped: number
}

type Kind = 'blocked' | 'needs_info' | 'warn' | 'ask'

/** What is shown of each kind: enough to see what a row can be told. */
const shown: Readonly<Record<Kind, number>> = { blocked: 3, needs_info: 2, warn: 2, ask: 1 }
const statuses: Readonly<Record<Kind, string>> = { blocked: '已拦截', needs_info: '待补充', warn: '已发布，请修改', ask: '已发布，请确认' }
const widest = 92

export function countRows({ items }: Imported): RowCounts {
  const of = (is: (item: ImportItem) => boolean) => items.filter(is).length
  const published = (item: ImportItem) => item.status === 'published'
  return {
    published: of(published),
    remarked: of((item) => published(item) && item.findings.length > 0),
    needsInfo: of(({ status }) => status === 'needs_info'),
    blocked: of(({ status }) => status === 'blocked'),
    rejected: of(({ outcome }) => outcome === 'rejected'),
    skipped: of(({ outcome }) => outcome === 'skipped'),
  }
}

/** Some rows with something to say, in Chinese: what became of them, the words it is about, and what to do. */
export function importedTable(imported: Imported): string {
  const rows = (Object.keys(shown) as Kind[]).flatMap((kind) => firstOfEachReason(imported.items, kind).slice(0, shown[kind]))
  return table(
    ['行', '岗位', '结果', '原因和办法'],
    rows.map(({ item, kind, why }) => [String(item.row), item.title ?? '', statuses[kind], why]),
    widest,
  )
}

/** In one line: how many rows came to what. */
export function importedLine(counts: RowCounts): string {
  const { published, remarked, needsInfo, blocked, rejected, skipped } = counts
  const parts = [
    `${published} published (${remarked} of them with something to correct or confirm)`,
    `${needsInfo} need information`,
    `${blocked} blocked by law`,
    ...(rejected > 0 ? [`${rejected} rejected`] : []),
    ...(skipped > 0 ? [`${skipped} skipped as a total or a remark`] : []),
  ]
  return parts.join(', ')
}

interface Told {
  item: ImportItem
  kind: Kind
  reason: string
  why: string
}

// The same reason five times would teach nothing.
function firstOfEachReason(items: readonly ImportItem[], kind: Kind): Told[] {
  const found = new Map<string, Told>()
  for (const item of items) {
    const told = toldOf(item, kind)
    if (told !== null && !found.has(told.reason)) found.set(told.reason, told)
  }
  return [...found.values()]
}

function toldOf(item: ImportItem, kind: Kind): Told | null {
  const { status, findings, questions } = item
  if (kind === 'needs_info') {
    const [question] = status === 'needs_info' ? questions : []
    return question === undefined ? null : { item, kind, reason: question.code, why: question.zh }
  }
  const isKind = kind === 'blocked' ? status === 'blocked' : status === 'published' && findings[0]?.severity === kind
  const finding = isKind ? findings.find(({ severity }) => severity === (kind === 'blocked' ? 'block' : kind)) : undefined
  if (finding === undefined) return null
  const { ruleId, quote, zh } = finding
  const isNamed = quote === '' || zh.includes(`“${quote}”`)
  return { item, kind, reason: ruleId, why: isNamed ? zh : `“${quote}” ${zh}` }
}
