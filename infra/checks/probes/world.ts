import { createKey, createTenant, type NewKey, revokeKey } from '@zhihe/access/keys'
import { type Db, openDatabase } from '@zhihe/postgres/pool'
import { eventually } from '@zhihe/testing/eventually'
import type { KindName } from '../access-matrix.ts'
import * as bodies from './bodies.ts'

export interface Answer {
  status: number
  text: string
}

export interface Caller {
  name: string
  token: string
}

/** The things of one tenant by kind; a name that begins with a kind is one in another state. */
export type Things = Partial<Record<KindName, string>> & { states: { kind: KindName; id: string; state: string }[] }

export interface Call {
  method: string
  path: string
  body?: unknown
  type?: string
}

/** Asks `origin` over HTTP. */
export async function ask(origin: string, by: Caller | null, { method, path, body, type = 'application/json' }: Call): Promise<Answer> {
  const response = await fetch(origin + path, {
    method,
    headers: { ...(by && { authorization: `Bearer ${by.token}` }), ...(body !== undefined && { 'content-type': type }) },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  return { status: response.status, text: await response.text() }
}

/** Two tenants with the same kinds of things, and everybody who may come to their door. */
export async function buildWorld(origin: string, ownerUrl: string) {
  await using owner = openDatabase({ url: ownerUrl, applicationName: 'probes', maxConnections: 1 })
  const home = await buildTenant(origin, owner.db, 0)
  const abroad = await buildTenant(origin, owner.db, 1)
  const { tenantId, employers } = home
  const key = async (name: string, more: Partial<NewKey>): Promise<Caller> => ({
    name,
    token: (await createKey(owner.db, { tenantId, role: 'federation', label: name, ...more }, new Date())).token,
  })
  const revoked = await createKey(owner.db, { tenantId, role: 'admin', label: 'revoked' }, new Date())
  await revokeKey(owner.db, revoked.id, new Date())
  const strangers = [
    await key('expired', { role: 'admin', expiresAt: new Date(Date.now() - 1_000) }),
    { name: 'revoked', token: revoked.token },
    { name: 'unknown', token: `zk_${'x'.repeat(43)}` },
    { name: 'a signed token', token: 'eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0.eA' },
  ]
  const callers = {
    organiser: await key('organiser', { role: 'organiser' }),
    enterprise: await key('enterprise', { role: 'enterprise' }),
    bound: await key('enterprise bound to the employer', { role: 'enterprise', employerId: employers[0] }),
    boundElsewhere: await key('enterprise bound to another employer', { role: 'enterprise', employerId: employers[1] }),
    federation: await key('federation', {}),
    region: await key('federation of the region', { regionCode: '330100' }),
    otherRegion: await key('federation of another region', { regionCode: '330200' }),
    admin: await key('admin', { role: 'admin' }),
  }
  return { home, abroad, callers, strangers }
}
export type World = Awaited<ReturnType<typeof buildWorld>>

async function buildTenant(origin: string, db: Db, at: 0 | 1) {
  const mark = bodies.marks[at]
  const tenantId = await createTenant(db, `租户${mark}`, new Date())
  const callerOf = async (role: NewKey['role'], more: Partial<NewKey> = {}) => ({
    name: role,
    token: (await createKey(db, { tenantId, role, label: `${role} ${mark}`, ...more }, new Date())).token,
  })
  const [organiser, federation, admin] = [await callerOf('organiser'), await callerOf('federation'), await callerOf('admin')]
  const make = async (by: Caller, path: string, body: unknown, more: Partial<Call> = {}): Promise<Record<string, unknown>> => {
    const { status, text } = await ask(origin, by, { method: 'POST', path, body, ...more })
    if (status >= 300) throw new Error(`POST ${path} answered ${status}: ${text}`)
    return JSON.parse(text) as Record<string, unknown>
  }
  const idOf = async (...args: Parameters<typeof make>) => String((await make(...args))['id'])

  const employers = [
    await idOf(organiser, '/v1/employers', bodies.employer(mark, bodies.creditCode(at * 2))),
    await idOf(organiser, '/v1/employers', bodies.employer(`${mark}二`, bodies.creditCode(at * 2 + 1))),
  ] as const
  const enterprise = await callerOf('enterprise', { employerId: employers[0] })
  const fair = await idOf(organiser, '/v1/fairs', bodies.fair(mark))
  const posting = await idOf(organiser, '/v1/postings', bodies.posting(mark, 'open', employers[0], fair))
  const closed = await idOf(organiser, '/v1/postings', bodies.posting(mark, 'closed', employers[0], fair))
  await make(organiser, `/v1/postings/${closed}/close`, { reason: 'filled' })
  const jobseeker = await idOf(federation, '/v1/jobseekers', bodies.person(mark, 501 + at * 10))
  const inactive = await idOf(federation, '/v1/jobseekers', bodies.person(mark, 502 + at * 10))
  await ask(origin, federation, { method: 'PATCH', path: `/v1/jobseekers/${inactive}`, body: { status: 'inactive' } })
  const erased = await idOf(federation, '/v1/jobseekers', bodies.person(mark, 503 + at * 10))
  await make(federation, `/v1/jobseekers/${erased}/erase`, { reason: 'registered_in_error' })
  const granted = await make(federation, `/v1/jobseekers/${jobseeker}/consents`, bodies.disclosureTo(employers[0]))
  const csv = { type: 'text/csv' }
  const imported = await idOf(organiser, `/v1/fairs/${fair}/imports`, bodies.sheetOfPostings, csv)
  const peopleImport = await idOf(federation, '/v1/jobseekers/imports', JSON.stringify(bodies.person(mark, 504 + at * 10)), {
    type: 'application/x-ndjson',
  })
  const endpoint = await idOf(enterprise, '/v1/webhook-endpoints', bodies.endpoint(mark))
  const paused = await idOf(enterprise, '/v1/webhook-endpoints', bodies.endpoint(`${mark}-paused`))
  await ask(origin, enterprise, { method: 'PATCH', path: `/v1/webhook-endpoints/${paused}`, body: { status: 'paused' } })
  const message = await idOf(enterprise, `/v1/webhook-endpoints/${endpoint}/test`, {})
  const key = await idOf(admin, '/v1/keys', { tenantId, role: 'organiser', label: `钥匙${mark}` })
  const rebuild = await idOf(admin, '/v1/rebuilds', {}).catch(() => undefined)
  const match = await eventually(
    async () => {
      const { text } = await ask(origin, federation, { method: 'GET', path: `/v1/matches?jobseekerId=${jobseeker}` })
      // People are matched with the postings of every tenant.
      const { items } = JSON.parse(text) as { items: { id: string; postingId: string }[] }
      const found = items.find(({ postingId }) => postingId === posting)
      if (!found) throw new Error(`no match yet: ${text}`)
      return found.id
    },
    { withinMs: 30_000 },
  )
  const review = await idOf(federation, `/v1/matches/${match}/reviews`, { question: 'other' })
  const things: Things = {
    employer: employers[0],
    attendance: employers[0],
    fair,
    posting,
    import: imported,
    jobseeker,
    peopleImport,
    disclosure: receiptIn(granted),
    key,
    match,
    review,
    ...(rebuild === undefined ? {} : { rebuild }),
    endpoint,
    message,
    states: [
      { kind: 'posting', id: closed, state: 'closed' },
      { kind: 'jobseeker', id: inactive, state: 'inactive' },
      { kind: 'jobseeker', id: erased, state: 'erased' },
      { kind: 'endpoint', id: paused, state: 'paused' },
    ],
  }
  return { mark, tenantId, employers, things }
}

function receiptIn(value: unknown): string {
  const found = /dr_[A-Za-z0-9_-]+/.exec(JSON.stringify(value))?.[0]
  if (found === undefined) throw new Error('a consent to disclosure came back without its receipt')
  return found
}
