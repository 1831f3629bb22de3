import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { contentBody, noon, type PostingsService, postingBody, startPostings } from './postings-service.ts'

type Finding = { id: string; ruleId: string; field: string; start: number; end: number; severity: string; decision: string | null }

let postings: PostingsService
let employerId: string

beforeAll(async () => {
  postings = await startPostings()
  employerId = await postings.employer()
})
afterAll(async () => await postings[Symbol.asyncDispose]())

const unlawful = '形象好，气质佳；四肢健全，无残疾；会使用电脑。'

async function push(overrides: Record<string, unknown>, token?: string) {
  const url = `/v1/postings/by-source/lint/${String(overrides['externalId'])}`
  const { externalId: _, ...content } = overrides
  const answer = await postings.call({ method: 'PUT', url, body: contentBody(employerId, content), ...(token ? { token } : {}) })
  expect(answer.status).toBeLessThan(300)
  return answer.body['posting'] as {
    id: string
    status: string
    reasonCode: string
    findings: Finding[]
    requirementsText: string | null
    version: number
  }
}

describe('lint on write', () => {
  it('blocks what the law forbids, says where and why, and tells so', async () => {
    const posting = await push({ externalId: 'blocked', requirementsText: unlawful })

    expect(posting).toMatchObject({ status: 'blocked', reasonCode: 'unlawful_wording' })
    const found = posting.findings.find(({ ruleId }) => ruleId === 'body.no_disability')
    expect(unlawful.slice(found?.start, found?.end)).toContain('无残疾')
    const events = await postings.outbox()
    expect(events.at(-1)).toMatchObject({ type: 'posting.blocked', data: { rules: expect.arrayContaining(['body.no_disability']) } })
  })

  it('publishes when the words are gone, and the ledger keeps what was found', async () => {
    const { id } = await push({ externalId: 'mended', requirementsText: unlawful })

    const mended = await push({ externalId: 'mended', requirementsText: '会使用电脑。' })

    expect(mended).toMatchObject({ id, status: 'published', findings: [] })
    const ledger = await postings.call({ url: `/v1/postings/findings?postingId=${id}` })
    expect(ledger.body.items).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ ruleId: 'body.no_disability', postingVersion: 1, goneAt: noon.toISOString(), decision: null }),
      ]),
    )
  })

  it('accepts a rewrite with one call', async () => {
    const posting = await push({ externalId: 'accepted', requirementsText: unlawful })
    const found = posting.findings.find(({ ruleId }) => ruleId === 'body.no_disability')!
    const words = unlawful.slice(found.start, found.end)

    const url = `/v1/postings/${posting.id}/findings/${found.id}/decision`
    const answer = await postings.call({ method: 'POST', url, body: { decision: 'accept' } })

    expect(answer.status).toBe(200)
    expect(answer.body['requirementsText']).not.toContain(words)
    expect(answer.body['requirementsText']).toContain('会使用电脑')
    expect((answer.body['findings'] as Finding[]).map(({ id }) => id)).not.toContain(found.id)
    expect((await postings.call({ method: 'POST', url, body: { decision: 'accept' } })).body['code']).toBe('finding_settled')
    const ledger = await postings.call({ url: `/v1/postings/findings?postingId=${posting.id}&open=false` })
    expect(ledger.body.items).toEqual(expect.arrayContaining([expect.objectContaining({ id: found.id, decision: 'accepted' })]))
  })

  it('puts a functional demand with its weight in place of a sex, and none of the unlawful words', async () => {
    const posting = await push({ externalId: 'lifting', requirementsText: '限男性，需搬运20kg货物；会打字。' })
    const found = posting.findings.find(({ ruleId }) => ruleId === 'gender')!

    const url = `/v1/postings/${posting.id}/findings/${found.id}/decision`
    const answer = await postings.call({ method: 'POST', url, body: { decision: 'accept' } })

    expect(answer.body).toMatchObject({
      status: 'published',
      requirementsText: '需搬运20kg货物；会打字。',
      demands: [{ icf: 'd430', tolerated: 1, source: 'confirmed', reason: '搬运20kg' }],
    })
    expect(answer.text).not.toContain('男')
  })

  it('lets the organiser through what blocks, with a reason, and not the enterprise', async () => {
    const posting = await push({ externalId: 'dismissed', requirementsText: '无残疾；会使用电脑。' })
    const enterprise = await postings.key('enterprise', { tenantId: postings.tenantId, employerId })
    const found = posting.findings.find(({ severity }) => severity === 'block')!
    const url = `/v1/postings/${posting.id}/findings/${found.id}/decision`
    const body = { decision: 'dismiss', note: '该岗位为残疾人运动员陪练，体检标准由法规规定。' }

    expect((await postings.call({ method: 'POST', url, body, token: enterprise })).body['code']).toBe('finding_not_dismissible')
    const others = posting.findings.filter(({ severity, id }) => severity === 'block' && id !== found.id)
    for (const other of others) await postings.call({ method: 'POST', url: url.replace(found.id, other.id), body })
    const answer = await postings.call({ method: 'POST', url, body })

    expect(answer.body).toMatchObject({ status: 'published' })
    const again = await push({ externalId: 'dismissed', requirementsText: '无残疾；会使用电脑。', headcount: 9 })
    expect(again.status).toBe('published')
  })

  it('hides findings and decisions from strangers', async () => {
    const posting = await push({ externalId: 'hidden', requirementsText: unlawful })
    const url = `/v1/postings/${posting.id}/findings/${posting.findings[0]!.id}/decision`

    expect((await postings.call({ method: 'POST', url, body: { decision: 'accept' }, token: postings.stranger })).status).toBe(404)
    expect((await postings.call({ url: `/v1/postings/findings?postingId=${posting.id}`, token: postings.stranger })).body.items).toEqual([])
  })
})

describe('POST /v1/postings/lint', () => {
  it('judges a posting that is not there yet and stores nothing', async () => {
    const body = { title: '文员', requirementsText: '限女性，未婚，会使用电脑', employerKind: 'state_enterprise' }

    const answer = await postings.call({ method: 'POST', url: '/v1/postings/lint', body })

    expect(answer.status).toBe(200)
    expect((answer.body['findings'] as Finding[]).map(({ ruleId }) => ruleId)).toEqual(
      expect.arrayContaining(['gender', 'marital_or_parental']),
    )
    expect((answer.body['questions'] as { pointer: string }[]).map(({ pointer }) => pointer)).toContain('/pay')
  })

  it.each(['限残疾人', '残疾人优先', '具有正常履行职责的身体条件', '男女不限'])('lets %s pass', async (words) => {
    const answer = await postings.call({ method: 'POST', url: '/v1/postings/lint', body: { title: '文员', requirementsText: words } })

    expect(answer.body['findings']).toEqual([])
  })
})

describe('POST /v1/postings/simulate', () => {
  it('says what would become of a posting and keeps nothing', async () => {
    await postings.call({
      method: 'POST',
      url: '/v1/postings',
      body: postingBody(employerId, { source: 'there', title: '仓库管理员', description: '负责仓库货物的收发、登记和盘点。' }),
    })
    const before = (await postings.rows('postings')).length

    const answer = await postings.call({
      method: 'POST',
      url: '/v1/postings/simulate',
      body: contentBody(employerId, {
        title: '仓库管理员（急招）',
        description: '负责仓库货物的收发、登记、盘点。',
        requirementsText: '无残疾',
      }),
    })

    expect(answer.status).toBe(200)
    expect(answer.body).toMatchObject({ status: 'blocked', reasonCode: 'unlawful_wording', pool: null })
    expect(answer.body['duplicates']).toMatchObject([{ source: 'there', title: '仓库管理员', similarity: expect.any(Number) }])
    expect(await postings.rows('postings')).toHaveLength(before)
  })

  it('says that it would stand behind a copy from elsewhere, and not behind one of its own source', async () => {
    const copy = { title: '仓库管理员', description: '负责仓库货物的收发、登记和盘点。' }
    const simulate = async (more: Record<string, unknown>) =>
      (await postings.call({ method: 'POST', url: '/v1/postings/simulate', body: contentBody(employerId, { ...copy, ...more }) })).body

    const elsewhere = await simulate({ source: 'here', externalId: '1' })
    const same = await simulate({ source: 'there', externalId: '2' })
    const itself = await simulate({ source: 'there', externalId: 'A-001' })

    expect(elsewhere).toMatchObject({ status: 'merged', reasonCode: 'duplicate', canonicalId: expect.any(String) })
    expect(elsewhere['duplicates']).toMatchObject([{ postingId: elsewhere['canonicalId'], similarity: 100 }])
    expect(await simulate({})).toMatchObject({ status: 'merged' })
    expect(same).toMatchObject({ status: 'published', canonicalId: null, duplicates: [] })
    expect(itself).toMatchObject({ status: 'published', canonicalId: null, duplicates: [] })
  })
})
