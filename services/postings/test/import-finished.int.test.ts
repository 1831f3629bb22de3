import { randomUUID } from 'node:crypto'
import { v7 as uuidv7 } from 'uuid'
import { describe, expect, it } from 'vitest'
import { runImport } from '../src/jobs/run-import.ts'
import { importLeases } from '../src/store/import-store.ts'
import { type PostingsService, startPostings, uscc } from './postings-service.ts'

const titled = `岗位名称,单位名称,统一社会信用代码,编号\n数据标注员,杭州云客服有限公司,${uscc.company},A-1\n客服专员,杭州云客服有限公司,${uscc.company},A-2\n`
const untitled = '一,二\n13,14\n15,16\n'
const broken = Buffer.from('504b0304deadbeef', 'hex')

async function send(postings: PostingsService, file: string | Buffer, token = postings.organiser) {
  const fair = await postings.fair()
  const response = await postings.app.inject({
    method: 'POST',
    url: `/v1/fairs/${fair}/imports`,
    headers: { authorization: `Bearer ${token}`, 'idempotency-key': randomUUID(), 'content-type': 'text/csv' },
    payload: file,
  })
  if (response.statusCode !== 202) throw new Error(response.body)
  return { fair, id: response.json<{ id: string }>().id }
}

async function work({ database: { db } }: PostingsService) {
  const lease = await importLeases.claim(db, randomUUID())
  if (lease === null) throw new Error('nothing to do')
  await runImport(lease, { db, now: () => new Date(), newId: () => uuidv7(), signal: new AbortController().signal })
}

const endings = async (postings: PostingsService) =>
  (await postings.outbox()).flatMap((event) => (event.type === 'import.finished' ? [event.data] : []))

describe('import.finished', () => {
  it('says how many rows came to what, with the import, and nothing of what was in them', async () => {
    await using postings = await startPostings()
    await postings.employer()
    const { fair, id } = await send(postings, titled)

    await work(postings)

    const { body } = await postings.call({ url: `/v1/imports/${id}` })
    expect(await endings(postings)).toEqual([
      {
        importId: id,
        fairId: fair,
        tenantId: postings.tenantId,
        employerId: null,
        status: 'finished',
        run: 1,
        counts: (body as unknown as { counts: object }).counts,
      },
    ])
    expect(body).toMatchObject({ status: 'finished', counts: { created: 2 } })
    expect(JSON.stringify(await endings(postings))).not.toMatch(/标注|云客服|A-1/)
  })

  it('is said of a file that cannot be read, and of one whose columns nobody understands, and again when that is settled', async () => {
    await using postings = await startPostings()
    const employerId = await postings.employer()
    await send(postings, broken, await postings.key('enterprise', { employerId }))
    await work(postings)
    const { id } = await send(postings, untitled)
    await work(postings)

    const mapping = { sheets: [{ name: '', read: true, columns: [{ index: 0, field: 'title' }] }] }
    const put = await postings.call({ method: 'PUT', url: `/v1/imports/${id}/mapping`, body: mapping })
    await work(postings)

    expect(put.status).toBe(202)
    expect((await endings(postings)).map(({ status, run, employerId: boundTo }) => [status, run, boundTo])).toEqual([
      ['failed', 1, employerId],
      ['needs_mapping', 1, null],
      ['finished', 2, null],
    ])
  })

  it('comes with the end or not at all: an end that cannot be said is none', async () => {
    await using postings = await startPostings()
    const { id } = await send(postings, broken)
    await postings.failInserts('outbox')

    await expect(work(postings)).rejects.toThrow('insert into')

    expect((await postings.call({ url: `/v1/imports/${id}` })).body).toMatchObject({ status: 'reading' })
    expect(await endings(postings)).toEqual([])
  })
})
