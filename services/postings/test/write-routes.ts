import { type Body, companyCode, contentBody, employerBody, fairBody, type PostingsService, postingBody } from './postings-service.ts'

/** A route that takes a body, with a body that it takes, every text field filled. */
export interface WriteRoute {
  name: string
  method: 'POST' | 'PUT'
  /** Each call is good for one request. */
  ready: () => Promise<{ url: string; body: Record<string, unknown> }>
  /** What can be read of the thing that was written; null where nothing is kept. */
  stored: ((answer: Body, url: string) => Promise<unknown>) | null
}

export async function writeRoutes(postings: PostingsService): Promise<WriteRoute[]> {
  const employerId = await postings.employer({ uscc: companyCode(900_001) })
  const changedId = await postings.employer({ uscc: companyCode(900_002) })
  const fairId = await postings.fair()
  let count = 0
  const next = () => (count += 1)
  const get = async (url: string) => (await postings.call({ url })).body
  const readPosting = async ({ id }: Body) => await get(`/v1/postings/${id}`)
  const content = () => ({ ...fullContent(employerId), title: `云客服${next()}` })
  const newPosting = async (overrides: Record<string, unknown> = {}) =>
    (
      await postings.call({
        method: 'POST',
        url: '/v1/postings',
        body: postingBody(employerId, { externalId: `r-${next()}`, title: `文员${count}`, ...overrides }),
      })
    ).body

  return [
    {
      name: 'POST /v1/employers',
      method: 'POST',
      ready: async () => ({ url: '/v1/employers', body: fullEmployer(next()) }),
      stored: async ({ id }) => await get(`/v1/employers/${id}`),
    },
    {
      name: 'PUT /v1/employers/:id',
      method: 'PUT',
      ready: async () => ({ url: `/v1/employers/${changedId}`, body: fullEmployer(900_002) }),
      stored: async ({ id }) => await get(`/v1/employers/${id}`),
    },
    {
      name: 'POST /v1/fairs',
      method: 'POST',
      ready: async () => ({ url: '/v1/fairs', body: fairBody({ venue: '体育馆一楼' }) }),
      stored: async ({ id }) => await get(`/v1/fairs/${id}`),
    },
    {
      name: 'POST /v1/fairs/:id/attendances',
      method: 'POST',
      ready: async () => ({
        url: `/v1/fairs/${fairId}/attendances`,
        body: { employerId, attendedOn: '2026-11-20', form: 'onsite', booth: 'A12', note: '全天在场', withdrawn: false },
      }),
      stored: async (answer) => answer,
    },
    {
      name: 'POST /v1/postings',
      method: 'POST',
      ready: async () => ({ url: '/v1/postings', body: { source: 'hostile', externalId: `h-${next()}`, ...content() } }),
      stored: readPosting,
    },
    {
      name: 'PUT /v1/postings/by-source/:source/:externalId',
      method: 'PUT',
      ready: async () => ({ url: `/v1/postings/by-source/hostile/u-${next() % 40}`, body: content() }),
      stored: async (answer) => await readPosting((answer as unknown as { posting: Body }).posting),
    },
    {
      name: 'POST /v1/postings/batch',
      method: 'POST',
      ready: async () => ({ url: '/v1/postings/batch', body: { items: [{ source: 'hostile', externalId: `b-${next()}`, ...content() }] } }),
      stored: null,
    },
    {
      name: 'POST /v1/postings/lint',
      method: 'POST',
      ready: async () => ({ url: '/v1/postings/lint', body: { ...content(), employerKind: 'private' } }),
      stored: null,
    },
    {
      name: 'POST /v1/postings/simulate',
      method: 'POST',
      ready: async () => ({ url: '/v1/postings/simulate', body: content() }),
      stored: null,
    },
    {
      name: 'POST /v1/postings/:id/close',
      method: 'POST',
      ready: async () => ({ url: `/v1/postings/${(await newPosting()).id}/close`, body: { reason: 'other', note: '不再招聘' } }),
      stored: async ({ id }) => {
        const versions = await postings.rows<{ posting_id: string; note: string | null; reason_code: string }>('posting_versions')
        const closed = versions.findLast(({ posting_id, reason_code }) => posting_id === id && reason_code.startsWith('closed_'))
        return closed === undefined ? null : { note: closed.note ?? undefined, reason: closed.reason_code.replace('closed_', '') }
      },
    },
    {
      name: 'POST /v1/postings/:id/findings/:findingId/decision',
      method: 'POST',
      ready: async () => {
        const { id, findings } = await newPosting({ requirementsText: '无残疾' })
        const [finding] = findings as { id: string }[]
        return { url: `/v1/postings/${id}/findings/${finding?.id}/decision`, body: { decision: 'dismiss', note: '岗位确有需要' } }
      },
      stored: async ({ id }) => {
        const [entry] = (await get(`/v1/postings/findings?postingId=${id}`)).items as unknown as { decision: string }[]
        return { ...entry, decision: entry?.decision === 'dismissed' ? 'dismiss' : 'accept' }
      },
    },
    {
      name: 'POST /v1/postings/complete-feed',
      method: 'POST',
      ready: async () => ({
        url: '/v1/postings/complete-feed',
        body: { source: 'nobody', externalIds: ['A-1', 'A-2'], confirmClosing: 0 },
      }),
      stored: null,
    },
    {
      name: 'PUT /v1/imports/:id/mapping',
      method: 'PUT',
      ready: async () => {
        const response = await postings.app.inject({
          method: 'POST',
          url: `/v1/fairs/${fairId}/imports`,
          headers: { authorization: `Bearer ${postings.organiser}`, 'content-type': 'text/csv' },
          payload: '甲列,乙列\n装配工,云客服',
        })
        const { id } = response.json<{ id: string }>()
        await postings.endImports()
        return { url: `/v1/imports/${id}/mapping`, body: { sheets: [{ name: '', read: true, columns: [{ index: 0, field: 'title' }] }] } }
      },
      stored: null,
    },
  ]
}

function fullEmployer(number: number): Record<string, unknown> {
  return employerBody({
    uscc: companyCode(number),
    name: `云客服${number}有限公司`,
    address: '文三路90号',
    verification: { kind: 'business_licence', reference: '公示系统 2026-11-18 查询', checkedOn: '2026-11-18' },
  })
}

function fullContent(employerId: string): Record<string, unknown> {
  return contentBody(employerId, {
    occupationCode: '4-07-03-01',
    channel: 'open',
    employmentForm: 'full_time',
    workMode: 'onsite',
    address: '文三路90号',
    hours: { perDay: 8, daysPerWeek: 5, shifts: false, note: '不加班' },
    age: { min: 18, max: 50 },
    experienceYears: 1,
    skills: [{ text: '打字', level: 3, must: false }],
    demands: [{ icf: 'd440', tolerated: 2, essential: false, source: 'stated', reason: '打字' }],
    accommodations: ['HS-01'],
    benefits: ['五险一金'],
    employerStatement: { text: '肢体三四级', types: [{ type: 'physical', grades: [3, 4] }] },
    requirementsText: '会打字',
    opensAt: '2026-11-20T09:00:00+08:00',
  })
}
