import { routesByService } from '@zhihe/contracts/routes'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { privateHosts, publicHosts } from './corpora/hosts.ts'
import { startWebhooks, type Webhooks } from './webhooks-service.ts'

const base = '/v1/webhook-endpoints'
const hook = 'https://hr.example.com/zhihe'

describe('webhook endpoints', () => {
  let webhooks: Webhooks
  beforeAll(async () => {
    webhooks = await startWebhooks({ allowPrivate: false })
  })
  afterAll(async () => await webhooks[Symbol.asyncDispose]())

  it('gives an enterprise an endpoint of its employer, and the secret this once', async () => {
    const created = await webhooks.createEndpoint(hook, { events: ['match.proposed', 'match.proposed'] })
    const read = await webhooks.call({ url: `${base}/${created.body.id}` })

    expect(created.status).toBe(201)
    expect(created.body).toMatchObject({
      url: hook,
      events: ['match.proposed'],
      employerId: webhooks.employerId,
      status: 'active',
      description: null,
    })
    expect(created.body.secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/)
    expect(read.status).toBe(200)
    expect({ ...read.body, secret: created.body.secret, publicKey: null }).toEqual(created.body)
    expect(read.text).not.toContain('whsec_')
  })

  it('gives an organiser and an admin endpoints of their tenant as a whole', async () => {
    const { tokens } = webhooks
    const created = await webhooks.createEndpoint(hook, { token: tokens.organiser })
    const byAdmin = await webhooks.call({ url: `${base}/${created.body.id}`, token: tokens.admin })

    expect(created.body['employerId']).toBeNull()
    expect(byAdmin.status).toBe(200)
  })

  it('keeps neither the secret nor an answer that holds it in plain text', async () => {
    const headers = { 'idempotency-key': 'sealed' }
    const created = await webhooks.call({ method: 'POST', url: base, body: { url: hook, events: ['match.proposed'] }, headers })
    const plain = Buffer.from(created.body.secret.slice('whsec_'.length), 'base64')

    const { rows } = await webhooks.database.pool.query<{ kept: string; sealed: Buffer; key: string }>(
      `select k.body as kept, e.sealed, e.key_id as key from webhooks.idempotency_keys k, webhooks.secrets e where k.key = 'sealed' and e.endpoint_id = $1`,
      [created.body.id],
    )

    expect(rows).toHaveLength(1)
    expect(rows[0]?.key).toBe('k1')
    expect(rows[0]?.sealed.includes(plain)).toBe(false)
    expect(Buffer.from(rows[0]?.kept.split(':')[1] ?? '', 'base64').includes('whsec_')).toBe(false)
  })

  it('answers the same request again byte for byte, with one endpoint made', async () => {
    const headers = { 'idempotency-key': 'again' }
    const request = { method: 'POST' as const, url: base, body: { url: hook, events: ['posting.closed'], description: 'once' }, headers }

    const first = await webhooks.call(request)
    const second = await webhooks.call(request)
    const other = await webhooks.call({ ...request, body: { ...request.body, description: 'twice' } })

    expect([first.status, second.status]).toEqual([201, 201])
    expect(second.text).toBe(first.text)
    expect([other.status, other.body['code']]).toEqual([422, 'idempotency_key_reused'])
    const { body } = await webhooks.call({ url: `${base}?limit=200` })
    expect(body.items.filter(({ description }) => description === 'once')).toHaveLength(1)
  })

  it('refuses every spelling of a host that is not public, naming the field', async () => {
    const answers = await Promise.all(privateHosts.map((host) => webhooks.createEndpoint(`https://${host}/`)))

    expect(answers.map(({ status, body }) => [status, body['code']])).toEqual(privateHosts.map(() => [422, 'endpoint_url_refused']))
    const pointers = answers.map(({ body }) =>
      (body['errors'] as { pointer: string; code: string }[]).map(({ pointer, code }) => `${pointer} ${code}`),
    )
    expect(new Set(pointers.flat())).toEqual(new Set(['/url not_public']))
  })

  it('refuses http and credentials, and takes public hosts', async () => {
    const codeFor = async (url: string) => ((await webhooks.createEndpoint(url)).body['errors'] as { code: string }[])[0]?.code
    const taker = { token: webhooks.tokens.otherEnterprise }

    expect(await codeFor('http://hr.example.com/')).toBe('not_https')
    expect(await codeFor('https://a:b@hr.example.com/')).toBe('has_credentials')
    expect(await codeFor('hr.example.com/hook')).toBe('not_a_url')
    for (const host of publicHosts) expect((await webhooks.createEndpoint(`https://${host}/hook`, taker)).status).toBe(201)
  })

  it('points at what is wrong in a request', async () => {
    const send = async (body: unknown) => {
      const answer = await webhooks.call({ method: 'POST', url: base, body })
      return {
        status: answer.status,
        errors: (answer.body['errors'] as { pointer: string; code: string }[]).map(({ pointer, code }) => [pointer, code]),
      }
    }

    expect(await send({ url: hook, events: ['match.made'] })).toMatchObject({ status: 422, errors: [['/events/0', 'not_allowed']] })
    expect(await send({ url: hook, events: [] })).toMatchObject({ errors: [['/events', 'too_small']] })
    expect(await send({ url: hook, events: ['match.proposed'], secret: 'x' })).toMatchObject({ errors: [['/secret', 'unknown_key']] })
    expect(await send({ events: ['match.proposed'] })).toMatchObject({ errors: [['/url', 'missing']] })
  })

  it('stops at 20 endpoints per owner, also when they come at once, and makes room by deleting', async () => {
    const token = await webhooks.key('enterprise', { employerId: '01936a5e-0000-7000-8000-000000000001' })

    const answers = await Promise.all(Array.from({ length: 25 }, () => webhooks.createEndpoint(hook, { token })))
    const made = answers.filter(({ status }) => status === 201)
    const refused = answers.filter(({ status }) => status !== 201)

    expect(made).toHaveLength(20)
    expect(refused.map(({ status, body }) => [status, body['code']])).toEqual(refused.map(() => [409, 'endpoint_limit_reached']))
    expect((await webhooks.call({ method: 'DELETE', url: `${base}/${made[0]?.body.id}`, token })).status).toBe(204)
    expect((await webhooks.createEndpoint(hook, { token })).status).toBe(201)
  })

  it('lists newest first in pages, without what was deleted', async () => {
    const token = await webhooks.key('enterprise', { employerId: '01936a5e-0000-7000-8000-000000000002' })
    const ids: string[] = []
    for (let made = 0; made < 5; made += 1) ids.unshift((await webhooks.createEndpoint(hook, { token })).body.id)
    await webhooks.call({ method: 'DELETE', url: `${base}/${ids[2]}`, token })

    const first = await webhooks.call({ url: `${base}?limit=2`, token })
    const second = await webhooks.call({ url: `${base}?limit=2&cursor=${first.body.nextCursor}`, token })

    expect([...first.body.items, ...second.body.items].map(({ id }) => id)).toEqual(ids.filter((_, index) => index !== 2))
    expect(second.body.nextCursor).toBeNull()
    expect((await webhooks.call({ url: `${base}?cursor=nonsense`, token })).status).toBe(422)
  })

  it('is the same 404 for what is foreign, deleted or missing, and 401 or 403 without the right', async () => {
    const { tokens } = webhooks
    const token = await webhooks.key('enterprise', { employerId: '01936a5e-0000-7000-8000-000000000003' })
    const mine = (await webhooks.createEndpoint(hook, { token })).body.id
    const deleted = (await webhooks.createEndpoint(hook, { token })).body.id
    await webhooks.call({ method: 'DELETE', url: `${base}/${deleted}`, token })
    const missing = '01936a5e-0000-7000-8000-00000000000f'
    const strangers = [tokens.organiser, tokens.otherOrganiser, tokens.enterprise, tokens.otherEnterprise, tokens.admin]

    for (const method of ['GET', 'DELETE'] as const) {
      const foreign = await Promise.all(strangers.map((stranger) => webhooks.call({ method, url: `${base}/${mine}`, token: stranger })))
      const gone = await Promise.all([deleted, missing].map((id) => webhooks.call({ method, url: `${base}/${id}`, token })))
      const bodies = [...foreign, ...gone].map(({ status, body }) => ({ status, body: { ...body, requestId: '' } }))
      expect(bodies).toEqual(bodies.map(() => ({ status: 404, body: { ...bodies[0]?.body, code: 'not_found' } })))
    }
    expect((await webhooks.call({ url: `${base}/${mine}`, token })).status).toBe(200)
    for (const url of [base, `${base}/${mine}`, '/v1/webhook-messages', '/v1/webhook-messages/msg_1/attempts']) {
      expect((await webhooks.call({ url, token: '' })).status).toBe(401)
      expect((await webhooks.call({ url, token: 'zk_wrong_wrong_wrong' })).status).toBe(401)
      expect((await webhooks.call({ url, token: tokens.federation })).status).toBe(403)
    }
  })

  it('asks for a key that may manage webhooks before it looks at anything else, at every operation', async () => {
    for (const { method, url } of routesByService.webhooks) {
      const request = { method, url: url.replace(':id', '01936a5e-0000-7000-8000-000000000004'), ...(method === 'GET' ? {} : { body: {} }) }
      const statuses = await Promise.all(
        ['', webhooks.tokens.federation].map(async (token) => (await webhooks.call({ ...request, token })).status),
      )

      expect([method, url, ...statuses]).toEqual([method, url, 401, 403])
    }
  })

  it('keeps its tables to its own role', async () => {
    // Others may ask `unseen`, and who compares the books has its own columns; nobody else sees a row.
    const { rows } = await webhooks.database.pool.query<{ name: string }>(
      `select r.rolname || ' ' || c.relname as name from pg_roles r cross join pg_class c
       where r.rolname like 'zhihe\\_%' and r.rolcanlogin and r.rolname not in ('zhihe_webhooks', 'zhihe_operations')
         and c.relnamespace = 'webhooks'::regnamespace and c.relkind in ('r', 'v')
         and has_schema_privilege(r.rolname, 'webhooks', 'usage') and has_any_column_privilege(r.rolname, c.oid, 'select, insert, update')`,
    )

    expect(rows).toEqual([])
  })
})
