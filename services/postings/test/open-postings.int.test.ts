import { openPosting } from '@zhihe/contracts/open-posting'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { noon, type PostingsService, postingBody, startPostings, uscc } from './postings-service.ts'

let postings: PostingsService
let employerId: string

beforeAll(async () => {
  postings = await startPostings()
  employerId = await postings.employer()
})
afterAll(async () => await postings[Symbol.asyncDispose]())

const minutes = (count: number) => new Date(noon.getTime() + count * 60_000)
const titlesIn = (body: { items: unknown[] }) => (body.items as { title: string }[]).map(({ title }) => title)

async function push(title: string, overrides = {}, employer = employerId) {
  const body = postingBody(employer, { externalId: title, title, ...overrides })
  return (await postings.call({ method: 'POST', url: '/v1/postings', body })).body.id
}

async function walk(query = '', token = postings.federation) {
  const titles: string[] = []
  for (let cursor: string | null = ''; cursor !== null; ) {
    const { body } = await postings.call({ url: `/v1/postings/open?limit=2${query}${cursor && `&cursor=${cursor}`}`, token })
    titles.push(...titlesIn(body))
    cursor = body.nextCursor
  }
  return titles
}

describe('GET /v1/postings/open', () => {
  it('is everything that is open, the newest publication first, the same bytes for every role', async () => {
    const other = await postings.employer({ uscc: uscc.otherCompany })
    for (let n = 0; n < 5; n++) {
      postings.setNow(minutes(Math.floor(n / 2)))
      await push(`post-${n}`, {}, n % 2 === 0 ? employerId : other)
    }
    await push('incomplete', { pay: undefined })
    const closed = await push('closed')
    await postings.call({ method: 'POST', url: `/v1/postings/${closed}/close`, body: { reason: 'filled' } })

    const enterprise = await postings.key('enterprise', { employerId })
    const readers = [postings.organiser, postings.stranger, postings.federation, postings.admin, enterprise]
    const answers = await Promise.all(readers.map(async (token) => (await postings.call({ url: '/v1/postings/open?limit=3', token })).text))
    const { body } = await postings.call({ url: '/v1/postings/open' })

    expect(new Set(answers).size).toBe(1)
    expect(titlesIn(body)).toEqual(['post-4', 'post-3', 'post-2', 'post-1', 'post-0'])
    expect(await walk()).toEqual(titlesIn(body))
    for (const item of body.items) expect(openPosting.parse(item)).toEqual(item)
  })

  it('keeps its order when a posting is changed, or closed and opened again', async () => {
    postings.setNow(minutes(60))
    const before = await walk()
    const { body } = await postings.call({ url: '/v1/postings?status=published' })
    const first = body.items.find(({ externalId }) => externalId === 'post-0')
    const { externalId: _externalId, ...content } = postingBody(employerId, { title: 'post-0' })
    const upsert = async (more: object) =>
      await postings.call({
        method: 'PUT',
        url: `/v1/postings/by-source/${(first as { source?: string }).source}/post-0`,
        body: { ...stripped(content), ...more },
      })

    await upsert({ headcount: 9 })
    await postings.call({ method: 'POST', url: `/v1/postings/${first?.id}/close`, body: { reason: 'withdrawn' } })
    expect(await walk()).not.toContain('post-0')
    postings.setNow(minutes(120))
    await upsert({ headcount: 3 })

    expect(await walk()).toEqual(before)
  })

  it('is filtered by place, way of working and occupation alone', async () => {
    postings.setNow(minutes(200))
    await push('at-home', { workMode: 'remote' })
    await push('ningbo', { regionCode: '330203' })

    expect(await walk('&workMode=remote')).toEqual(['at-home'])
    expect(await walk('&regionCode=330200')).toEqual(['ningbo'])
    expect(await walk('&regionCode=330000')).toContain('at-home')
    for (const query of ['jobseekerId=x', 'minScore=1', 'sort=score'])
      expect((await postings.call({ url: `/v1/postings/open?${query}` })).status).toBe(422)
  })

  it('holds what has not begun or is over back', async () => {
    postings.setNow(minutes(300))
    await push('not-begun', { opensAt: minutes(400).toISOString() })
    await push('nearly-over', { closesAt: minutes(350).toISOString() })

    expect((await walk()).slice(0, 1)).toEqual(['nearly-over'])
    postings.setNow(minutes(410))
    expect((await walk()).slice(0, 1)).toEqual(['not-begun'])
    expect(await walk()).not.toContain('nearly-over')
  })

  it('reads no fact of any person: the role of the service may not even see one', async () => {
    const tables = await postings.database.pool.query<{ name: string }>(
      `select c.oid::regclass::text as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where n.nspname in ('jobseekers', 'vault', 'matching') and c.relkind in ('r', 'v', 'm', 'p')
         and has_schema_privilege('zhihe_postings', n.oid, 'usage') and has_any_column_privilege('zhihe_postings', c.oid, 'select')`,
    )

    expect(tables.rows).toEqual([])
  })
})

/** The content alone, as a PUT by source takes it. */
function stripped({ source: _source, ...content }: Record<string, unknown>) {
  return content
}
