import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Imports, type Item, importsOf, startWorker } from './import-client.ts'
import { contentBody, type PostingsService, startPostings, uscc } from './postings-service.ts'

let postings: PostingsService
const stack = new AsyncDisposableStack()

beforeAll(async () => {
  postings = stack.use(await startPostings())
  stack.use(startWorker(postings))
})
afterAll(async () => await stack.disposeAsync())

interface Open {
  id: string
  title: string
  externalId: string
  status: string
  requirementsText: string | null
  pay: unknown
}

async function openOf(fairId: string): Promise<Open[]> {
  const { body } = await postings.call({ url: `/v1/postings?fairId=${fairId}&limit=100` })
  return (body.items as unknown as Open[]).filter(({ status }) => status !== 'closed')
}

/** A file that was read, and how to say what its columns are and read it again. */
async function imported(file: string) {
  const fairId = await postings.fair()
  const { run, finished, itemsOf }: Imports = importsOf(postings, fairId)
  const { id } = await run({ file, type: 'text/csv' })
  const [{ sheet }] = (await itemsOf(id)) as [Item]
  const again = async (fields: Record<number, string | null>, more: Record<string, unknown> = {}) => {
    const columns = Object.entries(fields).map(([index, field]) => ({ index: Number(index), field }))
    const body = { sheets: [{ name: sheet, columns, ...more }] }
    const answer = await postings.call({ method: 'PUT', url: `/v1/imports/${id}/mapping`, body })
    expect(answer).toMatchObject({ status: 202 })
    return await finished(id)
  }
  return { fairId, again, send: async () => await run({ file, type: 'text/csv' }), items: async () => await itemsOf(id) }
}

async function accept(postingId: string, ruleId: string) {
  const { body } = await postings.call({ url: `/v1/postings/${postingId}` })
  const found = (body['findings'] as { id: string; ruleId: string }[]).find((one) => one.ruleId === ruleId)
  const url = `/v1/postings/${postingId}/findings/${found?.id}/decision`
  return await postings.call({ method: 'POST', url, body: { decision: 'accept' } })
}

const employer = `杭州云客服有限公司,${uscc.company}`
const headings = '单位名称,统一社会信用代码,岗位名称,工作内容,招聘人数,给多少,工作地点,任职要求,截止日期'
const row = (title: string, requirements: string) =>
  `${employer},${title},${title}的日常事务,2,5-6k,杭州市西湖区,${requirements},2026-12-20`

describe('a mapping that is corrected', () => {
  it('moves the title of a row, and its posting is written over, not doubled', async () => {
    const { fairId, again, send, items } = await imported([headings, row('制图员', '会打字'), row('晒图员', '会打字')].join('\n'))
    const first = await openOf(fairId)

    const done = await again({ 2: 'category', 3: 'title' })

    const after = await openOf(fairId)
    expect(done['counts']).toMatchObject({ created: 0, updated: 2 })
    expect(after.map(({ id }) => id).sort()).toEqual(first.map(({ id }) => id).sort())
    expect(after.map(({ title }) => title).sort()).toEqual(['制图员的日常事务', '晒图员的日常事务'].sort())
    expect(new Set((await items()).map(({ externalId }) => externalId))).toEqual(new Set(after.map(({ externalId }) => externalId)))
    // The numbers are now those of the rows as they are read: the file sent again as it was first read makes its own.
    expect((await send())['counts']).toMatchObject({ created: 2 })
  })

  it('closes what was made of a row that is no posting any more', async () => {
    const { fairId, again } = await imported([headings, row('裁剪工', '会打字'), row('缝纫工', '会打字')].join('\n'))

    await again({}, { headerRows: [1, 2] })

    expect((await openOf(fairId)).map(({ title }) => title)).toEqual(['缝纫工'])
  })

  it('leaves alone what another file of the fair has made too', async () => {
    const { fairId, again, send } = await imported([headings, row('打包员', '会打字')].join('\n'))
    await send()

    await again({ 2: 'category', 3: 'title' })

    expect((await openOf(fairId)).map(({ title }) => title).sort()).toEqual(['打包员', '打包员的日常事务'])
  })
})

describe('a rewrite that was accepted', () => {
  it('is done again when the import runs again', async () => {
    const { fairId, again } = await imported([headings, row('叉车工', '限男性；会开车')].join('\n'))
    await again({ 5: null })
    const [blocked] = (await openOf(fairId)) as [Open]
    await accept(blocked.id, 'gender')

    const done = await again({ 5: 'pay' })

    expect(done['counts']).toMatchObject({ updated: 1 })
    expect(await openOf(fairId)).toMatchObject([
      { id: blocked.id, status: 'published', requirementsText: '会开车', pay: { minFen: 500_000, maxFen: 600_000 } },
    ])
  })

  it('is done again when the words are sent again, and nothing has changed then', async () => {
    const employerId = await postings.employer({ uscc: '91990106MA0T102360', name: '另一家' })
    const put = async (overrides: Record<string, unknown>) => {
      const body = contentBody(employerId, { title: '录入员', description: '录入资料。', ...overrides })
      return (await postings.call({ method: 'PUT', url: '/v1/postings/by-source/again/1', body })).body
    }
    const first = (await put({ requirementsText: '限男性；会打字' }))['posting'] as Open
    await accept(first.id, 'gender')

    const same = await put({ requirementsText: '限男性；会打字' })
    const other = await put({ requirementsText: '限女性；会打字' })

    expect(same).toMatchObject({ outcome: 'unchanged', posting: { status: 'published', requirementsText: '会打字' } })
    expect(other).toMatchObject({ outcome: 'updated', posting: { status: 'blocked', requirementsText: '限女性；会打字' } })
  })
})
