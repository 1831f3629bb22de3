import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { noon, type PostingsService, postingBody, startPostings, uscc } from './postings-service.ts'

// For calls that are refused and change nothing; all others have a database of their own.
let shared: PostingsService

beforeAll(async () => {
  shared = await startPostings()
})

afterAll(async () => {
  await shared[Symbol.asyncDispose]()
})

async function push(postings: PostingsService, employerId: string, externalId: string, overrides = {}) {
  const { body } = await postings.call({ method: 'POST', url: '/v1/postings', body: postingBody(employerId, { externalId, ...overrides }) })
  return body.id
}

const minutesAfterNoon = (minutes: number) => new Date(noon.getTime() + minutes * 60_000)

async function externalIds(postings: PostingsService, query: string, token = postings.organiser) {
  const { body } = await postings.call({ url: `/v1/postings${query}`, token })
  return body.items.map(({ externalId }) => externalId)
}

describe('GET /v1/postings', () => {
  it('walks through all pages, oldest change first, without gap or repeat', async () => {
    await using postings = await startPostings()
    const employerId = await postings.employer()
    const expected: string[] = []
    for (let n = 0; n < 7; n += 1) {
      // Pairs share their time, so that only the id tells them apart.
      postings.setNow(minutesAfterNoon(Math.floor(n / 2)))
      await push(postings, employerId, `p-${n}`)
      expected.push(`p-${n}`)
    }

    const seen: string[] = []
    let cursor: string | null = null
    do {
      const { body } = await postings.call({ url: `/v1/postings?limit=2${cursor === null ? '' : `&cursor=${cursor}`}` })
      seen.push(...body.items.map(({ externalId }) => externalId))
      cursor = body.nextCursor
    } while (cursor !== null)

    expect(seen).toEqual(expected)
  })

  it('filters', async () => {
    await using postings = await startPostings()
    const [first, second] = [await postings.employer(), await postings.employer({ uscc: uscc.otherCompany })]
    const fairId = await postings.fair()
    await push(postings, first, 'plain')
    await push(postings, first, 'incomplete', { pay: undefined })
    await push(postings, second, 'at-fair', { fairId })
    postings.setNow(minutesAfterNoon(5))
    await push(postings, second, 'late')

    expect(await externalIds(postings, `?fairId=${fairId}`)).toEqual(['at-fair'])
    expect(await externalIds(postings, `?employerId=${first}`)).toEqual(['plain', 'incomplete'])
    expect(await externalIds(postings, '?status=needs_info')).toEqual(['incomplete'])
    expect(await externalIds(postings, `?updatedSince=${encodeURIComponent('2026-11-20T12:03:00+08:00')}`)).toEqual(['late'])
    expect(await externalIds(postings, `?employerId=${second}&status=published&limit=1`)).toEqual(['at-fair'])
  })

  it('shows each caller its own part', async () => {
    await using postings = await startPostings()
    const [own, other] = [await postings.employer(), await postings.employer({ uscc: uscc.otherCompany })]
    const foreign = await postings.employer({}, postings.stranger)
    const ownId = await push(postings, own, 'own', { pay: undefined })
    const otherId = await push(postings, other, 'other')
    await postings.call({
      method: 'POST',
      url: '/v1/postings',
      body: postingBody(foreign, { externalId: 'foreign' }),
      token: postings.stranger,
    })
    const enterprise = await postings.key('enterprise', { employerId: own })
    const readAs = async (id: string, token: string) => (await postings.call({ url: `/v1/postings/${id}`, token })).status

    expect(await externalIds(postings, '')).toEqual(['own', 'other'])
    expect(await externalIds(postings, '', postings.stranger)).toEqual(['foreign'])
    expect(await externalIds(postings, '', enterprise)).toEqual(['own'])
    expect(await externalIds(postings, '', postings.federation)).toEqual(['other', 'foreign'])
    expect(await externalIds(postings, '', postings.admin)).toEqual(['own', 'other', 'foreign'])
    expect([await readAs(ownId, enterprise), await readAs(otherId, enterprise)]).toEqual([200, 404])
    expect([await readAs(ownId, postings.federation), await readAs(otherId, postings.federation)]).toEqual([404, 200])
    expect([await readAs(ownId, postings.stranger), await readAs(ownId, postings.admin)]).toEqual([404, 200])
  })

  it.each(['limit=0', 'limit=many', 'cursor=nonsense', 'status=lost', 'colour=red'])('refuses ?%s', async (query) => {
    const refused = await shared.call({ url: `/v1/postings?${query}` })

    expect(refused).toMatchObject({ status: 422, body: { errors: [{ pointer: `#/query/${query.split('=')[0]}` }] } })
  })
})
