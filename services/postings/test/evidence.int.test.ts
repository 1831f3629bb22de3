import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { employerBody, noon, type PostingsService, postingBody, startPostings, uscc } from './postings-service.ts'

// For calls that are refused and change nothing; all others have a database of their own.
let shared: PostingsService

beforeAll(async () => {
  shared = await startPostings()
})

afterAll(async () => {
  await shared[Symbol.asyncDispose]()
})

const institution = '12990100MA0TETT2XD'
const verification = { kind: 'business_licence', reference: '营业执照 330106000123456', checkedOn: '2026-11-18' }
const establishment = { posts: 60, filled: 52, reservedForDisabled: 2, hiredDisabled: 1, asOf: '2026-10-31' }

function governmentBody(overrides: Record<string, unknown> = {}) {
  return { ...employerBody({ uscc: uscc.government, name: '某局', kind: 'party_government' }), establishment, ...overrides }
}

describe('the verification of an employer', () => {
  it('stands beside who recorded it and when, and its history is kept', async () => {
    await using postings = await startPostings()
    const id = await postings.employer({ verification })
    const url = `/v1/employers/${id}`
    const visited = { kind: 'site_visit', reference: '现场查看记录 7', checkedOn: '2026-12-01' }

    postings.setNow(new Date('2026-12-02T04:00:00Z'))
    const renamed = await postings.call({ method: 'PUT', url, body: employerBody({ name: '新名' }) })
    const again = await postings.call({ method: 'PUT', url, body: employerBody({ name: '新名', verification }) })
    await postings.call({ method: 'PUT', url, body: employerBody({ name: '新名', verification: visited }) })
    const read = await postings.call({ url })

    const first = { ...verification, recordedAt: noon.toISOString(), recordedByKeyId: expect.any(String) }
    expect(renamed).toMatchObject({ status: 200, body: { version: 2, verification: first } })
    expect(again.body).toEqual(renamed.body)
    expect(read.body).toMatchObject({ version: 3, verification: { ...visited, recordedAt: '2026-12-02T04:00:00.000Z' } })
    expect(read.body['history']).toMatchObject([
      { version: 1, at: noon.toISOString(), name: '杭州云客服有限公司', verification: first },
      { version: 2, name: '新名', verification: first },
      { version: 3, verification: visited, byKeyId: expect.any(String) },
    ])
  })

  it('lapses when the code of the employer changes', async () => {
    await using postings = await startPostings()
    const id = await postings.employer({ verification })

    const changed = await postings.call({ method: 'PUT', url: `/v1/employers/${id}`, body: employerBody({ uscc: uscc.otherCompany }) })

    expect(changed).toMatchObject({ status: 200, body: { verification: null, version: 2 } })
  })

  it.each([
    ['/verification/checkedOn', 'checked_in_future', { ...verification, checkedOn: '2026-11-21' }],
    ['/verification/checkedOn', 'bad_format', { ...verification, checkedOn: '2026-02-30' }],
    ['/verification/kind', 'not_allowed', { ...verification, kind: 'hearsay' }],
    ['/verification/reference', 'blank', { ...verification, reference: '  ' }],
  ])('refuses %s as %s', async (pointer, code, given) => {
    const refused = await shared.call({ method: 'POST', url: '/v1/employers', body: employerBody({ verification: given }) })

    expect(refused).toMatchObject({ status: 422, body: { code: 'invalid_request', errors: [{ pointer, code }] } })
  })
})

describe('the establishment of a public body', () => {
  it('is kept, replaced like every fact, and gone when left out', async () => {
    await using postings = await startPostings()
    const created = await postings.call({ method: 'POST', url: '/v1/employers', body: governmentBody() })
    const url = `/v1/employers/${created.body.id}`

    const left = await postings.call({ method: 'PUT', url, body: governmentBody({ establishment: undefined }) })
    const read = await postings.call({ url })

    expect(created).toMatchObject({ status: 201, body: { establishment } })
    expect(left).toMatchObject({ status: 200, body: { establishment: null, version: 2 } })
    expect(read.body['history']).toMatchObject([{ establishment }, { establishment: null }])
  })

  it('is refused for any other kind, and every wrong figure is named at once', async () => {
    const enterprise = await shared.call({ method: 'POST', url: '/v1/employers', body: employerBody({ establishment }) })
    const wrong = { posts: 10, filled: 5, reservedForDisabled: 11, hiredDisabled: 6, asOf: '2026-11-21' }
    const figures = await shared.call({
      method: 'POST',
      url: '/v1/employers',
      body: governmentBody({ establishment: wrong, verification: { ...verification, checkedOn: '2027-01-01' } }),
    })

    expect(enterprise).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: '/establishment', code: 'establishment_of_other_kind' }] },
    })
    expect(figures).toMatchObject({
      status: 422,
      body: {
        errors: [
          { pointer: '/verification/checkedOn', code: 'checked_in_future' },
          { pointer: '/establishment/reservedForDisabled', code: 'reserved_above_posts' },
          { pointer: '/establishment/hiredDisabled', code: 'hired_above_filled' },
          { pointer: '/establishment/asOf', code: 'as_of_in_future' },
        ],
      },
    })
  })
})

describe('GET /v1/employers/vacancies', () => {
  it('shows posts, gap and what is open of each public body, with totals', async () => {
    await using postings = await startPostings()
    const body = await postings.employer({ ...governmentBody(), regionCode: '330106' })
    const school = await postings.employer({ uscc: institution, kind: 'public_institution', name: '某中心', regionCode: '330200' })
    await postings.employer()
    const push = async (overrides: Record<string, unknown>) =>
      await postings.call({ method: 'POST', url: '/v1/postings', body: postingBody(body, overrides) })
    await push({ headcount: 2, channel: 'targeted' })
    await push({ headcount: 3, externalId: 'A-002', title: '档案整理员', description: '整理纸质档案。' })
    await push({ externalId: 'A-003', title: '讲解员', pay: undefined })

    const all = await postings.call({ url: '/v1/employers/vacancies' })
    const first = await postings.call({ url: '/v1/employers/vacancies?limit=1' })
    const second = await postings.call({ url: `/v1/employers/vacancies?limit=1&cursor=${first.body.nextCursor}` })
    const city = await postings.call({ url: '/v1/employers/vacancies?regionCode=330100' })
    const institutions = await postings.call({ url: '/v1/employers/vacancies?kind=public_institution' })

    expect(all).toMatchObject({
      status: 200,
      body: {
        items: [
          {
            employerId: body,
            kind: 'party_government',
            establishment: { ...establishment, gap: 8, reservedGap: 1 },
            openPostings: 2,
            openHeadcount: 5,
            openTargetedHeadcount: 2,
          },
          { employerId: school, establishment: null, openPostings: 0, openHeadcount: 0 },
        ],
        nextCursor: null,
        totals: { bodies: 2, declared: 1, posts: 60, filled: 52, gap: 8, reservedForDisabled: 2, hiredDisabled: 1, reservedGap: 1 },
      },
    })
    expect([...first.body.items, ...second.body.items]).toEqual(all.body.items)
    expect([first.body['totals'], second.body.nextCursor]).toEqual([all.body['totals'], null])
    expect(city.body).toMatchObject({ items: [{ employerId: body }], totals: { bodies: 1, openPostings: 2, openHeadcount: 5 } })
    expect(institutions.body).toMatchObject({ items: [{ employerId: school }], totals: { bodies: 1, declared: 0, posts: 0 } })
  })

  it('counts nobody below nothing where more people are held than there are posts', async () => {
    await using postings = await startPostings()
    await postings.employer(governmentBody({ establishment: { ...establishment, filled: 61, hiredDisabled: 3 } }))

    const { body } = await postings.call({ url: '/v1/employers/vacancies' })

    expect(body).toMatchObject({ items: [{ establishment: { gap: 0, reservedGap: 0 } }], totals: { gap: 0, reservedGap: 0 } })
  })

  it('shows the federation what every tenant declares, and a stranger nothing', async () => {
    await using postings = await startPostings()
    const declared = await postings.employer(governmentBody())
    await postings.employer({ uscc: institution, kind: 'public_institution' })
    const url = '/v1/employers/vacancies'

    const federation = await postings.call({ url, token: postings.federation })
    const stranger = await postings.call({ url, token: postings.stranger })

    expect(federation.body).toMatchObject({ items: [{ employerId: declared }], totals: { bodies: 1, declared: 1 } })
    expect(stranger.body).toMatchObject({ items: [], totals: { bodies: 0, posts: 0 } })
    expect(await postings.call({ url: `/v1/employers/${declared}`, token: postings.federation })).toMatchObject({ status: 200 })
  })

  it.each(['kind=private', 'regionCode=999999', 'cursor=nonsense', 'colour=red'])('refuses ?%s', async (query) => {
    const refused = await shared.call({ url: `/v1/employers/vacancies?${query}` })

    expect(refused).toMatchObject({ status: 422, body: { errors: [{ pointer: `#/query/${query.split('=')[0]}` }] } })
  })
})
