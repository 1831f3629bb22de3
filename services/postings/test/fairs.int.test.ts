import { describe, expect, it } from 'vitest'
import { fairBody, postingBody, startPostings } from './postings-service.ts'

describe('POST /v1/fairs', () => {
  it('creates a fair and counts its postings of any status', async () => {
    await using postings = await startPostings()
    const employerId = await postings.employer()

    const created = await postings.call({ method: 'POST', url: '/v1/fairs', body: fairBody({ venue: '武林广场' }) })
    const fairId = created.body.id
    await postings.call({ method: 'POST', url: '/v1/postings', body: postingBody(employerId, { fairId }) })
    await postings.call({
      method: 'POST',
      url: '/v1/postings',
      body: postingBody(employerId, { fairId, externalId: 'A-002', pay: undefined }),
    })

    expect(created).toMatchObject({ status: 201, body: { venue: '武林广场', online: false, postingCount: 0, version: 1 } })
    expect(await postings.call({ url: `/v1/fairs/${fairId}` })).toMatchObject({ status: 200, body: { ...created.body, postingCount: 2 } })
  })

  it('refuses a window that ends before it begins', async () => {
    await using postings = await startPostings()

    const refused = await postings.call({ method: 'POST', url: '/v1/fairs', body: fairBody({ closesAt: '2026-11-19T00:00:00Z' }) })

    expect(refused).toMatchObject({ status: 422, body: { errors: [{ pointer: '/closesAt', code: 'before_start' }] } })
  })

  it('gives the first answer again for the same Idempotency-Key', async () => {
    await using postings = await startPostings()
    const call = { method: 'POST', url: '/v1/fairs', body: fairBody(), idempotencyKey: 'k-1' } as const

    const [first, second] = [await postings.call(call), await postings.call(call)]

    expect(second.text).toBe(first.text)
  })

  it('asks for a key and for its scope', async () => {
    await using postings = await startPostings()
    const call = { method: 'POST', url: '/v1/fairs', body: fairBody() } as const

    expect(await postings.call({ ...call, token: '' })).toMatchObject({ status: 401 })
    expect(await postings.call({ ...call, token: postings.federation })).toMatchObject({ status: 403 })
  })
})

describe('GET /v1/fairs/{id}', () => {
  it('is there for its tenant, and for the federation once a posting of it is published', async () => {
    await using postings = await startPostings()
    const employerId = await postings.employer()
    const fairId = await postings.fair()
    const url = `/v1/fairs/${fairId}`
    const enterprise = await postings.key('enterprise', { employerId })

    expect(await postings.call({ url, token: enterprise })).toMatchObject({ status: 200 })
    expect(await postings.call({ url, token: postings.stranger })).toMatchObject({ status: 404 })
    expect(await postings.call({ url, token: postings.federation })).toMatchObject({ status: 404 })

    await postings.call({ method: 'POST', url: '/v1/postings', body: postingBody(employerId, { fairId }) })

    expect(await postings.call({ url, token: postings.federation })).toMatchObject({ status: 200 })
  })
})
