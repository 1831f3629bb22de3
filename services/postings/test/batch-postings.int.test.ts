import type { BatchAnswer } from '@zhihe/contracts/posting-batch'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { contentBody, type PostingsService, postingBody, startPostings, uscc } from './postings-service.ts'

async function pushBatch(postings: PostingsService, items: readonly unknown[], options: { token?: string; idempotencyKey?: string } = {}) {
  const { status, body, text } = await postings.call({ method: 'POST', url: '/v1/postings/batch', body: { items }, ...options })
  return { status, text, answer: body as unknown as BatchAnswer }
}

const many = (employerId: string, count: number) =>
  Array.from({ length: count }, (_, n) =>
    postingBody(employerId, { externalId: `P-${n}`, occupationCode: '4-07-03-01', title: `云客服 ${n}` }),
  )

describe('POST /v1/postings/batch', () => {
  it('says of a blocked item what blocks it, as a single push does', async () => {
    await using postings = await startPostings()
    const employerId = await postings.employer()

    const { answer } = await pushBatch(postings, [postingBody(employerId, { requirementsText: '限男性；会打字。', pay: undefined })])

    expect(answer.results).toMatchObject([
      {
        status: 'blocked',
        reasonCode: 'unlawful_wording',
        questions: [{ pointer: '/pay' }],
        findings: [{ ruleId: 'gender', decision: null }],
      },
    ])
  })

  it('keeps the good items, refuses the bad ones with their errors, in the order of the items', async () => {
    await using postings = await startPostings()
    const employerId = await postings.employer()
    await postings.call({ method: 'POST', url: '/v1/postings', body: postingBody(employerId, { externalId: 'same' }) })
    await postings.call({ method: 'POST', url: '/v1/postings', body: postingBody(employerId, { externalId: 'other' }) })
    const items = [
      postingBody(employerId, { externalId: 'new' }),
      postingBody(employerId, { externalId: 'same' }),
      postingBody(employerId, { externalId: 'other', headcount: 9 }),
      postingBody(employerId, { externalId: 'new', headcount: 2 }),
      postingBody('01890000-0000-7000-8000-000000000001', { externalId: 'nobody' }),
      postingBody(employerId, { externalId: 'lost', fairId: '01890000-0000-7000-8000-000000000001' }),
      postingBody(employerId, { externalId: 'bad', pay: { minFen: 2, maxFen: 1, unit: 'month', negotiable: false } }),
      postingBody(employerId, { externalId: 'asked', pay: undefined }),
      'not even an object',
    ]

    const { status, answer } = await pushBatch(postings, items)

    expect(status).toBe(200)
    expect(answer.counts).toEqual({ created: 2, updated: 1, unchanged: 1, rejected: 5 })
    expect(answer.results).toMatchObject([
      { index: 0, outcome: 'created', externalId: 'new', status: 'published' },
      { index: 1, outcome: 'unchanged' },
      { index: 2, outcome: 'updated' },
      {
        index: 3,
        outcome: 'rejected',
        externalId: 'new',
        errors: [{ pointer: '/externalId', code: 'duplicate', en: expect.stringContaining('Item 0') }],
      },
      { index: 4, outcome: 'rejected', errors: [{ pointer: '/employerId', code: 'employer_not_found' }] },
      { index: 5, outcome: 'rejected', errors: [{ pointer: '/fairId', code: 'fair_not_found' }] },
      { index: 6, outcome: 'rejected', externalId: 'bad', errors: [{ pointer: '/pay/maxFen', code: 'below_minimum' }] },
      { index: 7, outcome: 'created', status: 'needs_info', questions: [{ pointer: '/pay' }] },
      { index: 8, outcome: 'rejected', externalId: null, errors: [{ pointer: '' }] },
    ])
    expect((await postings.outbox()).slice(2)).toMatchObject([
      { type: 'posting.published', data: { externalId: 'new' } },
      { type: 'posting.updated', data: { externalId: 'other' } },
      { type: 'posting.needs_info', data: { externalId: 'asked' } },
    ])
  })

  it('gives the first answer again for the same Idempotency-Key, byte for byte, and writes nothing', async () => {
    await using postings = await startPostings()
    const items = many(await postings.employer(), 30)

    const first = await pushBatch(postings, items, { idempotencyKey: 'b-1' })
    const second = await pushBatch(postings, items, { idempotencyKey: 'b-1' })
    const unnamed = await pushBatch(postings, items)

    expect(second.text).toBe(first.text)
    expect(unnamed.answer.counts).toMatchObject({ created: 0, unchanged: 30 })
    expect(await postings.outbox()).toHaveLength(30)
  })

  it('refuses a body that is no batch', async () => {
    await using postings = await startPostings()
    const tooMany = Array.from({ length: 5_001 }, () => 0)

    for (const items of [[], tooMany]) expect((await pushBatch(postings, items)).status).toBe(422)
    expect((await pushBatch(postings, [0], { token: '' })).status).toBe(401)
    expect((await pushBatch(postings, [0], { token: postings.federation })).status).toBe(403)
  })

  it('binds an enterprise to its employer, item by item', async () => {
    await using postings = await startPostings()
    const [own, other] = [await postings.employer(), await postings.employer({ uscc: uscc.otherCompany })]
    await postings.call({ method: 'POST', url: '/v1/postings', body: postingBody(other, { externalId: 'theirs' }) })
    const token = await postings.key('enterprise', { employerId: own })
    const items = [postingBody(own), postingBody(other, { externalId: 'A-2' }), postingBody(own, { externalId: 'theirs' })]

    const { answer } = await pushBatch(postings, items, { token })

    expect(answer.results).toMatchObject([
      { outcome: 'created' },
      { outcome: 'rejected', errors: [{ pointer: '/employerId', code: 'employer_not_found' }] },
      { outcome: 'rejected', errors: [{ pointer: '/externalId', code: 'key_taken' }] },
    ])
  })

  it('settles batches and single upserts of the same keys at the same moment', async () => {
    await using postings = await startPostings()
    const employerId = await postings.employer()
    const items = many(employerId, 200)
    const single = (n: number) =>
      postings.call({ method: 'PUT', url: `/v1/postings/by-source/hz-fair/P-${n}`, body: contentBody(employerId, { headcount: 99 }) })

    const [one, two, ...singles] = await Promise.all([
      pushBatch(postings, items),
      pushBatch(postings, items.toReversed()),
      single(7),
      single(150),
    ])

    expect([one.status, two.status]).toEqual([200, 200])
    expect(singles.map(({ status }) => status).filter((status) => status >= 400)).toEqual([])
    const rows = await postings.rows<{ version: number }>('postings')
    expect(rows).toHaveLength(200)
    expect(await postings.rows('posting_versions')).toHaveLength(rows.reduce((sum, { version }) => sum + version, 0))
  })

  it('keeps nothing of a batch whose transaction fails', async () => {
    await using postings = await startPostings()
    const items = many(await postings.employer(), 20)
    await postings.failInserts('outbox')

    const { status } = await pushBatch(postings, items, { idempotencyKey: 'b-1' })

    expect(status).toBe(500)
    expect([await postings.rows('postings'), await postings.rows('posting_versions'), await postings.rows('idempotency_keys')]).toEqual([
      [],
      [],
      [],
    ])
  })

  it('takes 5,000 postings in one call within seconds', async () => {
    await using postings = await startPostings()
    const items = many(await postings.employer(), 5_000)
    const timed = async (call: () => Promise<unknown>) => {
      const startedAt = performance.now()
      await call()
      return Math.round(performance.now() - startedAt)
    }

    const createMs = await timed(() => pushBatch(postings, items, { idempotencyKey: 'b-1' }))
    const sameMs = await timed(() => pushBatch(postings, items))
    const updateMs = await timed(() =>
      pushBatch(
        postings,
        items.map((item) => ({ ...item, headcount: 6 })),
      ),
    )

    process.stdout.write(`batch of 5,000: created in ${createMs} ms, unchanged in ${sameMs} ms, updated in ${updateMs} ms\n`)
    expect(await postings.rows('postings')).toHaveLength(5_000)
    expect(await postings.outbox()).toHaveLength(10_000)
    expect(Math.max(createMs, sameMs, updateMs)).toBeLessThan(20_000)
  }, 90_000)
})

describe('a batch', () => {
  it('ends in the same rows and the same events as single upserts', async () => {
    await using inBulk = await startPostings()
    await using oneByOne = await startPostings()
    const employers = { inBulk: await inBulk.employer(), oneByOne: await oneByOne.employer() }
    let round = 0

    const content = fc.record(
      {
        headcount: fc.integer({ min: 1, max: 9 }),
        regionCode: fc.constantFrom('330106', '310101'),
        description: fc.constantFrom('接电话', '打包'),
        requirementsText: fc.constant('认真'),
        closesAt: fc.constantFrom('2026-12-20T17:00:00+08:00', '2026-11-01T00:00:00Z'),
        pay: fc.constantFrom(
          { minFen: 300_000, maxFen: null, unit: 'month', negotiable: false },
          { minFen: null, maxFen: null, unit: 'month', negotiable: false },
        ),
      },
      { requiredKeys: [] },
    )
    const batch = fc.uniqueArray(fc.record({ key: fc.integer({ min: 1, max: 6 }), content }), {
      selector: ({ key }) => key,
      minLength: 1,
      maxLength: 6,
    })

    await fc.assert(
      fc.asyncProperty(fc.array(batch, { minLength: 1, maxLength: 3 }), async (batches) => {
        round += 1
        for (const items of batches) {
          const source = `round-${round}`
          const titled = items.map(({ key, content }) => ({ externalId: String(key), content: { title: '岗位', ...content } }))
          await pushBatch(
            inBulk,
            titled.map(({ externalId, content }) => ({ source, externalId, employerId: employers.inBulk, ...content })),
          )
          for (const { externalId, content } of titled) {
            await oneByOne.call({
              method: 'PUT',
              url: `/v1/postings/by-source/${source}/${externalId}`,
              body: { employerId: employers.oneByOne, ...content },
            })
          }
        }
        expect(await written(inBulk)).toEqual(await written(oneByOne))
      }),
      { numRuns: 25 },
    )
  }, 60_000)
})

/** Everything a service keeps and tells, without the ids and times that differ by nature. */
async function written(postings: PostingsService) {
  const rows = await postings.rows<Record<string, unknown> & { id: string; external_id: string; source: string }>('postings')
  const names = new Map(rows.map(({ id, source, external_id }) => [id, `${source}/${external_id}`]))
  const nameless = (value: unknown) =>
    JSON.parse(JSON.stringify(value), (key, inner: unknown) => {
      if (['tenantId', 'employerId', 'tenant_id', 'employer_id', 'by_key_id'].includes(key)) return undefined
      return typeof inner === 'string' ? (names.get(inner) ?? inner) : inner
    })
  const sorted = (all: unknown[]) => all.map((one) => JSON.stringify(nameless(one))).toSorted()
  const events = (await postings.outbox()).map(({ type, occurredAt, data }) => ({ type, occurredAt, data: nameless(data) }))
  return { rows: sorted(rows), versions: sorted(await postings.rows('posting_versions')), events }
}
