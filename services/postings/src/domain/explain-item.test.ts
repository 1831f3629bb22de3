import type { ImportItem, ImportMapping } from '@zhihe/contracts/import'
import { describe, expect, it } from 'vitest'
import { explainItem } from './explain-item.ts'

const item: ImportItem = {
  sheet: '',
  row: 5,
  outcome: 'created',
  postingId: null,
  externalId: '1',
  title: '文员',
  status: 'published',
  reasonCode: 'complete',
  questions: [],
  findings: [],
  errors: [],
  readings: [],
}
type MappedColumn = ImportMapping['sheets'][number]['columns'][number]
const column = (index: number, heading: string, field: string | null): MappedColumn => ({
  index,
  column: 'ABCDEFG'[index] ?? '',
  heading,
  field,
  confidence: 100,
  by: 'heading',
  samples: [],
})
const columns = [
  column(0, '岗位名称', 'title'),
  column(1, '招聘条件/岗位描述', 'duties'),
  column(2, '给多少', 'other'),
  column(3, '', 'other'),
  column(4, '残疾类别', 'disability'),
]
const said = { code: 'x', zh: '太长。', en: 'Too long.' }

describe('explainItem', () => {
  it('names her column and its heading, never a field', () => {
    const answer = explainItem({ ...item, outcome: 'rejected', errors: [{ pointer: '/description', ...said }] }, columns)

    expect(answer).toMatchObject({ tone: 'stop', explanation: 'B 列“岗位描述”：太长。', cells: [1] })
    expect(explainItem({ ...item, outcome: 'rejected', errors: [{ pointer: '/description', ...said }] }).explanation).toBe(
      '岗位职责：太长。',
    )
    expect(explainItem({ ...item, outcome: 'rejected', errors: [{ pointer: '/source', ...said }] }).explanation).toBe('太长。')
  })

  it('says which columns nobody understood, where the row has words in them', () => {
    const kept = { pointer: '/requirementsText', column: 'other', start: null, end: null, assumed: false }

    expect(explainItem({ ...item, readings: [kept] }, columns).explanation).toContain('C 列“给多少”、D 列；')
    expect(explainItem(item, columns).explanation).toBe('')
  })

  it('is no green row that still asks something', () => {
    const asked = explainItem({ ...item, questions: [{ pointer: '/employerStatement', ...said }] }, columns)

    expect(asked).toMatchObject({ tone: 'ask', status: '已发布，有建议（新建）', explanation: 'E 列“残疾类别”：太长。', cells: [4] })
  })

  it('says why a row was not read, and which words of a row are meant', () => {
    const struck = explainItem({ ...item, outcome: 'skipped', errors: [{ pointer: '/title', ...said, zh: '已划掉。' }] }, columns)
    const finding = { ruleId: 'sex', field: 'requirementsText', severity: 'block' as const, quote: '限男性', zh: '不得限制性别。', en: '' }

    expect(struck).toMatchObject({ tone: 'aside', status: '未读取', explanation: 'A 列“岗位名称”：已划掉。' })
    expect(explainItem({ ...item, outcome: 'skipped' }).explanation).toBe('这一行不是岗位。')
    expect(explainItem({ ...item, status: 'blocked', findings: [finding, { ...finding, quote: '民族：限汉族\n籍贯' }] }).words).toEqual([
      '限男性',
      '限汉族',
    ])
  })
})
