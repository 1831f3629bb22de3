import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Imports, importsOf, startWorker } from './import-client.ts'
import { type PostingsService, startPostings, uscc } from './postings-service.ts'

let postings: PostingsService
let imports: Imports
const stack = new AsyncDisposableStack()

beforeAll(async () => {
  postings = stack.use(await startPostings())
  stack.use(startWorker(postings))
  imports = importsOf(postings, await postings.fair())
})
afterAll(async () => await stack.disposeAsync())

const known = ['岗位名称', '招聘单位', '信用代码', '单位性质', '招聘人数', '月薪', '学历', '工作地点', '工作内容', '截止日期']
const values = (title: string) => [title, '甲公司', uscc.company, '民营', '2', '5000', '不限', '杭州市西湖区', `做${title}`, '2026-12-20']
const table = (columns: Record<string, string>, ...titles: string[]) =>
  [[...known, ...Object.keys(columns)], ...titles.map((title) => [...values(title), ...Object.values(columns)])]
    .map((cells) => cells.join(','))
    .join('\n')
const csv = async (file: string) => await imports.run({ file, type: 'text/csv', name: '岗位.csv' })
const postingOf = async (id: string | null) => (await postings.call({ url: `/v1/postings/${id}` })).body
const workbookOf = async (id: string) =>
  await postings.app.inject({ url: `/v1/imports/${id}/workbook`, headers: { authorization: `Bearer ${postings.organiser}` } })
const correct = async (id: string, sheet: Record<string, unknown>) =>
  await postings.call({ method: 'PUT', url: `/v1/imports/${id}/mapping`, body: { sheets: [{ name: '', columns: [], ...sheet }] } })

describe('a header of groups', () => {
  it('is read down to its lowest row, and no row of it becomes a posting', async () => {
    const group = ['招聘单位', '招聘单位', '招聘单位', '招聘岗位', '招聘岗位', '招聘岗位', '招聘条件', '招聘条件', '招聘条件', '薪资待遇']
    const header = ['名称', '统一社会信用代码', '单位性质', '岗位名称', '招聘人数', '岗位描述', '学历', '年龄', '其他条件', '薪资待遇']
    const data = [
      '甲公司',
      uscc.company,
      '民营',
      '组标注员',
      '3',
      '框选图片',
      '高中',
      '18-45周岁',
      '会用鼠标；听力、肢体三四级均可',
      '4.5-6k',
    ]

    const done = await csv([group, header, data].map((cells) => cells.join(',')).join('\n'))

    expect(done).toMatchObject({ status: 'finished', counts: { created: 1, rejected: 0 } })
    const [item] = await imports.itemsOf(done.id)
    expect(await postingOf(item!.postingId)).toMatchObject({
      title: '组标注员',
      headcount: 3,
      age: { min: 18, max: 45 },
      education: 'senior_secondary',
      description: '框选图片',
      employerStatement: { text: '听力、肢体三四级均可', types: [{ type: 'hearing' }, { type: 'physical' }] },
    })
  })

  it('can be named where it was not found', async () => {
    const done = await csv(['岗位名称,薪资,备注', '甲列,乙列,丙列', '岗名,单位,薪', '名,位,资', `指认员,甲公司,5000`].join('\n'))
    const columns = [
      { index: 0, field: 'title' },
      { index: 1, field: 'employerName' },
      { index: 2, field: 'pay' },
    ]

    expect(await correct(done.id, { headerRows: [2, 4], columns })).toMatchObject({ status: 202 })

    expect(await imports.finished(done.id)).toMatchObject({ status: 'finished', rowsTotal: 1 })
    expect((await imports.itemsOf(done.id)).map(({ row, title }) => [row, title])).toEqual([[5, '指认员']])
    expect(await correct(done.id, { headerRows: [4, 2] })).toMatchObject({ status: 422 })
  })
})

describe('columns that nobody knows', () => {
  it('are kept as words that the lint reads, and are named beside the row', async () => {
    const done = await csv(table({ 民族: '限汉族', 吉祥物: '熊猫', 摊位号: 'A12' }, '未知列员'))

    const [item] = await imports.itemsOf(done.id)
    expect(item).toMatchObject({ status: 'blocked' })
    const posting = await postingOf(item!.postingId)
    expect(posting['requirementsText']).toBe('展位号：A12\n民族：限汉族\n吉祥物：熊猫')
    expect((await workbookOf(done.id)).body).toContain('K 列“民族”、L 列“吉祥物”')
  })

  it('stay out when the organiser says so', async () => {
    const done = await csv(table({ 民族: '限汉族' }, '除外列员'))

    expect(await correct(done.id, { columns: [{ index: 10, field: null }] })).toMatchObject({ status: 202 })

    expect(await imports.finished(done.id)).toMatchObject({ counts: { updated: 1 } })
    const [item] = await imports.itemsOf(done.id)
    expect(item).toMatchObject({ status: 'published' })
    expect((await postingOf(item!.postingId))['requirementsText']).toBeNull()
  })
})

describe('a correction that cannot be meant', () => {
  it.each([
    ['a sheet that is not there', { name: 'Nope' }, '/sheets/0/name'],
    ['a column that is not there', { columns: [{ index: 99, field: 'pay' }] }, '/sheets/0/columns/0/index'],
    [
      'two columns of one field',
      {
        columns: [
          { index: 0, field: 'title' },
          { index: 1, field: 'title' },
        ],
      },
      '/sheets/0/columns/1/field',
    ],
    ['no title', { columns: [{ index: 0, field: null }] }, '/sheets'],
  ])('%s: is refused, and what was read stands', async (_, sheet, pointer) => {
    const done = await csv(table({}, '更正员'))

    expect(await correct(done.id, sheet)).toMatchObject({ status: 422, body: { errors: [{ pointer, zh: expect.stringMatching(/.{8}/) }] } })
    expect(await imports.finished(done.id)).toMatchObject({ run: 1 })
  })
})

describe('an object in the words of the API', () => {
  it('keeps its values where it names its employer by code', async () => {
    const pay = { minFen: 400_000, maxFen: 500_000, unit: 'month', negotiable: false }
    const body = { title: '形状员', employerUscc: uscc.company, employerName: '甲公司', headcount: 1, pay, education: 'associate' }
    const file = JSON.stringify([{ ...body, regionCode: '330106', description: '录入资料', requirementsText: '限男性' }])

    const done = await imports.run({ file, type: 'application/json' })

    const [item] = await imports.itemsOf(done.id)
    expect(item).toMatchObject({ status: 'blocked', questions: [] })
    expect(await postingOf(item!.postingId)).toMatchObject({
      pay,
      education: 'associate',
      regionCode: '330106',
      address: null,
      requirementsText: '限男性',
    })
  })

  it('is refused by its pointer where a value is wrong', async () => {
    const file = JSON.stringify([{ title: '形状错', employerUscc: uscc.company, employerName: '甲公司', pay: { from: 1 } }])

    const done = await imports.run({ file, type: 'application/json' })

    const [item] = await imports.itemsOf(done.id)
    expect(item).toMatchObject({ outcome: 'rejected', errors: expect.arrayContaining([expect.objectContaining({ pointer: '/pay/from' })]) })
  })
})

describe('what cannot be read', () => {
  it('among types and grades is asked for', async () => {
    const done = await csv(table({ 残疾类别: '轻度' }, '程度员'))

    const [item] = await imports.itemsOf(done.id)
    expect(item).toMatchObject({ status: 'published', questions: [{ pointer: '/employerStatement', code: 'unread_statement' }] })
    expect((await workbookOf(done.id)).body).toMatch(/已发布，有建议[^\n]*K 列“残疾类别”：看不出“轻度”/)
  })

  it('is said of a file that has headings alone', async () => {
    expect(await csv(known.join(','))).toMatchObject({ status: 'finished', problem: { code: 'no_rows' } })
  })
})

describe('a file that we have answered', () => {
  it('comes back with one answer when it is sent again', async () => {
    const first = await csv(table({ 民族: '限汉族' }, '往返员'))
    const returned = (await workbookOf(first.id)).rawPayload

    const second = await imports.run({ file: returned.toString(), type: 'text/csv', name: '岗位-职合.csv' })

    expect(second).toMatchObject({ counts: { unchanged: 1, created: 0 } })
    const lines = (await workbookOf(second.id)).body.split('\n')
    expect(lines[0]?.match(/职合状态/g)).toHaveLength(1)
    expect(lines[1]).toContain('没有变化')
    expect(lines[1]).not.toContain('新建')
  })
})
