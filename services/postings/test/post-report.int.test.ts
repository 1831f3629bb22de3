import { describe, expect, it } from 'vitest'
import { employerBody, noon, type PostingsService, postingBody, startPostings, uscc } from './postings-service.ts'

const verification = { kind: 'registry_check', reference: '国家企业信用信息公示系统', checkedOn: '2026-11-18' }

async function stateEnterprise(postings: PostingsService) {
  return await postings.employer({ kind: 'state_enterprise', name: '杭州某国有公司', verification })
}

async function push(postings: PostingsService, employerId: string, externalId: string, overrides: Record<string, unknown> = {}) {
  const content = { externalId, title: `岗位${externalId}`, description: `工作内容${externalId}。`, ...overrides }
  const { status, body, text } = await postings.call({ method: 'POST', url: '/v1/postings', body: postingBody(employerId, content) })
  if (status !== 201) throw new Error(text)
  return body.id
}

describe('GET /v1/employers/{id}/post-report', () => {
  it('lists the postings of the year with channel and dates, totals, fairs attended and the verification', async () => {
    await using postings = await startPostings()
    const [employerId, fairId] = [await stateEnterprise(postings), await postings.fair()]
    const targeted = await push(postings, employerId, 'A', { channel: 'targeted', headcount: 3, fairId })
    const closed = await push(postings, employerId, 'B', { headcount: 4 })
    const copied = { externalId: 'D', headcount: 4, title: '岗位A', description: '工作内容A。', source: 'elsewhere' }
    await push(postings, employerId, 'C', { headcount: undefined })
    await push(postings, employerId, 'D', copied)
    await postings.call({
      method: 'POST',
      url: `/v1/fairs/${fairId}/attendances`,
      body: { employerId, attendedOn: '2026-11-20', form: 'onsite' },
    })
    postings.setNow(new Date('2026-11-22T04:00:00Z'))
    await postings.call({ method: 'POST', url: `/v1/postings/${closed}/close`, body: { reason: 'filled' } })

    const report = await postings.call({ url: `/v1/employers/${employerId}/post-report?year=2026` })
    const byDefault = await postings.call({ url: `/v1/employers/${employerId}/post-report` })

    expect(report).toMatchObject({
      status: 200,
      body: {
        employerId,
        kind: 'state_enterprise',
        year: 2026,
        asOf: '2026-11-22T04:00:00.000Z',
        verification: { ...verification, recordedAt: noon.toISOString() },
        totals: {
          all: { postings: 3, headcount: 7 },
          targeted: { postings: 1, headcount: 3 },
          published: { postings: 2, headcount: 7 },
          open: { postings: 1, headcount: 3 },
          withoutHeadcount: 1,
          copies: 1,
          fairs: 1,
        },
        attendances: [{ fairId, attendedOn: '2026-11-20', postings: 1, vacancies: 3 }],
        items: [
          {
            postingId: targeted,
            channel: 'targeted',
            targeted: true,
            headcount: 3,
            status: 'published',
            fairId,
            publishedAt: noon.toISOString(),
            closedAt: null,
          },
          {
            postingId: closed,
            targeted: false,
            status: 'closed',
            reasonCode: 'closed_filled',
            publishedAt: noon.toISOString(),
            closedAt: '2026-11-22T04:00:00.000Z',
          },
          { externalId: 'C', headcount: null, status: 'needs_info', publishedAt: null },
          { externalId: 'D', status: 'merged', canonicalId: targeted },
        ],
        nextCursor: null,
      },
    })
    expect(byDefault.body).toEqual(report.body)
  })

  it('counts a posting in every year in which one could apply, by the clock of China', async () => {
    await using postings = await startPostings()
    const employerId = await stateEnterprise(postings)
    postings.setNow(new Date('2024-12-31T16:30:00Z'))
    await push(postings, employerId, 'both')
    const over = await push(postings, employerId, 'over', { closesAt: '2025-06-01T00:00:00+08:00' })
    postings.setNow(new Date('2025-06-01T04:00:00Z'))
    await postings.call({ method: 'POST', url: `/v1/postings/${over}/close`, body: { reason: 'expired' } })
    postings.setNow(noon)
    const idsOf = async (year: number) => {
      const { body } = await postings.call({ url: `/v1/employers/${employerId}/post-report?year=${year}` })
      return body.items.map(({ externalId }) => externalId)
    }

    expect([await idsOf(2024), await idsOf(2025), await idsOf(2026), await idsOf(2027)]).toEqual([[], ['both', 'over'], ['both'], []])
  })

  it('walks through all pages with the same totals on each', async () => {
    await using postings = await startPostings()
    const employerId = await stateEnterprise(postings)
    for (const name of ['1', '2', '3', '4', '5']) await push(postings, employerId, name)
    const url = `/v1/employers/${employerId}/post-report?limit=2`

    const first = await postings.call({ url })
    const second = await postings.call({ url: `${url}&cursor=${first.body.nextCursor}` })
    const third = await postings.call({ url: `${url}&cursor=${second.body.nextCursor}` })

    const pages = [first, second, third].map(({ body }) => body)
    expect(pages.flatMap(({ items }) => items.map(({ externalId }) => externalId))).toEqual(['1', '2', '3', '4', '5'])
    expect(pages.map((page) => page['totals'])).toEqual(pages.map(() => expect.objectContaining({ all: { postings: 5, headcount: 25 } })))
    expect(third.body.nextCursor).toBeNull()
  })

  it('has every posting in the CSV, however many', async () => {
    await using postings = await startPostings()
    const employerId = await stateEnterprise(postings)
    const items = Array.from({ length: 2_300 }, (_, n) => postingBody(employerId, { externalId: `n-${n}` }))
    await postings.call({ method: 'POST', url: '/v1/postings/batch', body: { items } })

    const { body } = await postings.app.inject({
      url: `/v1/employers/${employerId}/post-report?format=csv`,
      headers: { authorization: `Bearer ${postings.organiser}` },
    })

    const externalIds = body
      .split('\r\n')
      .slice(1, -1)
      .map((line) => line.split(',')[5])
    expect(externalIds).toHaveLength(2_300)
    expect(new Set(externalIds).size).toBe(2_300)
  })

  it('answers as CSV that is no formula in a spreadsheet', async () => {
    await using postings = await startPostings()
    const employerId = await stateEnterprise(postings)
    await push(postings, employerId, '-1', { title: '=HYPERLINK("http://x")', channel: 'targeted' })
    const url = `/v1/employers/${employerId}/post-report`
    const get = async (query: string, accept: string) =>
      await postings.app.inject({ url: url + query, headers: { authorization: `Bearer ${postings.organiser}`, accept } })

    const asked = await get('?format=csv', '*/*')
    const accepted = await get('', 'text/csv')

    expect(asked).toMatchObject({ statusCode: 200, headers: { 'content-type': 'text/csv; charset=utf-8' } })
    expect(asked.body.split('\r\n')).toMatchObject([
      expect.stringMatching(/^\ufeff"统一社会信用代码","单位名称","年度","岗位名称"/),
      expect.stringContaining(`"${uscc.company}","杭州某国有公司",2026,"'=HYPERLINK(""http://x"")","hz-fair","'-1","定向招录","是"`),
      '',
    ])
    expect(accepted.body).toBe(asked.body)
    expect((await get('?format=json', 'text/csv')).headers['content-type']).toContain('application/json')
  })

  it('is for state enterprises, and for those who may read what the employer did', async () => {
    await using postings = await startPostings()
    const [employerId, other] = [await stateEnterprise(postings), await postings.employer({ uscc: uscc.otherCompany })]
    await push(postings, employerId, 'open')
    await push(postings, employerId, 'incomplete', { pay: undefined })
    const url = `/v1/employers/${employerId}/post-report`
    const [own, neighbour] = [await postings.key('enterprise', { employerId }), await postings.key('enterprise', { employerId: other })]
    const readAs = async (token: string) => (await postings.call({ url, token })).body.items?.map(({ externalId }) => externalId)

    const refused = await postings.call({ url: `/v1/employers/${other}/post-report` })
    const foreign = await postings.call({ url, token: postings.stranger })
    const missing = await postings.call({ url: '/v1/employers/01890000-0000-7000-8000-000000000001/post-report' })
    await postings.call({
      method: 'PUT',
      url: `/v1/employers/${other}`,
      body: employerBody({ uscc: uscc.otherCompany, kind: 'state_enterprise' }),
    })

    expect(refused).toMatchObject({ status: 422, body: { errors: [{ pointer: '#/path/id', code: 'not_state_enterprise' }] } })
    expect([foreign.status, missing.status, (await postings.call({ url, token: neighbour })).status]).toEqual([404, 404, 404])
    expect({ ...missing.body, requestId: '' }).toEqual({ ...foreign.body, requestId: '' })
    expect(await readAs(own)).toEqual(['open', 'incomplete'])
    expect(await readAs(postings.federation)).toEqual(['open'])
    expect(await postings.call({ url: `/v1/employers/${other}/post-report` })).toMatchObject({ status: 200, body: { items: [] } })
  })
})
