import type { LocalFile } from '../../local/spawn-house.ts'
import { canaryPerson, identityCanaries, importedLine, profile, sentenceCanaries } from './people.ts'

type Role = keyof LocalFile['keys'] | 'employer'

export interface Answered {
  status: number
  text: string
  body: Record<string, unknown>
}

/** What came back from where nobody's identity belongs: bodies and headers. */
export type Heard = string[]

export interface Journey {
  jobseekerId: string
  importedId: string
  /** Read with her consent; holds her name on purpose. */
  disclosed: string
  exported: string
  heard: Heard
}

type Send = (role: Role, method: string, path: string, body?: unknown, options?: { mayName?: boolean; type?: string }) => Promise<Answered>

const employer = { uscc: '91990106MA0T102360', name: '城东图文', kind: 'private', regionCode: '330102' }
const posting = {
  source: 'canary',
  externalId: 'C-1',
  title: '摄影师',
  description: '为商品拍照',
  requirementsText: '会用相机',
  regionCode: '330102',
  headcount: 1,
  pay: { minFen: 500_000, maxFen: 700_000, unit: 'month', negotiable: false },
  skills: [{ code: 'photography', level: 2, must: true }],
  closesAt: '2030-06-30T23:59:59+08:00',
}
const today = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10)

/** Sends one request of the surface and keeps what came back, unless it may name her. */
function sender(local: LocalFile, heard: Heard) {
  const keys: Partial<Record<Role, string>> = { ...local.keys }
  const send: Send = async (role, method, path, body, { mayName = false, type = 'application/json' } = {}) => {
    const response = await fetch(local.origin + path, {
      method,
      headers: { authorization: `Bearer ${keys[role]}`, ...(body === undefined ? {} : { 'content-type': type }) },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
    const text = await response.text()
    if (!mayName) heard.push(JSON.stringify([...response.headers]), text)
    return { status: response.status, text, body: text.startsWith('{') ? (JSON.parse(text) as Record<string, unknown>) : {} }
  }
  const ok: Send = async (...request) => {
    const answered = await send(...request)
    if (answered.status >= 300) throw new Error(`${request[1]} ${request[2]} answered ${answered.status}: ${answered.text}`)
    return answered
  }
  return { send, ok, useKey: (role: Role, token: string) => void (keys[role] = token) }
}

/** One person goes through every flow of the house, by HTTP as its users do. `until` polls. */
export async function travel(
  local: LocalFile,
  webhookUrl: string,
  until: (claim: () => Promise<boolean>) => Promise<void>,
): Promise<Journey> {
  const heard: Heard = []
  const { send, ok, useKey } = sender(local, heard)
  const employerId = await meetEmployer(ok, useKey, webhookUrl)

  const person = await ok('federation', 'POST', '/v1/jobseekers', canaryPerson(employerId))
  const jobseekerId = String(person.body['id'])
  const path = `/v1/jobseekers/${jobseekerId}`
  await sendRubbish(send, path)
  await fillFile(ok, path)
  await ok('organiser', 'POST', '/v1/postings', { ...posting, employerId })
  const importedId = await importPeople(ok, until)

  const listed = async () =>
    (await ok('federation', 'GET', `/v1/matches?jobseekerId=${jobseekerId}`)).body['items'] as { id: string; postingId: string }[]
  await until(async () => (await listed()).length > 0)
  for (const { id, postingId } of (await listed()).slice(0, 3)) {
    for (const role of ['organiser', 'enterprise', 'federation', 'admin'] as const) {
      await send(role, 'GET', `/v1/matches/${id}`)
      await send(role, 'GET', `/v1/matches?postingId=${postingId}`)
    }
    await send('federation', 'POST', `/v1/matches/${id}/reviews`, { question: 'score_disputed', statement: '请再看看她的作品集。' })
  }
  await send('federation', 'POST', '/v1/what-if', { jobseekerId, changes: {} })
  await send('federation', 'POST', '/v1/score', { posting, jobseeker: { ...profile, name: identityCanaries.name } })

  const { body } = await ok('federation', 'GET', `${path}/consents`)
  const receipt = (body['items'] as { receipt: string | null }[]).find((item) => item.receipt !== null)?.receipt
  const disclosed = (await ok('employer', 'GET', `/v1/disclosures/${receipt}`, undefined, { mayName: true })).text
  await ok('employer', 'GET', '/v1/disclosures')
  await send('enterprise', 'GET', `/v1/disclosures/${receipt}`)
  const exported = (await ok('federation', 'GET', `${path}/export`, undefined, { mayName: true })).text
  return { jobseekerId, importedId, disclosed, exported, heard }
}

/** She asks to be forgotten. */
export async function erase(local: LocalFile, jobseekerId: string): Promise<void> {
  await sender(local, []).ok('federation', 'POST', `/v1/jobseekers/${jobseekerId}/erase`, { reason: 'person_asked' })
}

async function meetEmployer(ok: Send, useKey: (role: Role, token: string) => void, webhookUrl: string): Promise<string> {
  const created = await ok('organiser', 'POST', '/v1/employers', employer)
  const employerId = String(created.body['id'])
  const { body } = await ok('admin', 'GET', '/v1/keys?role=organiser')
  const [known] = body['items'] as { tenantId: string }[]
  const key = await ok('admin', 'POST', '/v1/keys', { tenantId: known?.tenantId, role: 'enterprise', label: '城东图文', employerId })
  useKey('employer', String(key.body['token']))
  const events = ['match.proposed', 'match.updated', 'match.withdrawn', 'disclosure.granted', 'disclosure.revoked', 'candidate.erased']
  await ok('employer', 'POST', '/v1/webhook-endpoints', { url: webhookUrl, events })
  return employerId
}

/** What a caller gets wrong with her data in hand: answers and logs must not repeat it. */
async function sendRubbish(send: Send, path: string): Promise<void> {
  const { name, number, certificate, phone } = identityCanaries
  const wrong: [method: string, path: string, body?: unknown][] = [
    ['POST', '/v1/jobseekers', { ...canaryPerson('no id'), identity: { name, idNumber: `${number}1`, phone: number } }],
    [
      'POST',
      '/v1/jobseekers',
      { identity: { name, idNumber: number, certificateNumber: certificate, phone }, profile: { regionCode: number } },
    ],
    ['POST', '/v1/jobseekers', `{"identity":{"name":"${name}","phone":"${phone}",`],
    ['POST', '/v1/jobseekers', canaryPerson('019a0000-0000-7000-8000-000000000000')],
    ['PATCH', path, { identity: { name, idNumber: number } }],
    ['PATCH', path, { profile: { regionCode: certificate, sex: name } }],
    ['POST', `${path}/consents`, { purpose: 'matching', textVersion: name, at: number }],
    ['POST', `${path}/certificates`, { certificateNumber: `${certificate}B` }],
    ['GET', `/v1/jobseekers/${certificate}`],
    ['GET', `/v1/jobseekers?regionCode=${number}`],
    ['POST', '/v1/jobseekers/lookup', { idNumber: `${number}7` }],
    ['POST', '/v1/match-reviews', { statement: name }],
  ]
  for (const [method, where, body] of wrong) await send('federation', method, where, body)
}

async function fillFile(ok: Send, path: string): Promise<void> {
  const { newName, newPhone, number, renewedCertificate, ownerName, ownerPhone } = identityCanaries
  await ok('federation', 'PATCH', path, { identity: { name: newName, phone: newPhone } })
  await ok('federation', 'POST', '/v1/jobseekers/lookup', { idNumber: number })
  await ok('federation', 'POST', `${path}/certificates`, { number: renewedCertificate, issuedOn: '2026-10-01', expiresOn: '2036-09-30' })
  await ok('federation', 'POST', `${path}/assessments`, {
    instrument: { code: 'WHODAS', version: '2.0' },
    assessor: { kind: 'federation', organisation: '上城区残联' },
    at: '2026-11-02T09:00:00+08:00',
    validUntil: '2028-11-02T09:00:00+08:00',
    items: [{ icf: 'd450', difficulty: 1 }],
    note: sentenceCanaries.note,
  })
  await ok('federation', 'POST', `${path}/statuses`, { code: 'employment_difficulty', source: 'federation', since: '2026-01-01' })
  const owner = { side: 'federation', organisation: '上城区残联', name: ownerName, phone: ownerPhone, from: '2026-01-01' }
  await ok('federation', 'PUT', `${path}/case-owners`, { owners: [owner] }, { mayName: true })
  const plan = { kind: 'career_guidance', agreedOn: today, dueOn: today, note: sentenceCanaries.planNote }
  await ok('federation', 'POST', `${path}/measures`, plan)
  await ok('federation', 'POST', `${path}/confirmations`, { at: '2026-11-03T09:00:00+08:00', channel: 'visit', changed: false })
  await ok('federation', 'GET', `${path}/file`, undefined, { mayName: true })
  for (const where of [
    path,
    `${path}/certificates`,
    `${path}/assessments`,
    `${path}/disclosures`,
    '/v1/jobseekers',
    '/v1/jobseekers/duplicates',
  ])
    await ok('federation', 'GET', where)
  await ok('federation', 'GET', '/v1/audit/exposure')
  await ok('admin', 'GET', `/v1/audit/entries?jobseekerId=${path.slice('/v1/jobseekers/'.length)}`)
}

async function importPeople(ok: Send, until: (claim: () => Promise<boolean>) => Promise<void>): Promise<string> {
  const wrongLine = { ...importedLine, identity: { ...importedLine.identity, idNumber: `${importedLine.identity.idNumber.slice(0, -1)}A` } }
  const file = `${JSON.stringify(importedLine)}\n${JSON.stringify(wrongLine)}\n`
  const started = await ok('federation', 'POST', '/v1/jobseekers/imports', file, { type: 'application/x-ndjson' })
  const path = `/v1/jobseekers/imports/${String(started.body['id'])}`
  await until(async () => (await ok('federation', 'GET', path)).body['status'] === 'finished')
  const { body } = await ok('federation', 'GET', `${path}/items`)
  const [first] = body['items'] as { jobseekerId: string }[]
  return first?.jobseekerId ?? ''
}
