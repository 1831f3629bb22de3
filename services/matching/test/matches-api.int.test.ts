import type { PostingFacts } from '@zhihe/contracts/facts'
import { type Match, matchPage } from '@zhihe/contracts/match'
import { audienceOf, isReasonCode } from '@zhihe/scoring/reasons'
import { v7 } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { change, close, jobseeker, posting, publish } from './facts.ts'
import { startMatchingApi } from './matching-api.ts'

type Api = Awaited<ReturnType<typeof startMatchingApi>>

const job = posting({
  headcount: 1,
  skills: [{ code: 'word', level: 2, must: false }],
  demands: [{ icf: 'd440', tolerated: 1, essential: false, source: 'stated' }],
})
// Twice as many as the list holds, and nobody like another.
const people = Array.from({ length: 25 }, (_, index) =>
  jobseeker({
    regionCode: index % 5 === 4 ? '330203' : '330106',
    willingRegions: ['330000'],
    payFloorFen: null,
    capabilities: [{ icf: 'd440', difficulty: (index % 5) as 0, source: 'assessed' }],
    experience: index % 2 === 0 ? [] : null,
    licences: index % 3 === 0 ? [] : null,
    accommodationsNeeded: index % 4 === 0 ? null : [],
  }),
)
const [member] = people

let api: Api

beforeAll(async () => {
  api = await startMatchingApi()
  for (const person of people) await api.worker.take(change(person, api.tenants.federation))
  await api.worker.take(change(jobseeker({ willingRegions: ['330000'] }), api.tenants.otherFederation))
  await publishJob(job)
})
afterAll(() => api[Symbol.asyncDispose]())

async function publishJob(facts: PostingFacts) {
  await api.worker.take(publish(facts, api.tenants.organiser, api.employerId))
  await api.worker.index.catchUp()
}

async function walk(query: string, as: keyof Api['keys']) {
  const first = await api.page(query, as)
  const items = [...first.items]
  for (let cursor = first.nextCursor; cursor !== null; ) {
    const next = await api.page(`${query}&cursor=${cursor}`, as)
    items.push(...next.items)
    cursor = next.nextCursor
  }
  return items
}

describe('GET /v1/matches?postingId', () => {
  it.each([1, 3, 7, 10, 26, 200])(
    'goes through the published list into everybody else without gap or repeat, %i at a time',
    async (limit) => {
      const list = await api.list(job.id)

      const items = await walk(`postingId=${job.id}&limit=${limit}`, 'admin')

      expect(list).toHaveLength(10)
      expect(items.slice(0, 10).map(({ jobseekerId }) => jobseekerId)).toEqual(list.map((entry) => entry.jobseeker_id))
      expect(items.map(({ rank }) => rank)).toEqual(items.map((_, place) => place + 1))
      expect(new Set(items.map(({ jobseekerId }) => jobseekerId)).size).toBe(26)
      const rest = items.slice(10).map(({ score, verdict }) => (verdict === 'eligible' ? 20_000 : 0) + score)
      expect(rest).toEqual(rest.toSorted((a, b) => b - a))
    },
  )

  it('shows an employer pseudonyms and what concerns the work, and never a reason for the register', async () => {
    const asEnterprise = await walk(`postingId=${job.id}&limit=200`, 'enterprise')
    const asOrganiser = await walk(`postingId=${job.id}&limit=200`, 'organiser')
    const asFederation = await walk(`postingId=${job.id}&limit=200`, 'federation')

    expect(asEnterprise).toHaveLength(26)
    expect(asOrganiser.map(({ candidateRef }) => candidateRef)).toEqual(asEnterprise.map(({ candidateRef }) => candidateRef))
    const text = JSON.stringify([asEnterprise, asOrganiser])
    for (const person of people) expect(text).not.toContain(person.id)
    expect(codesOf(asEnterprise).every((code) => isReasonCode(code) && audienceOf(code) === 'all')).toBe(true)
    expect(codesOf(asFederation).some((code) => isReasonCode(code) && audienceOf(code) === 'register')).toBe(true)
    expect(asFederation.every(({ jobseekerId, candidateRef }) => jobseekerId !== undefined && candidateRef === undefined)).toBe(true)
  })

  it('limits a federation to its own people and its own region', async () => {
    const all = await walk(`postingId=${job.id}&limit=4`, 'federation')
    const hangzhou = await walk(`postingId=${job.id}&limit=4`, 'hangzhou')
    const narrowed = await walk(`postingId=${job.id}&limit=4&regionCode=330203`, 'ningbo')
    const outside = await api.page(`postingId=${job.id}&regionCode=330203`, 'hangzhou')

    expect(new Set(all.map(({ jobseekerId }) => jobseekerId))).toEqual(new Set(people.map(({ id }) => id)))
    expect(hangzhou).toHaveLength(20)
    expect(narrowed).toHaveLength(5)
    expect(outside.items).toEqual([])
  })

  it.each(['verdict=eligible', 'minScore=5000', 'regionCode=330203', 'workMode=onsite'])('answers live with %s', async (filter) => {
    const items = await walk(`postingId=${job.id}&limit=3&${filter}`, 'admin')

    expect(items.length).toBeGreaterThan(0)
    expect(new Set(items.map(({ id }) => id)).size).toBe(items.length)
    expect(items.every(({ verdict }) => verdict === 'eligible' || !filter.startsWith('verdict'))).toBe(true)
    expect(items.every(({ score }) => score >= 5_000 || !filter.startsWith('minScore'))).toBe(true)
  })

  it('has components that add up, and three reasons each way at most', async () => {
    const items = await walk(`postingId=${job.id}&limit=200`, 'federation')

    for (const { components, score, reasons } of items) {
      expect(components.reduce((sum, { points }) => sum + points, 0)).toBe(score)
      expect(reasons.length).toBeLessThanOrEqual(6)
    }
  })

  it('answers as JSON that the contract knows, the same again when nothing has changed, and what is new when something has', async () => {
    const url = `/v1/matches?postingId=${job.id}&limit=200`
    const first = await api.get(url, 'enterprise')
    const second = await api.get(url, 'enterprise')
    const [changed] = await walk(`postingId=${job.id}&limit=200`, 'admin').then((items) => items.slice(-1))
    const person = people.find(({ id }) => id === changed?.jobseekerId) ?? member!
    await api.worker.take(change({ ...person, version: 2, education: 'bachelor' }, api.tenants.federation))
    await api.worker.index.catchUp()
    const third = await walk(`postingId=${job.id}&limit=200`, 'admin')

    expect(first.headers['content-type']).toBe('application/json; charset=utf-8')
    expect(matchPage.parse(first.json())).toEqual(first.json())
    expect({ ...second.json(), asOf: '' }).toEqual({ ...withAsOf(first.json(), second.json()), asOf: '' })
    expect(third.find(({ jobseekerId }) => jobseekerId === person.id)?.jobseekerVersion).toBe(2)
  })

  it('is empty for a posting that is closed, or whose window is over', async () => {
    const closed = posting()
    await publishJob(closed)
    expect((await api.page(`postingId=${closed.id}`, 'admin')).items.length).toBeGreaterThan(0)
    await api.worker.take({
      ...close(closed.id, 2),
      data: { ...close(closed.id, 2).data, tenantId: api.tenants.organiser, employerId: api.employerId },
    })
    await api.worker.index.catchUp()
    const over = posting({ closesAt: '2020-01-01T00:00:00Z' })
    await publishJob(over)

    const pages = [await api.page(`postingId=${closed.id}`, 'enterprise'), await api.page(`postingId=${over.id}`, 'federation')]

    expect(pages).toMatchObject([
      { items: [], nextCursor: null },
      { items: [], nextCursor: null },
    ])
  })

  it('names what is wrong with a query', async () => {
    const both = await api.get(`/v1/matches?postingId=${job.id}&jobseekerId=${member!.id}`, 'admin')
    const cursor = await api.get(`/v1/matches?postingId=${job.id}&cursor=abc`, 'admin')
    const limit = await api.get(`/v1/matches?postingId=${job.id}&limit=0`, 'admin')

    expect([both, cursor, limit].map(({ statusCode }) => statusCode)).toEqual([422, 422, 422])
    expect(cursor.json()).toMatchObject({ errors: [{ pointer: '#/query/cursor' }] })
    expect(limit.json()).toMatchObject({ errors: [{ pointer: '#/query/limit' }] })
  })
})

describe('GET /v1/matches?jobseekerId', () => {
  it('ranks the open postings for a person', async () => {
    const items = await walk(`jobseekerId=${member!.id}&limit=1`, 'hangzhou')

    expect(items.map(({ postingId }) => postingId)).toContain(job.id)
    expect(items.every(({ jobseekerId }) => jobseekerId === member!.id)).toBe(true)
    expect(items.map(({ rank }) => rank)).toEqual(items.map((_, place) => place + 1))
  })
})

describe('GET /v1/matches/{id}', () => {
  it('says of a published match what was published, and gives everybody else who was shown an answer too', async () => {
    const items = await walk(`postingId=${job.id}&limit=200`, 'admin')

    const receipts = await Promise.all(items.map(({ id }) => api.match(id, 'admin')))

    expect(receipts.slice(0, 10)).toMatchObject(items.slice(0, 10))
    expect(receipts.map(({ receipt }) => receipt.published)).toEqual(receipts.map((_, place) => place < 10))
    for (const { receipt, postingVersion, jobseekerVersion, scoringVersion } of receipts)
      expect(receipt).toMatchObject({ postingVersion, jobseekerVersion, scoringVersion })
    expect(receipts.slice(10).every(({ rank }) => rank === null)).toBe(true)
    expect(receipts.map(({ score }) => score)).toEqual(items.map(({ score }) => score))
  })
})

describe('a person who withdraws her consent to matching', () => {
  it('is shown to no employer from then on, in no list and by no id that one has kept; the register still explains what was published', async () => {
    const withdrawn = jobseeker({ willingRegions: ['330000'], payFloorFen: null })
    await api.worker.take(change(withdrawn, api.tenants.federation))
    await api.worker.index.catchUp()
    const before = await api.page(`postingId=${job.id}&limit=200`, 'admin')
    const kept = before.items.find(({ jobseekerId }) => jobseekerId === withdrawn.id)
    const url = `/v1/matches/${kept?.id}`
    expect((await api.get(url, 'enterprise')).statusCode).toBe(200)

    await api.worker.take(change({ ...withdrawn, version: withdrawn.version + 1, consentsToMatching: false }, api.tenants.federation))
    await api.worker.index.catchUp()

    expect((await api.get(url, 'enterprise')).statusCode).toBe(404)
    expect((await api.get(url, 'organiser')).statusCode).toBe(404)
    expect((await api.get(url, 'federation')).statusCode).toBe(200)
    const after = await walk(`postingId=${job.id}&limit=200`, 'admin')
    expect(after.map(({ jobseekerId }) => jobseekerId)).not.toContain(withdrawn.id)
  })
})

describe('who may see what', () => {
  const seen = 200
  const hidden = 404
  const matrix: [as: keyof Api['keys'], posting: number, jobseeker: number, receipt: number][] = [
    ['organiser', seen, hidden, seen],
    ['foreignOrganiser', hidden, hidden, hidden],
    ['enterprise', seen, hidden, seen],
    ['foreignEnterprise', hidden, hidden, hidden],
    ['federation', seen, seen, seen],
    ['hangzhou', seen, seen, seen],
    ['ningbo', seen, hidden, hidden],
    ['foreignFederation', seen, hidden, hidden],
    ['admin', seen, seen, seen],
  ]

  it.each(matrix)('%s: posting %i, person %i, match %i', async (as, forPosting, forJobseeker, forReceipt) => {
    const [match] = (await api.page(`jobseekerId=${member!.id}&limit=200`, 'admin')).items.filter(({ postingId }) => postingId === job.id)

    const answers = [
      await api.get(`/v1/matches?postingId=${job.id}`, as),
      await api.get(`/v1/matches?jobseekerId=${member!.id}`, as),
      await api.get(`/v1/matches/${match!.id}`, as),
    ]

    expect(answers.map(({ statusCode }) => statusCode)).toEqual([forPosting, forJobseeker, forReceipt])
  })

  it('answers for a foreign posting as for none', async () => {
    const foreign = await api.get(`/v1/matches?postingId=${job.id}`, 'foreignOrganiser')
    const missing = await api.get(`/v1/matches?postingId=${v7()}`, 'foreignOrganiser')
    const noKey = await api.get(`/v1/matches?postingId=${job.id}`)

    expect({ ...foreign.json(), requestId: '' }).toEqual({ ...missing.json(), requestId: '' })
    expect(noKey.statusCode).toBe(401)
  })
})

describe('POST /v1/score', () => {
  const score = (payload: object) =>
    api.app.inject({ method: 'POST', url: '/v1/score', payload, headers: { authorization: `Bearer ${api.keys.enterprise}` } })

  it('scores inline facts, what is not said being unknown', async () => {
    const little = await score({ posting: { employerKind: 'private', regionCode: '330106' }, jobseeker: {} })
    const closed = await score({
      posting: { employerKind: 'private', regionCode: '330106', closesAt: '2020-01-01T00:00:00Z' },
      jobseeker: {},
    })

    expect(little.statusCode).toBe(200)
    expect(little.json()).toMatchObject({ verdict: 'conditional', rule: null })
    expect(closed.json()).toMatchObject({ verdict: 'ineligible', rule: { code: 'posting_window_over' } })
  })

  it('names a field it does not know', async () => {
    const response = await score({ posting: { employerKind: 'private', regionCode: '330106' }, jobseeker: { type: 'hearing' } })

    expect(response.statusCode).toBe(422)
    expect(response.json()).toMatchObject({ errors: [{ pointer: '/jobseeker/type', code: 'unknown_key' }] })
  })
})

// The index reads on by itself, and a match found now says as of when.
function withAsOf(page: { items: Match[] }, other: { items: Match[] }) {
  return { ...page, items: page.items.map((item, place) => ({ ...item, asOf: other.items[place]?.asOf })) }
}

function codesOf(
  items: readonly { components: { evidence: { code: string }[] }[]; actions: { code: string }[]; reasons: { code: string }[] }[],
): string[] {
  return items.flatMap(({ components, actions, reasons }) =>
    [...components.flatMap(({ evidence }) => evidence), ...actions, ...reasons].map(({ code }) => code),
  )
}
