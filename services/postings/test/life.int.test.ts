import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { askForConfirmation, closeExpiredPostings } from '../src/jobs/close-expired-postings.ts'
import { contentBody, noon, type PostingsService, startPostings } from './postings-service.ts'

let postings: PostingsService
let employerId: string

beforeAll(async () => {
  postings = await startPostings()
  employerId = await postings.employer()
})
afterAll(async () => await postings[Symbol.asyncDispose]())

const duties = '负责产品的包装、贴标签和装箱，保持工位整洁。'

interface Kept {
  id: string
  status: string
  reasonCode: string
  canonicalId: string | null
}

async function put(source: string, externalId: string, overrides: Record<string, unknown> = {}) {
  const body = contentBody(employerId, { title: '包装工', description: duties, ...overrides })
  const answer = await postings.call({ method: 'PUT', url: `/v1/postings/by-source/${source}/${externalId}`, body })
  return { outcome: answer.body['outcome'], ...(answer.body['posting'] as Kept) }
}

const get = async (id: string) =>
  (await postings.call({ url: `/v1/postings/${id}` })).body as unknown as Kept & { history: { status: string }[] }

describe('copies of one posting from two sources', () => {
  it('stand behind the first, and come out when it closes', async () => {
    const first = await put('board-a', '1')
    const copy = await put('board-b', 'x', { title: '诚聘包装工5名', description: `${duties}包吃住。` })

    expect(copy).toMatchObject({ outcome: 'created', status: 'merged', reasonCode: 'duplicate', canonicalId: first.id })
    expect((await postings.outbox()).at(-1)).toMatchObject({ type: 'posting.merged', data: { canonicalId: first.id } })

    const likeness = {
      similarity: expect.any(Number),
      titles: 100,
      duties: expect.any(Number),
      zh: expect.stringContaining('岗位名称相似 100%'),
    }
    expect(await get(copy.id)).toMatchObject({ likeness, history: [{ status: 'merged', canonicalId: first.id, likeness }] })

    await postings.call({ method: 'POST', url: `/v1/postings/${first.id}/close`, body: { reason: 'filled' } })
    expect(await get(copy.id)).toMatchObject({ status: 'published', canonicalId: null, likeness: null })
    expect((await postings.outbox()).slice(-2)).toMatchObject([
      { type: 'posting.closed' },
      { type: 'posting.published', data: { postingId: copy.id } },
    ])
  })

  it('are told apart for ever when somebody says so', async () => {
    const first = await put('board-a', '2', { title: '分拣员', description: '按订单分拣货物并复核数量。' })
    const copy = await put('board-b', 'y', { title: '分拣员', description: '按订单分拣货物并复核数量。' })
    expect(copy).toMatchObject({ status: 'merged', canonicalId: first.id })

    const apart = await postings.call({ method: 'POST', url: `/v1/postings/${copy.id}/unmerge` })
    const again = await put('board-b', 'y', { title: '分拣员', description: '按订单分拣货物并复核数量。', headcount: 7 })

    expect(apart.body).toMatchObject({ status: 'published', canonicalId: null })
    expect(again).toMatchObject({ outcome: 'updated', status: 'published' })
    expect((await postings.call({ method: 'POST', url: `/v1/postings/${first.id}/unmerge` })).body['code']).toBe('posting_not_merged')
  })

  it('are copies only with the same employer, place, title and duties, from another source', async () => {
    const base = { title: '裁剪工', description: '使用裁剪设备裁剪布料。' }
    const other = await postings.employer({ uscc: '91990106MA0T102360', name: '另一家' })
    await put('board-a', '3', base)

    const kept = [
      await put('board-a', '4', base),
      await put('board-b', 'p', { ...base, regionCode: '330108' }),
      await put('board-b', 'q', { ...base, title: '裁剪主管' }),
      await put('board-b', 'r', { ...base, description: '带教新员工，检查成品质量，登记工时。' }),
      await put('board-b', 's', { ...base, employerId: other }),
    ]

    expect(kept.map(({ status }) => status)).toEqual(['published', 'published', 'published', 'published', 'published'])
  })

  it('leaves a copy that is sent again where it is', async () => {
    await put('board-a', '5', { title: '质检员', description: '检查成品外观并记录。' })
    const copy = await put('board-b', 'z', { title: '质检员', description: '检查成品外观并记录。' })

    expect(await put('board-b', 'z', { title: '质检员', description: '检查成品外观并记录。' })).toMatchObject({
      outcome: 'unchanged',
      id: copy.id,
      status: 'merged',
    })
  })
})

describe('a complete feed', () => {
  const complete = async (body: unknown) => await postings.call({ method: 'POST', url: '/v1/postings/complete-feed', body })

  it('closes what is missing, asks when that is much, refuses an empty one', async () => {
    for (let number = 0; number < 10; number += 1)
      await put('feed', `f-${number}`, { title: `岗位${number}`, description: `第${number}种不同的工作内容。` })
    const ids = Array.from({ length: 10 }, (_, number) => `f-${number}`)

    expect((await complete({ source: 'feed', externalIds: [] })).status).toBe(422)
    expect((await complete({ source: 'feed', externalIds: [...ids.slice(0, 8), 'stranger'] })).body).toMatchObject({
      open: 8,
      closed: 2,
      unknown: ['stranger'],
    })
    expect((await complete({ source: 'feed', externalIds: ['f-0'] })).body).toMatchObject({
      code: 'feed_closes_many',
      errors: [{ pointer: '/confirmClosing' }],
    })
    expect((await complete({ source: 'feed', externalIds: ['f-0'], confirmClosing: 7 })).body).toMatchObject({ open: 1, closed: 7 })
  })
})

describe('the days of a posting', () => {
  it('closes on time', async () => {
    const posting = await put('days', 'short', { title: '收银员', description: '收银。', closesAt: '2026-11-21T00:00:00+08:00' })

    expect(await closeExpiredPostings(postings.database.db, new Date('2026-11-20T16:00:00Z'))).toBe(1)
    expect(await get(posting.id)).toMatchObject({ status: 'closed', reasonCode: 'expired' })
  })

  it('counts a posting that is sent again as it was for confirmed, without a new version', async () => {
    const overrides = { title: '录入员', description: '录入。', closesAt: '2027-12-20T17:00:00+08:00' }
    const { id } = await put('days', 'again', overrides)
    const later = new Date(noon.getTime() + 60 * 86_400_000)
    postings.setNow(later)

    expect(await put('days', 'again', overrides)).toMatchObject({ outcome: 'unchanged' })
    expect((await postings.call({ url: `/v1/postings/${id}` })).body).toMatchObject({ version: 1, confirmedAt: later.toISOString() })
    postings.setNow(noon)
  })

  it('asks after 90 days whether it is still open, and goes on when somebody says so', async () => {
    const posting = await put('days', 'long', { title: '库管', description: '看库。', closesAt: '2027-12-20T17:00:00+08:00' })
    const later = new Date(noon.getTime() + 90 * 86_400_000)
    await closeExpiredPostings(postings.database.db, later)

    expect(await askForConfirmation(postings.database.db, later)).toBe(1)
    expect(await get(posting.id)).toMatchObject({ status: 'needs_info', reasonCode: 'needs_confirmation' })

    postings.setNow(later)
    const confirmed = await postings.call({ method: 'POST', url: `/v1/postings/${posting.id}/confirm` })
    expect(confirmed.body).toMatchObject({ status: 'published', confirmedAt: later.toISOString() })
    expect((await get(posting.id)).history.map(({ status }) => status)).toEqual(['published', 'needs_info', 'published'])
  })
})
