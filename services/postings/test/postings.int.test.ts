import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { closeExpiredPostings } from '../src/jobs/close-expired-postings.ts'
import { contentBody, noon, type PostingsService, postingBody, startPostings, uscc } from './postings-service.ts'

// For calls that are refused and change nothing; all others have a database of their own.
let shared: PostingsService

beforeAll(async () => {
  shared = await startPostings()
})

afterAll(async () => {
  await shared[Symbol.asyncDispose]()
})

const nobody = '01890000-0000-7000-8000-000000000001'
const bySource = (externalId: string) => `/v1/postings/by-source/hz-fair/${externalId}`

describe('POST /v1/postings', () => {
  it('publishes a complete posting, announces it once and answers for it', async () => {
    await using postings = await startPostings()
    const employerId = await postings.employer()

    const created = await postings.call({ method: 'POST', url: '/v1/postings', body: postingBody(employerId) })
    const read = await postings.call({ url: `/v1/postings/${created.body.id}` })

    expect(created).toMatchObject({
      status: 201,
      body: { status: 'published', reasonCode: 'complete', questions: [], channel: 'open', version: 1 },
    })
    expect(read.body).toEqual({
      ...created.body,
      history: [
        {
          version: 1,
          at: noon.toISOString(),
          status: 'published',
          reasonCode: 'complete',
          byKeyId: expect.any(String),
          canonicalId: null,
          likeness: null,
        },
      ],
    })
    expect(await postings.outbox()).toMatchObject([
      {
        type: 'posting.published',
        data: {
          postingId: created.body.id,
          tenantId: postings.tenantId,
          employerId,
          externalId: 'A-001',
          facts: { employerKind: 'private' },
        },
      },
    ])
  })

  it('keeps an incomplete posting and asks for each missing element', async () => {
    await using postings = await startPostings()
    const employerId = await postings.employer()
    const body = { source: 'hz-fair', externalId: 'A-001', employerId, title: '云客服' }

    const created = await postings.call({ method: 'POST', url: '/v1/postings', body })

    const pointers = ['/headcount', '/requirementsText', '/description', '/regionCode', '/pay', '/closesAt']
    expect(created).toMatchObject({ status: 201, body: { status: 'needs_info', questions: pointers.map((pointer) => ({ pointer })) } })
    expect(await postings.outbox()).toMatchObject([
      { type: 'posting.needs_info', data: { missing: expect.arrayContaining(['missing_pay']) } },
    ])
  })

  it('closes on arrival what is over', async () => {
    await using postings = await startPostings()
    const employerId = await postings.employer()

    const created = await postings.call({
      method: 'POST',
      url: '/v1/postings',
      body: postingBody(employerId, { closesAt: '2026-11-19T00:00:00Z' }),
    })

    expect(created).toMatchObject({ status: 201, body: { status: 'closed', reasonCode: 'expired' } })
    expect(await postings.outbox()).toMatchObject([{ type: 'posting.closed', data: { reasonCode: 'expired' } }])
  })

  it('names the posting that has the number already', async () => {
    await using postings = await startPostings()
    const employerId = await postings.employer()
    const call = { method: 'POST', url: '/v1/postings', body: postingBody(employerId) } as const
    const first = await postings.call(call)

    expect(await postings.call(call)).toMatchObject({ status: 409, body: { code: 'posting_exists', existingId: first.body.id } })
    expect(await postings.outbox()).toHaveLength(1)
  })

  it('gives the first answer again for the same Idempotency-Key, and refuses the key for another body', async () => {
    await using postings = await startPostings()
    const employerId = await postings.employer()
    const call = { method: 'POST', url: '/v1/postings', body: postingBody(employerId), idempotencyKey: 'k-1' } as const

    const [first, second] = [await postings.call(call), await postings.call(call)]
    const other = await postings.call({ ...call, body: postingBody(employerId, { title: '别的' }) })

    expect(second).toMatchObject({ status: 201, text: first.text, headers: { 'idempotent-replayed': 'true' } })
    expect(other).toMatchObject({ status: 422, body: { code: 'idempotency_key_reused' } })
    expect(await postings.outbox()).toHaveLength(1)
  })

  it.each([
    ['/pay/maxFen', { pay: { minFen: 2, maxFen: 1, unit: 'month', negotiable: false } }],
    ['/occupationCode', { occupationCode: '0-00-00-00' }],
    ['/demands', { demands: [1, 2].map(() => ({ icf: 'd440', tolerated: 1, essential: false, source: 'stated' })) }],
    ['/headcount', { headcount: '5' }],
    ['/externalId', { externalId: 'a b' }],
  ])('refuses a bad %s', async (pointer, overrides) => {
    const refused = await shared.call({ method: 'POST', url: '/v1/postings', body: postingBody(nobody, overrides) })

    expect(refused).toMatchObject({ status: 422, body: { errors: [{ pointer }] } })
  })

  it.each([
    ['/externalId', { externalId: 'a b' }, '[A-Za-z0-9._~-]{1,100}'],
    ['/source', { source: '杭州' }, '[a-z0-9][a-z0-9._-]{0,62}'],
    ['/closesAt', { closesAt: '2026-12-20' }, '2026-12-20T17:00:00+08:00'],
  ])('says how %s is to be written', async (pointer, overrides, form) => {
    const refused = await shared.call({ method: 'POST', url: '/v1/postings', body: postingBody(nobody, overrides) })

    expect(refused.body['errors']).toMatchObject([
      { pointer, code: 'bad_format', zh: expect.stringContaining(form), en: expect.stringContaining(form) },
    ])
  })

  it('knows no employer and no fair of another tenant', async () => {
    await using postings = await startPostings()
    const foreignEmployer = await postings.employer({}, postings.stranger)
    const employerId = await postings.employer()
    const fairId = nobody

    const unknownEmployer = await postings.call({ method: 'POST', url: '/v1/postings', body: postingBody(foreignEmployer) })
    const unknownFair = await postings.call({ method: 'POST', url: '/v1/postings', body: postingBody(employerId, { fairId }) })

    expect(unknownEmployer).toMatchObject({ status: 422, body: { code: 'employer_not_found', errors: [{ pointer: '/employerId' }] } })
    expect(unknownFair).toMatchObject({ status: 422, body: { code: 'fair_not_found', errors: [{ pointer: '/fairId' }] } })
    expect(await postings.rows('postings')).toEqual([])
  })

  it('lets an enterprise write for itself and for nobody else', async () => {
    await using postings = await startPostings()
    const own = await postings.employer()
    const other = await postings.employer({ uscc: uscc.otherCompany })
    const token = await postings.key('enterprise', { employerId: own })
    await postings.call({ method: 'POST', url: '/v1/postings', body: postingBody(other, { externalId: 'theirs' }) })

    const forItself = await postings.call({ method: 'POST', url: '/v1/postings', body: postingBody(own), token })
    const forAnother = await postings.call({ method: 'POST', url: '/v1/postings', body: postingBody(other, { externalId: 'A-2' }), token })
    const takenKey = await postings.call({ method: 'POST', url: '/v1/postings', body: postingBody(own, { externalId: 'theirs' }), token })
    const takenByPut = await postings.call({ method: 'PUT', url: bySource('theirs'), body: contentBody(own), token })

    expect(forItself.status).toBe(201)
    expect(forAnother).toMatchObject({ status: 422, body: { code: 'employer_not_found', errors: [{ pointer: '/employerId' }] } })
    for (const refused of [takenKey, takenByPut]) {
      expect(refused).toMatchObject({ status: 409, body: { code: 'posting_exists' } })
      expect(refused.body).not.toHaveProperty('existingId')
    }
  })

  it('asks for a key and for its scope', async () => {
    await using postings = await startPostings()
    const body = postingBody(await postings.employer())

    expect(await postings.call({ method: 'POST', url: '/v1/postings', body, token: '' })).toMatchObject({ status: 401 })
    expect(await postings.call({ method: 'POST', url: '/v1/postings', body, token: postings.federation })).toMatchObject({ status: 403 })
  })
})

describe('PUT /v1/postings/by-source/{source}/{externalId}', () => {
  it('creates, leaves alone and updates', async () => {
    await using postings = await startPostings()
    const employerId = await postings.employer()
    const put = (overrides = {}) => postings.call({ method: 'PUT', url: bySource('A-001'), body: contentBody(employerId, overrides) })

    const answers = [await put(), await put(), await put({ headcount: 6 }), await put({ pay: undefined })]

    expect(answers).toMatchObject([
      { status: 201, body: { outcome: 'created', posting: { version: 1, status: 'published' } } },
      { status: 200, body: { outcome: 'unchanged', posting: { version: 1 } } },
      { status: 200, body: { outcome: 'updated', posting: { version: 2, headcount: 6 } } },
      { status: 200, body: { outcome: 'updated', posting: { version: 3, status: 'needs_info', pay: null } } },
    ])
    expect((await postings.outbox()).map(({ type }) => type)).toEqual(['posting.published', 'posting.updated', 'posting.needs_info'])
    expect(await postings.rows('posting_versions')).toMatchObject([
      { content: { headcount: 5 } },
      { content: { headcount: 6 } },
      { version: 3 },
    ])
  })

  it('opens a closed posting again', async () => {
    await using postings = await startPostings()
    const employerId = await postings.employer()
    const put = () => postings.call({ method: 'PUT', url: bySource('A-001'), body: contentBody(employerId) })
    const { id } = (await put()).body['posting'] as { id: string }
    await postings.call({ method: 'POST', url: `/v1/postings/${id}/close`, body: { reason: 'filled' } })

    const reopened = await put()

    expect(reopened).toMatchObject({ status: 200, body: { outcome: 'updated', posting: { id, status: 'published', version: 3 } } })
    expect((await postings.outbox()).map(({ type }) => type)).toEqual(['posting.published', 'posting.closed', 'posting.published'])
    const { body } = await postings.call({ url: `/v1/postings/${id}` })
    expect(body['history']).toMatchObject([
      { reasonCode: 'complete' },
      { reasonCode: 'closed_filled' },
      { version: 3, reasonCode: 'complete' },
    ])
  })

  it('settles upserts of one key at the same moment: one creates, nobody fails', async () => {
    await using postings = await startPostings()
    const employerId = await postings.employer()
    const put = (externalId: string, headcount: number) =>
      postings.call({ method: 'PUT', url: bySource(externalId), body: contentBody(employerId, { headcount }) })

    for (const round of ['a', 'b', 'c', 'd']) {
      const answers = await Promise.all([1, 1, 2, 3, 4, 4, 5, 6].map((headcount) => put(round, headcount)))

      expect(answers.filter(({ status }) => status === 200)).toHaveLength(7)
      expect(answers.filter(({ status, body }) => status === 201 && body['outcome'] === 'created')).toHaveLength(1)
    }
    const rows = await postings.rows<{ id: string; version: number }>('postings')
    const versions = await postings.rows<{ posting_id: string }>('posting_versions')
    for (const { id, version } of rows) expect(versions.filter(({ posting_id }) => posting_id === id)).toHaveLength(version)
    expect(await postings.outbox()).toHaveLength(versions.length)
  })
})

describe('POST /v1/postings/{id}/close', () => {
  it('closes once, with its reason, and announces it once', async () => {
    await using postings = await startPostings()
    const employerId = await postings.employer()
    const { id } = (await postings.call({ method: 'POST', url: '/v1/postings', body: postingBody(employerId) })).body
    const close = { method: 'POST', url: `/v1/postings/${id}/close`, body: { reason: 'filled', note: '已招满' } } as const

    const closed = await postings.call({ ...close, idempotencyKey: 'c-1' })
    const replayed = await postings.call({ ...close, idempotencyKey: 'c-1' })
    const again = await postings.call(close)

    expect(closed).toMatchObject({ status: 200, body: { status: 'closed', reasonCode: 'closed_filled', version: 2 } })
    expect(replayed.text).toBe(closed.text)
    expect(again).toMatchObject({ status: 409, body: { code: 'posting_not_closable' } })
    expect(await postings.outbox()).toMatchObject([
      { type: 'posting.published' },
      { type: 'posting.closed', data: { postingId: id, version: 2 } },
    ])
    expect(await postings.rows('posting_versions')).toMatchObject([{ note: null }, { note: '已招满' }])
  })

  it('is out of reach for others', async () => {
    await using postings = await startPostings()
    const own = await postings.employer()
    const other = await postings.employer({ uscc: uscc.otherCompany })
    const { id } = (await postings.call({ method: 'POST', url: '/v1/postings', body: postingBody(own) })).body
    const close = { method: 'POST', url: `/v1/postings/${id}/close`, body: { reason: 'filled' } } as const

    expect(await postings.call({ ...close, token: postings.stranger })).toMatchObject({ status: 404 })
    expect(await postings.call({ ...close, token: await postings.key('enterprise', { employerId: other }) })).toMatchObject({ status: 404 })
    expect(await postings.call({ ...close, token: postings.federation })).toMatchObject({ status: 403 })
    expect(await postings.call({ ...close, body: { reason: 'bored' } })).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: '/reason' }] },
    })
  })
})

describe('closeExpiredPostings', () => {
  it('closes what is over, tells it, and does nothing the second time', async () => {
    await using postings = await startPostings()
    const employerId = await postings.employer()
    const { id } = (await postings.call({ method: 'POST', url: '/v1/postings', body: postingBody(employerId) })).body
    await postings.call({
      method: 'POST',
      url: '/v1/postings',
      body: postingBody(employerId, { externalId: 'long', closesAt: '2027-12-01T00:00:00Z' }),
    })
    const newYear = new Date('2027-01-01T00:00:00Z')

    const counts = await Promise.all([
      closeExpiredPostings(postings.database.db, newYear),
      closeExpiredPostings(postings.database.db, newYear),
    ])
    const third = await closeExpiredPostings(postings.database.db, newYear)

    expect([counts[0] + counts[1], third]).toEqual([1, 0])
    expect((await postings.outbox()).slice(2)).toMatchObject([{ type: 'posting.closed', data: { postingId: id, reasonCode: 'expired' } }])
    expect(await postings.call({ url: `/v1/postings/${id}` })).toMatchObject({
      body: { status: 'closed', history: [{}, { reasonCode: 'expired' }] },
    })
  })
})

describe('posting_versions', () => {
  it('cannot be changed by the service', async () => {
    await using postings = await startPostings()
    await postings.call({ method: 'POST', url: '/v1/postings', body: postingBody(await postings.employer()) })

    const change = postings.database.pool.query("update postings.posting_versions set note = 'x'")

    await expect(change).rejects.toMatchObject({ code: '42501' })
  })
})
