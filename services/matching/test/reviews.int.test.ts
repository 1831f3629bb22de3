import { matchReceipt } from '@zhihe/contracts/match'
import type { MatchReview } from '@zhihe/contracts/review'
import { eventually } from '@zhihe/testing/eventually'
import { v7 } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { change, jobseeker, posting, publish } from './facts.ts'
import { startMatchingApi } from './matching-api.ts'

type Api = Awaited<ReturnType<typeof startMatchingApi>>

// Ten places; thirty people who meet the demand, and one who is behind all of them.
const job = posting({ headcount: 1, demands: [{ icf: 'd440', tolerated: 1, essential: false, source: 'stated' }] })
const able = Array.from({ length: 30 }, () => jobseeker({ capabilities: [{ icf: 'd440', difficulty: 0, source: 'assessed' }] }))
const behind = jobseeker({ capabilities: [{ icf: 'd440', difficulty: 3, source: 'assessed' }] })
const excluded = jobseeker({ workModes: ['remote'] })
const elsewhere = jobseeker({ regionCode: '330203', willingRegions: ['330000'] })

let api: Api

beforeAll(async () => {
  api = await startMatchingApi()
  for (const person of [...able, behind, excluded, elsewhere]) await api.worker.take(change(person, api.tenants.federation))
})
afterAll(() => api[Symbol.asyncDispose]())

/** A posting with its list made, and the matches of people with it as the federation reads them. */
async function startPosting(facts = posting({ ...job, id: v7() })) {
  await api.worker.take(publish(facts, api.tenants.organiser, api.employerId))
  await api.worker.index.catchUp()
  const everybody = (await api.page(`postingId=${facts.id}&limit=200`, 'federation')).items
  const matchOf = (personId: string) => everybody.find(({ jobseekerId }) => jobseekerId === personId)?.id ?? ''
  return { id: facts.id, matchOf, onList: async () => (await api.list(facts.id)).map((entry) => entry.jobseeker_id) }
}

const ask = async (matchId: string, body: object = { question: 'not_wanted' }, as: keyof Api['keys'] = 'federation') =>
  await api.post(`/v1/matches/${matchId}/reviews`, body, as)
const decide = async (reviewId: string, body: object, as: keyof Api['keys'] = 'federation') =>
  await api.post(`/v1/match-reviews/${reviewId}/decision`, body, as)
async function asked(matchId: string): Promise<MatchReview> {
  return (await ask(matchId)).json<MatchReview>()
}
const reason = '已与本人和用人单位核实'

describe('a request for human review', () => {
  it('is open until it is decided, says so at the match for the register alone, and is due in fifteen days', async () => {
    const { matchOf } = await startPosting()
    const matchId = matchOf(able[0]!.id)

    const response = await ask(matchId, { question: 'rule_disputed', statement: '我能胜任包装工作' })
    const review = response.json<MatchReview>()

    expect(response.statusCode).toBe(201)
    expect(review).toMatchObject({ status: 'requested', question: 'rule_disputed', statement: '我能胜任包装工作', matchId })
    expect(Date.parse(review.dueAt) - Date.parse(review.requestedAt)).toBe(15 * 24 * 3_600_000)
    expect((await api.match(matchId, 'federation')).review).toBe('open')
    expect(await api.match(matchId, 'enterprise')).not.toHaveProperty('review')

    expect((await decide(review.id, { status: 'in_review' })).json()).toMatchObject({ status: 'in_review' })
    expect((await api.match(matchId, 'federation')).review).toBe('open')
    expect((await decide(review.id, { status: 'upheld', reason })).json()).toMatchObject({ status: 'upheld', reason })
    expect((await api.match(matchId, 'federation')).review).toBe('upheld')
    const steps = await api.rows('select status, by_key_id from matching.match_review_steps where review_id = $1 order by step', [
      review.id,
    ])
    expect(steps.map((step) => (step as { status: string }).status)).toEqual(['requested', 'in_review', 'upheld'])
  })

  it('is refused while one is open, naming it; afterwards another one may be made', async () => {
    const { matchOf } = await startPosting()
    const matchId = matchOf(able[0]!.id)
    const first = await asked(matchId)

    const answers = await Promise.all([ask(matchId), ask(matchId), ask(matchId)])
    await decide(first.id, { status: 'upheld', reason })

    const refusal = { code: 'review_open', existingId: first.id }
    expect(answers.map((answer) => answer.json())).toMatchObject([refusal, refusal, refusal])
    expect((await ask(matchId)).statusCode).toBe(201)
    expect((await decide(first.id, { status: 'upheld', reason })).json()).toMatchObject({ code: 'review_settled' })
  })

  it('belongs to the register of the person: for everybody else there is no such match and no such review', async () => {
    const { matchOf } = await startPosting()
    const matchId = matchOf(able[0]!.id)
    const review = await asked(matchId)
    const missing = { ...(await ask(v7())).json<object>(), requestId: '' }

    for (const as of ['foreignFederation', 'ningbo'] as const) {
      expect({ ...(await ask(matchId, undefined, as)).json<object>(), requestId: '' }).toEqual(missing)
      expect({ ...(await decide(review.id, { status: 'in_review' }, as)).json<object>(), requestId: '' }).toEqual(missing)
    }
    for (const as of ['enterprise', 'organiser'] as const) expect((await ask(matchId, undefined, as)).statusCode).toBe(403)
    expect((await decide(review.id, { status: 'in_review' }, 'hangzhou')).statusCode).toBe(200)
    expect((await api.get('/v1/match-reviews', 'ningbo')).json()).toMatchObject({ items: [] })
    expect((await api.get('/v1/match-reviews', 'foreignFederation')).json()).toMatchObject({ items: [] })
  })

  it.each([
    ['330106199003071234', 'looks_like_identity'],
    ['请打 138 0013 8000', 'looks_like_identity'],
    ['１３８００１３８０００', 'looks_like_identity'],
    ['x'.repeat(501), 'too_big'],
  ])('says nothing of who she is: %s', async (statement, code) => {
    const { matchOf } = await startPosting()

    expect((await ask(matchOf(able[0]!.id), { question: 'other', statement })).json()).toMatchObject({
      errors: [{ pointer: '/statement', code }],
    })
  })

  it.each([
    [{ status: 'changed', reason }, '/outcome'],
    [{ status: 'upheld', outcome: 'allow', reason }, '/outcome'],
    [{ status: 'upheld' }, '/reason'],
  ])('is decided whole: %o', async (body, pointer) => {
    const { matchOf } = await startPosting()
    const review = await asked(matchOf(able[0]!.id))

    expect((await decide(review.id, body)).json()).toMatchObject({ status: 422, errors: [{ pointer }] })
  })

  it('stands in a list in the order in which they are due, page by page', async () => {
    const { matchOf } = await startPosting()
    const ids: string[] = []
    for (const { id } of able.slice(0, 5)) ids.push((await asked(matchOf(id))).id)
    await decide(ids[1]!, { status: 'upheld', reason })

    const seen: string[] = []
    let cursor = ''
    do {
      const page = (await api.get(`/v1/match-reviews?status=requested&limit=2${cursor}`, 'federation')).json<{
        items: MatchReview[]
        nextCursor: string | null
      }>()
      seen.push(...page.items.map(({ id }) => id))
      cursor = page.nextCursor === null ? '' : `&cursor=${page.nextCursor}`
    } while (cursor !== '')

    expect(seen.filter((id) => ids.includes(id))).toEqual(ids.filter((_, place) => place !== 1))
    expect(
      (await api.get('/v1/match-reviews?status=upheld', 'admin')).json<{ items: MatchReview[] }>().items.map(({ id }) => id),
    ).toContain(ids[1])
  })
})

describe('a review that changes something', () => {
  it('takes her off at once: not on the list, not behind it, not in her own, and the enterprise hears that she left', async () => {
    const made = await startPosting()
    const [personId] = await made.onList()
    const matchId = made.matchOf(personId!)
    const { candidateRef } = await api.match(matchId, 'enterprise')
    const review = await asked(matchId)

    const answer = await decide(review.id, { status: 'changed', outcome: 'suppress', reason })
    await api.worker.index.catchUp()

    expect(answer.json()).toMatchObject({ status: 'changed', outcome: 'suppress' })
    for (const query of ['limit=200', 'limit=200&minScore=1']) {
      const { items } = await api.page(`postingId=${made.id}&${query}`, 'enterprise')
      expect(items.length).toBeGreaterThan(20)
      expect(items.map((item) => item.candidateRef)).not.toContain(candidateRef)
    }
    const own = await api.page(`jobseekerId=${personId}&limit=200`, 'federation')
    expect(own.items.map(({ postingId }) => postingId)).not.toContain(made.id)
    expect((await api.get(`/v1/matches/${matchId}`, 'enterprise')).statusCode).toBe(404)
    expect((await api.match(matchId, 'federation')).review).toBe('changed')

    await eventually(async () => expect(await made.onList()).not.toContain(personId))
    expect(await made.onList()).toHaveLength(10)
    const told = (await api.emitted()).filter(({ type }) => type === 'shortlist.changed').at(-1)
    expect(told).toMatchObject({ data: { postingId: made.id, withdrawn: [{ candidateRef, reason: 'no_longer_fits' }] } })
  })

  it('keeps her off when the list is made again for any reason, and after another start', async () => {
    const made = await startPosting()
    const [personId] = await made.onList()
    await decide((await asked(made.matchOf(personId!))).id, { status: 'changed', outcome: 'suppress', reason })
    await eventually(async () => expect(await made.onList()).not.toContain(personId))

    await api.worker.take(change({ ...able.find(({ id }) => id === personId)!, version: 7, education: 'bachelor' }, api.tenants.federation))
    await api.worker.take(publish(posting({ ...job, id: made.id, version: 2, headcount: 2 }), api.tenants.organiser, api.employerId))
    const another = api.startWorker()
    await another.take(change({ ...able.find(({ id }) => id === personId)!, version: 8, education: 'associate' }, api.tenants.federation))
    await eventually(async () => expect(await api.due()).toBe(0))

    expect(await made.onList()).not.toContain(personId)
    expect((await made.onList()).length).toBeGreaterThanOrEqual(10)
  })

  it('gives her a place though ten others score higher, with her own score and verdict; the other way round later', async () => {
    const made = await startPosting()
    const matchId = made.matchOf(behind.id)
    const before = await api.match(matchId, 'federation')
    expect(await made.onList()).not.toContain(behind.id)

    await decide((await asked(matchId)).id, { status: 'changed', outcome: 'allow', reason })
    await eventually(async () => expect(await made.onList()).toContain(behind.id))
    await api.worker.index.catchUp()
    const after = await api.match(matchId, 'federation')

    expect(after).toMatchObject({ score: before.score, verdict: before.verdict, review: 'changed', receipt: { published: true } })
    expect(await made.onList()).toHaveLength(10)
    await decide((await asked(matchId)).id, { status: 'changed', outcome: 'suppress', reason })
    await eventually(async () => expect(await made.onList()).not.toContain(behind.id))
  })

  it('lets nobody pass whom a hard rule excludes', async () => {
    const made = await startPosting()
    // A match she once had: shown when she still took work on site.
    await api.worker.take(change({ ...excluded, version: 2, workModes: ['onsite'] }, api.tenants.federation))
    await api.worker.index.catchUp()
    const everybody = (await api.page(`postingId=${made.id}&limit=200`, 'federation')).items
    const matchId = everybody.find(({ jobseekerId }) => jobseekerId === excluded.id)?.id ?? ''
    await api.worker.take(change({ ...excluded, version: 3 }, api.tenants.federation))
    const review = await asked(matchId)

    const answer = await decide(review.id, { status: 'changed', outcome: 'allow', reason })

    expect(answer.json()).toMatchObject({ status: 422, code: 'match_excluded' })
    expect((await decide(review.id, { status: 'upheld', reason })).statusCode).toBe(200)
  })
})

describe('a receipt', () => {
  it('names the kinds of facts, the rules and the weights it rests on, and no value', async () => {
    const { matchOf } = await startPosting()

    const match = await api.match(matchOf(able[0]!.id), 'enterprise')

    expect(matchReceipt.parse(match)).toEqual(match)
    expect(match.receipt.inputs.jobseeker).toContain('workModes')
    expect(match.receipt.rules).toContain('work_mode_mismatch')
    expect(match.receipt.weights).toMatchObject({ sha256: expect.stringMatching(/^[0-9a-f]{64}$/) })
  })
})

describe('a person who does not consent to matching', () => {
  it('has no matches, and is told why and what there is instead', async () => {
    const { id } = await startPosting()
    const person = jobseeker()
    await api.worker.take(change(person, api.tenants.federation))
    await api.worker.index.catchUp()
    expect((await api.page(`jobseekerId=${person.id}`, 'federation')).items.length).toBeGreaterThan(0)

    await api.worker.take(change({ ...person, version: 2, consentsToMatching: false }, api.tenants.federation))
    await api.worker.index.catchUp()
    const page = await api.page(`jobseekerId=${person.id}`, 'federation')

    expect(page).toMatchObject({ items: [], nextCursor: null, off: { reason: 'no_matching_consent', alternative: '/v1/postings/open' } })
    const listed = await api.page(`postingId=${id}&limit=200`, 'federation')
    expect(listed.items.map(({ jobseekerId }) => jobseekerId)).not.toContain(person.id)
  })
})

describe('an answer about people', () => {
  it('is never stored on the way, whatever it is', async () => {
    const { id, matchOf } = await startPosting()
    const urls = [`/v1/matches?postingId=${id}`, `/v1/matches/${matchOf(able[0]!.id)}`, '/v1/match-reviews', `/v1/matches/${v7()}`]

    for (const url of urls) {
      const { headers } = await api.get(url, 'federation')
      expect(headers['cache-control']).toBe('no-store')
      expect(headers).not.toHaveProperty('etag')
    }
    expect((await api.post('/v1/what-if', { about: 'posting', postingId: id, changes: {} }, 'federation')).headers['cache-control']).toBe(
      'no-store',
    )
  })
})
