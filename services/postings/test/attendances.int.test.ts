import { describe, expect, it } from 'vitest'
import { noon, type PostingsService, postingBody, startPostings, uscc } from './postings-service.ts'

async function record(postings: PostingsService, fairId: string, body: Record<string, unknown>, token = postings.organiser) {
  return await postings.call({ method: 'POST', url: `/v1/fairs/${fairId}/attendances`, body, token })
}

function attended(employerId: string, overrides: Record<string, unknown> = {}) {
  return { employerId, attendedOn: '2026-11-20', form: 'onsite', ...overrides }
}

describe('POST /v1/fairs/{id}/attendances', () => {
  it('records an employer once a day, with what it brought', async () => {
    await using postings = await startPostings()
    const [employerId, fairId] = [await postings.employer(), await postings.fair()]
    const push = async (overrides: Record<string, unknown>) =>
      await postings.call({ method: 'POST', url: '/v1/postings', body: postingBody(employerId, { fairId, ...overrides }) })
    const published = await push({})
    await push({ externalId: 'A-002', title: '档案整理员', description: '整理纸质档案。', headcount: 2 })
    await push({ externalId: 'A-003', title: '讲解员', pay: undefined })
    await postings.call({ method: 'POST', url: `/v1/postings/${published.body.id}/close`, body: { reason: 'filled' } })

    const first = await record(postings, fairId, attended(employerId, { booth: 'A12' }))
    const again = await record(postings, fairId, attended(employerId, { booth: 'A12' }))
    const nextDay = await record(postings, fairId, attended(employerId, { attendedOn: '2026-11-21' }))

    expect(first).toMatchObject({
      status: 201,
      body: { fairId, employerId, attendedOn: '2026-11-20', booth: 'A12', note: null, postings: 2, vacancies: 7, version: 1 },
    })
    expect(again).toMatchObject({ status: 200, body: first.body })
    expect(nextDay).toMatchObject({ status: 422, body: { errors: [{ pointer: '/attendedOn', code: 'attended_in_future' }] } })
  })

  it('keeps what was said before a correction, and who said what', async () => {
    await using postings = await startPostings()
    const [employerId, fairId] = [await postings.employer(), await postings.fair()]
    await record(postings, fairId, attended(employerId))
    postings.setNow(new Date('2026-11-21T04:00:00Z'))

    const corrected = await record(postings, fairId, attended(employerId, { form: 'online', note: '直播带岗' }))

    expect(corrected).toMatchObject({ status: 200, body: { form: 'online', note: '直播带岗', version: 2 } })
    expect(corrected.body['history']).toMatchObject([
      { version: 1, form: 'onsite', at: noon.toISOString(), byKeyId: expect.any(String) },
      { version: 2, form: 'online', at: '2026-11-21T04:00:00.000Z', byKeyId: expect.any(String) },
    ])
  })

  it('takes a mistake out of every count and keeps it', async () => {
    await using postings = await startPostings()
    const [employerId, fairId] = [await postings.employer(), await postings.fair()]
    await record(postings, fairId, attended(employerId))
    const seen = async (token = postings.organiser) =>
      (await postings.call({ url: `/v1/employers/${employerId}/attendances`, token })).body.items

    const withdrawn = await record(postings, fairId, attended(employerId, { withdrawn: true, note: '登记有误' }))
    const left = [await seen(), await seen(postings.federation)]
    const back = await record(postings, fairId, attended(employerId))

    expect(withdrawn).toMatchObject({
      status: 200,
      body: { withdrawn: true, version: 2, history: [{ withdrawn: false }, { withdrawn: true }] },
    })
    expect(left).toEqual([[], undefined])
    expect(back).toMatchObject({ status: 200, body: { id: withdrawn.body.id, withdrawn: false, version: 3 } })
    expect(await seen()).toHaveLength(1)
  })

  it('records one of four that come at once', async () => {
    await using postings = await startPostings()
    const [employerId, fairId] = [await postings.employer(), await postings.fair()]

    const answers = await Promise.all([1, 2, 3, 4].map(() => record(postings, fairId, attended(employerId))))
    const listed = await postings.call({ url: `/v1/fairs/${fairId}/attendances` })

    expect(answers.map(({ status }) => status).toSorted((one, other) => one - other)).toEqual([200, 200, 200, 201])
    expect(listed.body.items).toHaveLength(1)
  })

  it('counts a copy where the posting it stands behind is not at the same fair', async () => {
    await using postings = await startPostings()
    const [employerId, spring, autumn] = [await postings.employer(), await postings.fair(), await postings.fair()]
    const push = async (fairId: string, source: string) =>
      await postings.call({ method: 'POST', url: '/v1/postings', body: postingBody(employerId, { fairId, source }) })
    await push(spring, 'one')
    const sameFair = await push(spring, 'two')
    await push(autumn, 'three')

    const atSpring = await record(postings, spring, attended(employerId))
    const atAutumn = await record(postings, autumn, attended(employerId))

    expect(sameFair.body['status']).toBe('merged')
    expect(atSpring.body).toMatchObject({ postings: 1, vacancies: 5 })
    expect(atAutumn.body).toMatchObject({ postings: 1, vacancies: 5 })
  })

  it('refuses what cannot be and answers a foreign fair like a missing one', async () => {
    await using postings = await startPostings()
    const [employerId, fairId] = [await postings.employer(), await postings.fair()]
    const foreignEmployer = await postings.employer({}, postings.stranger)

    const outside = await record(postings, fairId, attended(employerId, { attendedOn: '2026-11-19' }))
    const unknown = await record(postings, fairId, attended(foreignEmployer))
    const foreign = await record(postings, fairId, attended(foreignEmployer), postings.stranger)
    const missing = await record(postings, '01890000-0000-7000-8000-000000000001', attended(employerId))

    expect(outside).toMatchObject({ status: 422, body: { errors: [{ pointer: '/attendedOn', code: 'outside_fair' }] } })
    expect(unknown).toMatchObject({ status: 422, body: { code: 'employer_not_found', errors: [{ pointer: '/employerId' }] } })
    expect(foreign.status).toBe(404)
    expect({ ...missing.body, requestId: '' }).toEqual({ ...foreign.body, requestId: '' })
    expect(await record(postings, fairId, attended(employerId), postings.federation)).toMatchObject({ status: 403 })
  })

  it('gives the first answer again for the same Idempotency-Key', async () => {
    await using postings = await startPostings()
    const [employerId, fairId] = [await postings.employer(), await postings.fair()]
    const call = { method: 'POST', url: `/v1/fairs/${fairId}/attendances`, body: attended(employerId), idempotencyKey: 'k' } as const

    const [first, second] = [await postings.call(call), await postings.call(call)]

    expect(second).toMatchObject({ status: 201, text: first.text })
  })
})

describe('GET attendances', () => {
  it('lists the days of an employer by year, and the employers of a fair', async () => {
    await using postings = await startPostings()
    const [employerId, other] = [await postings.employer(), await postings.employer({ uscc: uscc.otherCompany })]
    const past = await postings.fair({ opensAt: '2025-03-01T09:00:00+08:00', closesAt: '2025-03-01T17:00:00+08:00', name: '春季专场' })
    const fairId = await postings.fair({ opensAt: '2026-11-01T09:00:00+08:00' })
    for (const attendedOn of ['2026-11-03', '2026-11-01', '2026-11-02'])
      await record(postings, fairId, attended(employerId, { attendedOn }))
    await record(postings, past, attended(employerId, { attendedOn: '2025-03-01' }))
    await record(postings, fairId, attended(other, { attendedOn: '2026-11-02' }))
    const days = async (url: string) => (await postings.call({ url })).body.items.map((item) => (item as never)['attendedOn'])
    const ofEmployer = `/v1/employers/${employerId}/attendances`

    const page = await postings.call({ url: `${ofEmployer}?limit=3` })

    expect(await days(`${ofEmployer}?year=2026`)).toEqual(['2026-11-01', '2026-11-02', '2026-11-03'])
    expect(page.body.items).toMatchObject([{ fairName: '春季专场', attendedOn: '2025-03-01' }, {}, {}])
    expect(await days(`${ofEmployer}?limit=3&cursor=${page.body.nextCursor}`)).toEqual(['2026-11-03'])
    expect(await days(`/v1/fairs/${fairId}/attendances`)).toHaveLength(4)
    expect(await postings.call({ url: `${ofEmployer}?year=26` })).toMatchObject({ body: { errors: [{ pointer: '#/query/year' }] } })
  })

  it('shows an enterprise its own, the federation all of it, and a stranger none', async () => {
    await using postings = await startPostings()
    const [employerId, other] = [await postings.employer(), await postings.employer({ uscc: uscc.otherCompany })]
    const fairId = await postings.fair()
    await record(postings, fairId, attended(employerId))
    await record(postings, fairId, attended(other))
    const enterprise = await postings.key('enterprise', { employerId })
    const [ofEmployer, ofFair] = [`/v1/employers/${employerId}/attendances`, `/v1/fairs/${fairId}/attendances`]
    const counted = async (url: string, token: string) => {
      const { status, body } = await postings.call({ url, token })
      return status === 200 ? body.items.length : status
    }

    expect([await counted(ofEmployer, enterprise), await counted(ofFair, enterprise)]).toEqual([1, 1])
    expect(await counted(`/v1/employers/${other}/attendances`, enterprise)).toBe(404)
    expect([await counted(ofEmployer, postings.federation), await counted(ofFair, postings.federation)]).toEqual([1, 2])
    expect([await counted(ofEmployer, postings.stranger), await counted(ofFair, postings.stranger)]).toEqual([404, 404])
  })
})
