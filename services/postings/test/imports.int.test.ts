import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Imports, importsOf, startWorker } from './import-client.ts'
import { contentBody, type PostingsService, startPostings, uscc } from './postings-service.ts'

const sample = readFileSync(join(import.meta.dirname, '../../../infra/local/sample/fair.xlsx'))
const xlsx = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

let postings: PostingsService
let fairId: string
let send: Imports['send']
let run: Imports['run']
let finished: Imports['finished']
let itemsOf: Imports['itemsOf']
const stack = new AsyncDisposableStack()

beforeAll(async () => {
  postings = stack.use(await startPostings())
  fairId = await postings.fair()
  stack.use(startWorker(postings))
  ;({ send, run, finished, itemsOf } = importsOf(postings, fairId))
})
afterAll(async () => await stack.disposeAsync())

const csv = (...rows: string[]) =>
  ['岗位名称,单位名称,统一社会信用代码,招聘人数,薪资待遇,工作地点,岗位职责,任职要求,学历要求,残疾类别', ...rows].join('\r\n')
const row = (title: string, overrides: Partial<Record<'code' | 'employer' | 'pay' | 'requirements', string>> = {}) =>
  [
    title,
    overrides.employer ?? '杭州云客服有限公司',
    overrides.code ?? uscc.company,
    '3',
    overrides.pay ?? '4500-6000元/月',
    '杭州市西湖区文三路90号',
    '在线文字答复顾客',
    overrides.requirements ?? '会打字',
    '高中',
    '肢体、听力三四级',
  ].join(',')

describe('an organiser’s workbook', () => {
  it('becomes postings row by row, and nothing changes when it is sent again', async () => {
    const first = await run({ file: sample, type: xlsx, name: 'fair.xlsx' })
    const rows = first['rowsTotal'] as number
    const { created = 0, rejected, skipped = 0 } = first['counts'] as Record<string, number>

    expect(first).toMatchObject({ status: 'finished', problem: null, rows })
    expect(rows).toBeGreaterThan(50)
    expect({ told: created + skipped, rejected }).toEqual({ told: rows, rejected: 0 })

    const again = await run({ file: sample, type: xlsx, name: 'fair.xlsx' })
    expect(again['counts']).toMatchObject({ created: 0, updated: 0, unchanged: created, rejected: 0 })
  })

  it('comes back with two more columns', async () => {
    const { id } = await run({
      file: csv(row('客服'), row('', {}), row('文员', { requirements: '无残疾，会打字' })),
      type: 'text/csv',
      name: '岗位.csv',
    })

    const response = await postings.app.inject({
      url: `/v1/imports/${id}/workbook`,
      headers: { authorization: `Bearer ${postings.organiser}` },
    })

    expect(response.statusCode).toBe(200)
    expect(response.body).toMatch(/^[^\n]*职合状态[",]+职合说明/)
    expect(response.body).toMatch(/客服,[^\n]*已发布/)
    expect(response.body).toMatch(/未收录[^\n]*缺少岗位名称/)
    expect(response.body).toMatch(/文员,[^\n]*已拦截[^]*“[^”]*无残疾/)
  })
})

describe('a row', () => {
  it('registers its employer, says where each value came from, and what is missing', async () => {
    const { id } = await run({
      file: csv(row('数据标注员', { code: uscc.otherCompany, employer: '另一家', pay: '底薪面谈加班费另算' })),
      type: 'text/csv',
    })

    const [item] = await itemsOf(id)

    expect(item).toMatchObject({ outcome: 'created', title: '数据标注员', row: 2 })
    expect(item).toMatchObject({
      readings: expect.arrayContaining([{ pointer: '/headcount', column: 'headcount', start: 0, end: 1, assumed: false }]),
    })
    const posting = await postings.call({ url: `/v1/postings/${item!.postingId}` })
    expect(posting.body).toMatchObject({
      regionCode: '330106',
      headcount: 3,
      education: 'senior_secondary',
      closesAt: expect.stringContaining('2026-12-20'),
      employerStatement: { text: '肢体、听力三四级' },
    })
  })

  it.each([
    ['without a title', row(''), 'missing_title'],
    ['with a code that does not check', row('保洁员', { code: '91990106MA0TETT2XX' }), 'bad_uscc'],
    ['without an employer', row('保洁员', { code: '' }).replace('杭州云客服有限公司', '没登记的公司'), 'employer_unknown'],
  ])('%s is rejected with its reason, and the others are kept', async (_, bad, code) => {
    const { id } = await run({ file: csv(row('甲岗'), bad, row('乙岗')), type: 'text/csv' })

    const items = await itemsOf(id)

    expect(items.map(({ row, outcome }) => `${row} ${outcome}`)).toEqual(
      ['2 created', '3 rejected', '4 created'].map(
        (line) => expect.stringMatching(line.replace('created', '(created|unchanged)')) as string,
      ),
    )
    expect(items[1]?.errors[0]?.code).toBe(code)
  })

  it('that is a total or a remark is skipped', async () => {
    const { id } = await run({ file: csv(row('丙岗'), '合计,,,3,,,,,,', '备注：以上岗位均可面谈,,,,,,,,,'), type: 'text/csv' })

    expect((await itemsOf(id)).map(({ outcome }) => outcome)).toEqual(['created', 'skipped', 'skipped'])
  })
})

describe('files of other kinds', () => {
  it.each([
    [
      'NDJSON with Chinese keys',
      'application/x-ndjson',
      `{"岗位名称":"丁岗","单位名称":"杭州云客服有限公司","招聘人数":2}\n{"岗位名称":"戊岗","单位名称":"杭州云客服有限公司"}\n`,
      2,
    ],
    [
      'JSON-LD of schema.org',
      'application/ld+json',
      JSON.stringify({
        '@context': 'https://schema.org',
        '@type': 'JobPosting',
        title: '己岗',
        hiringOrganization: { name: '杭州云客服有限公司' },
        baseSalary: { '@type': 'MonetaryAmount', currency: 'CNY', value: { minValue: 4000, maxValue: 5000, unitText: 'MONTH' } },
        jobLocation: { address: { addressRegion: '浙江省', addressLocality: '杭州市西湖区' } },
      }),
      1,
    ],
  ])('%s', async (_, type, file, created) => {
    const done = await run({ file, type })

    expect(done).toMatchObject({ status: 'finished', counts: { created, rejected: 0 } })
  })

  it('GB18030', async () => {
    const file = Buffer.concat([Buffer.from([0xb8, 0xda, 0xce, 0xbb, 0xc3, 0xfb, 0xb3, 0xc6]), Buffer.from(',employer\r\n')])
    const done = await run({ file, type: 'text/csv' })

    expect(done).toMatchObject({ status: 'finished', rowsTotal: 0 })
  })

  it('what is no file of ours is told to be none', async () => {
    const done = await run({
      file: Buffer.from([0x25, 0x50, 0x44, 0x46, 0x2d, 0x31, 0x2e, 0x37]),
      type: 'application/octet-stream',
      name: 'x.pdf',
    })

    expect(done).toMatchObject({ status: 'failed', problem: { code: expect.any(String), zh: expect.stringMatching(/.+/) } })
  })
})

describe('postings in the words of the API', () => {
  it('are kept under their numbers, and a number that comes twice is refused and writes nothing over', async () => {
    const employerId = await postings.employer({ uscc: uscc.shop, name: '丑店' })
    const line = (externalId: string, title: string) => JSON.stringify({ externalId, ...contentBody(employerId, { title }) })
    const file = [line('K-1', '丑岗'), line('K-1', '另一岗'), line('K-2', '寅岗')].join('\n')

    const done = await run({ file, type: 'application/x-ndjson' })

    expect(done).toMatchObject({ status: 'finished', counts: { created: 2, rejected: 1 } })
    const items = await itemsOf(done.id)
    expect(items[1]).toMatchObject({ row: 2, title: '另一岗', outcome: 'rejected', errors: [{ code: 'duplicate_in_file' }] })
    expect((await postings.call({ url: `/v1/postings/${items[0]!.postingId}` })).body).toMatchObject({ title: '丑岗', version: 1 })
  })
})

describe('the mapping', () => {
  it('is asked for when no column is a title, and what is said of it counts', async () => {
    const file = ['甲列,乙列,丙列', '装配工,杭州云客服有限公司,3人', '包装工,杭州云客服有限公司,5人'].join('\n')
    const asked = await run({ file, type: 'text/csv' })
    expect(asked).toMatchObject({ status: 'needs_mapping' })

    const said = {
      sheets: [
        {
          name: '',
          read: true,
          columns: [
            { index: 0, field: 'title' },
            { index: 1, field: 'employerName' },
            { index: 2, field: 'headcount' },
          ],
        },
      ],
    }
    const answer = await postings.call({ method: 'PUT', url: `/v1/imports/${asked.id}/mapping`, body: said })
    expect(answer).toMatchObject({ status: 202 })

    expect(await finished(asked.id)).toMatchObject({ status: 'finished', run: 2, counts: { created: 2 } })
    const wrong = { sheets: [{ name: '', columns: [{ index: 0, field: 'salary' }] }] }
    expect((await postings.call({ method: 'PUT', url: `/v1/imports/${asked.id}/mapping`, body: wrong })).body).toMatchObject({
      errors: [{ pointer: '/sheets/0/columns/0/field' }],
    })
  })
})

describe('the same key', () => {
  it('is one import with one answer; with another file it is refused', async () => {
    const file = csv(row('庚岗'))
    const answers = await Promise.all(Array.from({ length: 8 }, async () => await send({ file, type: 'text/csv', key: 'once' })))

    expect(new Set(answers.map(({ text }) => text)).size).toBe(1)
    expect((await send({ file: csv(row('辛岗')), type: 'text/csv', key: 'once' })).body['code']).toBe('idempotency_key_reused')
  })
})

describe('who may look', () => {
  it('is the tenant alone', async () => {
    const { id } = await run({ file: csv(row('壬岗')), type: 'text/csv' })

    for (const path of ['', '/items', '/mapping', '/workbook', '/events']) {
      expect((await postings.call({ url: `/v1/imports/${id}${path}`, token: postings.stranger })).status).toBe(404)
    }
    expect((await send({ file: csv(row('癸岗')), type: 'text/csv', token: postings.stranger })).status).toBe(404)
  })

  it('is told which types of file are taken when it sends another', async () => {
    const refused = await send({ file: csv(row('甲岗')), type: 'text/plain' })

    expect(refused).toMatchObject({ status: 415, body: { code: 'unsupported_media_type', detailZh: expect.stringContaining('text/csv') } })
  })
})

describe('server-sent events', () => {
  it('tell the whole state and end', async () => {
    const { id } = await run({ file: csv(row('子岗')), type: 'text/csv' })

    const response = await postings.app.inject({
      url: `/v1/imports/${id}/events`,
      headers: { authorization: `Bearer ${postings.organiser}` },
    })

    expect(response.headers['content-type']).toContain('text/event-stream')
    expect(response.body).toMatch(/^event: end\ndata: \{.*"status":"finished".*\}\n\n$/)
  })
})
