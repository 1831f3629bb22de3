import type { ImportItem, ImportJob } from '@zhihe/contracts/import'
import { describe, expect, it } from 'vitest'
import { countRows, importedLine, importedTable } from './imported-table.ts'

const nobodysId = '01890000-0000-7000-8000-000000000001'
const job: ImportJob = {
  id: nobodysId,
  fairId: nobodysId,
  fileName: 'fair.xlsx',
  bytes: 1,
  sha256: '',
  createdAt: '2026-11-22T12:00:00Z',
  status: 'finished',
  problem: null,
  rows: 4,
  rowsTotal: 4,
  counts: { created: 3, updated: 0, unchanged: 0, rejected: 0, skipped: 1 },
  run: 1,
  startedAt: '2026-11-22T12:00:00Z',
  finishedAt: '2026-11-22T12:00:01Z',
}

function item(row: number, overrides: Partial<ImportItem>): ImportItem {
  return {
    sheet: '岗位信息',
    row,
    outcome: 'created',
    postingId: nobodysId,
    externalId: `A-${row}`,
    title: `岗位${row}`,
    status: 'published',
    reasonCode: 'complete',
    questions: [],
    findings: [],
    errors: [],
    readings: [],
    ...overrides,
  }
}

function finding(ruleId: string, severity: 'block' | 'warn' | 'ask', quote: string, zh: string): ImportItem['findings'][number] {
  return { ruleId, field: 'requirementsText', severity, quote, zh, en: '' }
}

describe('what became of a workbook', () => {
  const sound = item(4, {})
  const lacking = item(5, {
    status: 'needs_info',
    questions: [{ pointer: '/headcount', code: 'missing_headcount', zh: '请填写招聘人数。', en: '' }],
  })
  const blocked = item(6, { status: 'blocked', findings: [finding('gender', 'block', '男性', '请删除性别要求。')] })
  const doubtful = item(7, { findings: [finding('body.generic_health', 'warn', '身体健康', '“身体健康”说得太宽。')] })
  const total = item(8, { outcome: 'skipped', status: null, postingId: null, title: '合计' })
  const imported = { job, items: [sound, lacking, blocked, doubtful, total] }

  it('is counted row by row', () => {
    const counts = countRows(imported)

    expect(counts).toEqual({ published: 2, remarked: 1, needsInfo: 1, blocked: 1, rejected: 0, skipped: 1 })
    expect(importedLine(counts)).toBe(
      '2 published (1 of them with something to correct or confirm), 1 need information, 1 blocked by law, 1 skipped as a total or a remark',
    )
  })

  it('is shown by rows that have something to say, with the words and what to do', () => {
    const lines = importedTable(imported).split('\n').slice(2)

    expect(lines).toEqual([
      '6   岗位6  已拦截          “男性” 请删除性别要求。',
      '5   岗位5  待补充          请填写招聘人数。',
      '7   岗位7  已发布，请修改  “身体健康”说得太宽。',
    ])
  })

  it('shows one row for each reason, three of the blocked at most', () => {
    const many = ['a', 'a', 'b', 'c', 'd'].map((ruleId, at) =>
      item(10 + at, { status: 'blocked', findings: [finding(ruleId, 'block', '', '请删除。')] }),
    )

    const lines = importedTable({ job, items: many }).split('\n').slice(2)

    expect(lines.map((line) => line.slice(0, 2))).toEqual(['10', '12', '13'])
  })
})
