import { eventually } from '@zhihe/testing/eventually'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { contentBody, employerBody, noon, type PostingsService, postingBody, startPostings, uscc } from './postings-service.ts'

// For calls that are refused and change nothing; all others have a database of their own.
let shared: PostingsService

beforeAll(async () => {
  shared = await startPostings()
})

afterAll(async () => {
  await shared[Symbol.asyncDispose]()
})

describe('POST /v1/employers', () => {
  it('registers an employer and reads it back', async () => {
    await using postings = await startPostings()

    const created = await postings.call({ method: 'POST', url: '/v1/employers', body: employerBody({ address: '文三路 1 号' }) })
    const read = await postings.call({ url: `/v1/employers/${created.body.id}` })

    expect(created.status).toBe(201)
    expect(created.body).toMatchObject({
      uscc: uscc.company,
      kind: 'private',
      address: '文三路 1 号',
      version: 1,
      createdAt: noon.toISOString(),
    })
    expect(read).toMatchObject({ status: 200, body: created.body })
  })

  it('derives the kind where the code tells it', async () => {
    await using postings = await startPostings()

    const body = { ...employerBody({ uscc: uscc.government }), kind: undefined }
    const created = await postings.call({ method: 'POST', url: '/v1/employers', body })

    expect(created).toMatchObject({ status: 201, body: { kind: 'party_government' } })
  })

  it.each([
    ['/uscc', 'bad_uscc', { uscc: '91990106MA0TETT2X0' }],
    ['/kind', 'kind_contradicts_uscc', { uscc: uscc.government, kind: 'private' }],
    ['/kind', 'missing', { kind: undefined }],
    ['/regionCode', 'unknown_region', { regionCode: '999999' }],
    ['/colour', 'unknown_key', { colour: 'red' }],
  ])('refuses %s as %s', async (pointer, code, overrides) => {
    const refused = await shared.call({ method: 'POST', url: '/v1/employers', body: employerBody(overrides) })

    expect(refused).toMatchObject({ status: 422, body: { code: 'invalid_request', errors: [{ pointer, code }] } })
  })

  it('names the employer that has the code already, in this tenant only', async () => {
    await using postings = await startPostings()
    const existingId = await postings.employer()

    const again = await postings.call({ method: 'POST', url: '/v1/employers', body: employerBody() })
    const elsewhere = await postings.call({ method: 'POST', url: '/v1/employers', body: employerBody(), token: postings.stranger })

    expect(again).toMatchObject({ status: 409, body: { code: 'employer_exists', existingId } })
    expect(elsewhere.status).toBe(201)
  })

  it('gives the first answer again for the same Idempotency-Key', async () => {
    await using postings = await startPostings()
    const call = { method: 'POST', url: '/v1/employers', body: employerBody(), idempotencyKey: 'k-1' } as const

    const first = await postings.call(call)
    const second = await postings.call(call)

    expect(first.status).toBe(201)
    expect(second).toMatchObject({ status: 201, text: first.text })
    expect(await postings.rows('employers')).toHaveLength(1)
  })

  it('asks for a key and for its scope', async () => {
    await using postings = await startPostings()
    const call = { method: 'POST', url: '/v1/employers', body: employerBody() } as const

    expect(await postings.call({ ...call, token: '' })).toMatchObject({ status: 401, body: { code: 'unauthenticated' } })
    expect(await postings.call({ ...call, token: postings.federation })).toMatchObject({ status: 403, body: { code: 'forbidden' } })
  })
})

describe('GET /v1/employers/{id}', () => {
  it('answers a stranger as if there were none, and an enterprise of the tenant as it is', async () => {
    await using postings = await startPostings()
    const id = await postings.employer()
    const neighbour = await postings.employer({ uscc: uscc.otherCompany })
    const enterprise = await postings.key('enterprise', { employerId: neighbour })

    const foreign = await postings.call({ url: `/v1/employers/${id}`, token: postings.stranger })
    const missing = await postings.call({ url: '/v1/employers/01890000-0000-7000-8000-000000000001' })
    const nonsense = await postings.call({ url: '/v1/employers/7' })

    expect(foreign.status).toBe(404)
    for (const one of [missing, nonsense]) expect({ ...one.body, requestId: '' }).toEqual({ ...foreign.body, requestId: '' })
    expect(await postings.call({ url: `/v1/employers/${id}`, token: enterprise })).toMatchObject({ status: 200 })
    expect(await postings.call({ url: `/v1/employers/${id}`, token: postings.admin })).toMatchObject({ status: 200 })
  })

  it('shows the federation an employer once a posting of it is published', async () => {
    await using postings = await startPostings()
    const id = await postings.employer()
    const asFederation = { url: `/v1/employers/${id}`, token: postings.federation }

    const before = await postings.call(asFederation)
    await postings.call({ method: 'POST', url: '/v1/postings', body: postingBody(id) })

    expect(before.status).toBe(404)
    expect(await postings.call(asFederation)).toMatchObject({ status: 200, body: { id } })
  })
})

describe('PUT /v1/employers/{id}', () => {
  it('replaces the facts and leaves out what is left out', async () => {
    await using postings = await startPostings()
    const id = await postings.employer({ address: '文三路 1 号' })

    const replaced = await postings.call({ method: 'PUT', url: `/v1/employers/${id}`, body: employerBody({ name: '新名' }) })
    const same = await postings.call({ method: 'PUT', url: `/v1/employers/${id}`, body: employerBody({ name: '新名' }) })

    expect(replaced).toMatchObject({ status: 200, body: { name: '新名', address: null, version: 2 } })
    expect(same.body.version).toBe(2)
  })

  it('refuses the code of another employer and names it', async () => {
    await using postings = await startPostings()
    const id = await postings.employer()
    const existingId = await postings.employer({ uscc: uscc.otherCompany })

    const refused = await postings.call({ method: 'PUT', url: `/v1/employers/${id}`, body: employerBody({ uscc: uscc.otherCompany }) })

    expect(refused).toMatchObject({ status: 409, body: { code: 'employer_exists', existingId } })
  })

  it('is out of reach for a stranger and forbidden for an enterprise', async () => {
    await using postings = await startPostings()
    const id = await postings.employer()
    const enterprise = await postings.key('enterprise', { employerId: id })
    const call = { method: 'PUT', url: `/v1/employers/${id}`, body: employerBody() } as const

    expect(await postings.call({ ...call, token: postings.stranger })).toMatchObject({ status: 404 })
    expect(await postings.call({ ...call, token: enterprise })).toMatchObject({ status: 403 })
  })

  it('announces the published postings again when the kind changes, and only those', async () => {
    await using postings = await startPostings()
    const id = await postings.employer()
    const other = await postings.employer({ uscc: uscc.otherCompany })
    const published = await postings.call({ method: 'POST', url: '/v1/postings', body: postingBody(id) })
    await postings.call({ method: 'POST', url: '/v1/postings', body: { ...postingBody(id), externalId: 'open-question', pay: undefined } })
    await postings.call({ method: 'POST', url: '/v1/postings', body: postingBody(other, { externalId: 'of-another' }) })
    const eventsBefore = (await postings.outbox()).length

    await postings.call({ method: 'PUT', url: `/v1/employers/${id}`, body: employerBody({ kind: 'state_enterprise' }) })

    const told = (await postings.outbox()).slice(eventsBefore)
    expect(told).toMatchObject([
      {
        type: 'posting.updated',
        data: { postingId: published.body.id, version: 2, facts: { version: 2, employerKind: 'state_enterprise' } },
      },
    ])
    expect(await postings.call({ url: `/v1/postings/${published.body.id}` })).toMatchObject({
      body: { version: 2, history: [{ version: 1 }] },
    })
  })

  it('never leaves a posting with facts of the old kind when it is published meanwhile', async () => {
    await using postings = await startPostings()
    const id = await postings.employer()
    const url = '/v1/postings/by-source/race/1'
    await postings.call({ method: 'PUT', url, body: contentBody(id, { pay: undefined }) })
    const { pool } = postings.database
    await using holder = await holdPostings(pool)

    const publishing = postings.call({ method: 'PUT', url, body: contentBody(id) })
    await eventually(async () => expect(await waitingForLocks(pool)).toBe(1))
    const changing = postings.call({ method: 'PUT', url: `/v1/employers/${id}`, body: employerBody({ kind: 'platform' }) })
    await Promise.race([changing, eventually(async () => expect(await waitingForLocks(pool)).toBe(2))])
    await holder.release()

    expect([(await publishing).status, (await changing).status]).toEqual([200, 200])
    expect((await postings.outbox()).at(-1)).toMatchObject({ data: { facts: { employerKind: 'platform' } } })
  })
})

type Pool = PostingsService['database']['pool']

async function holdPostings(pool: Pool) {
  const client = await pool.connect()
  await client.query('begin; select from postings.postings for update')
  let released: Promise<void> | undefined
  const letGo = async (): Promise<void> => {
    await client.query('commit')
    client.release()
  }
  const release = (): Promise<void> => (released ??= letGo())
  return { release, [Symbol.asyncDispose]: release }
}

async function waitingForLocks(pool: Pool): Promise<number> {
  const waiting = "select count(*)::int as count from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"
  return (await pool.query<{ count: number }>(waiting)).rows[0]!.count
}
