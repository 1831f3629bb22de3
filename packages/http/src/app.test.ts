import { type Principal, roleScopes } from '@zhihe/contracts/access'
import { defineRoute } from '@zhihe/contracts/route'
import { createLogger } from '@zhihe/runtime/log'
import { createMetrics } from '@zhihe/runtime/metrics'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { createApp, type RoutePlugin } from './app.ts'
import { sendRendered } from './rendered.ts'

const thing = z.strictObject({ name: z.string(), size: z.int().min(1), tags: z.array(z.strictObject({ word: z.string() })).optional() })
const contract = defineRoute({
  method: 'POST',
  url: '/v1/things/:id',
  schema: { params: z.strictObject({ id: z.uuidv7() }), body: thing, response: { 201: z.strictObject({ name: z.string() }) } },
  config: { operationId: 'createThing', tag: 'things', summary: 'A thing', scope: 'postings:write' },
})
const key = `zk_${'a'.repeat(43)}`
const readerKey = `zk_${'b'.repeat(43)}`
const url = '/v1/things/019a0000-0000-7000-8000-000000000001'
const principal = (role: Principal['role']): Principal => ({
  keyId: 'k',
  tenantId: 't',
  role,
  scopes: roleScopes[role],
  regionCode: null,
  employerId: null,
})

async function startApp(answer: (body: z.infer<typeof thing>) => unknown = ({ name }) => ({ name }), authenticate = knownKeys) {
  const lines: string[] = []
  const logger = createLogger({ name: 'test', level: 'info' }, { write: (line: string) => void lines.push(line) })
  const routes: RoutePlugin = async (app) => {
    app.route({ ...contract, handler: async ({ body }, reply) => await reply.code(201).send(answer(body) as { name: string }) })
  }
  const app = await createApp({
    logger,
    authenticate,
    routes: [routes],
    checks: [{ name: 'database', check: () => false }],
    metrics: createMetrics({}),
  })
  const post = (payload: unknown, headers: Record<string, string> = {}) =>
    app.inject({
      method: 'POST',
      url,
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', ...headers },
      payload: payload as string,
    })
  return { app, post, lines, [Symbol.asyncDispose]: () => app.close() }
}

async function knownKeys(token: string) {
  return token === key ? principal('organiser') : token === readerKey ? principal('federation') : null
}

describe('an app made by createApp', () => {
  it('answers what the contract says', async () => {
    await using things = await startApp()

    const response = await things.post({ name: '桌子', size: 2 })

    expect(response.statusCode).toBe(201)
    expect(response.json()).toEqual({ name: '桌子' })
    expect(response.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/)
  })

  it.each([
    ['{"name":"a","size":1,"name":"b"}', '/name'],
    ['{"name":"a","size":1,"tags":[{"word":"a"},{"word":"b","\\u0077ord":"c"}]}', '/tags/1/word'],
  ])('refuses a key that comes twice: %s', async (payload, pointer) => {
    await using things = await startApp()

    const response = await things.post(payload)

    expect(response.statusCode).toBe(422)
    expect(response.json()).toMatchObject({ errors: [{ pointer, code: 'repeated_key' }] })
  })

  it('refuses in the address what cannot be kept', async () => {
    await using things = await startApp()

    const response = await things.app.inject({
      url: `${url}?word=%00`,
      method: 'POST',
      headers: { authorization: `Bearer ${key}` },
      payload: {},
    })

    expect(response.json()).toMatchObject({ status: 422, errors: [{ pointer: '#/query/word', code: 'bad_character' }] })
  })

  it('sends what was rendered before as it is, as JSON', async () => {
    const rendered: RoutePlugin = async (app) => {
      app.get('/rendered', async (_, reply) => sendRendered(reply, Buffer.from('{"name":"桌子"}')))
    }
    const app = await createApp({
      logger: createLogger({ name: 'test', level: 'silent' }),
      authenticate: knownKeys,
      routes: [rendered],
      checks: [],
      metrics: createMetrics({}),
    })

    const response = await app.inject('/rendered')
    await app.close()

    expect(response.body).toBe('{"name":"桌子"}')
    expect(response.headers).toMatchObject({ 'content-type': 'application/json; charset=utf-8', 'content-length': '17' })
  })

  it('names every bad field by pointer, in both languages, and repeats no value', async () => {
    await using things = await startApp()

    const response = await things.post({ name: 7, size: '3', colour: 'secret-red', tags: [{ word: 'a', 'x/y~z': 1 }] })

    expect(response.statusCode).toBe(422)
    expect(response.headers['content-type']).toContain('application/problem+json')
    expect(response.json()).toMatchObject({ code: 'invalid_request', status: 422 })
    expect(response.json().errors.map((one: { pointer: string; code: string }) => [one.pointer, one.code])).toEqual([
      ['/name', 'wrong_type'],
      ['/size', 'wrong_type'],
      ['/tags/0/x~1y~0z', 'unknown_key'],
      ['/colour', 'unknown_key'],
    ])
    expect(response.body).not.toContain('secret-red')
  })

  it('says which required field is missing', async () => {
    await using things = await startApp()

    const response = await things.post({ name: 'x' })

    expect(response.json().errors).toEqual([
      { pointer: '/size', code: 'missing', zh: '缺少必填内容，请补充。', en: 'This is required; add it.' },
    ])
  })

  it.each([
    ['no key', {}, 401],
    ['a wrong key', { authorization: `Bearer zk_${'c'.repeat(43)}` }, 401],
    ['a key of another kind', { authorization: 'Basic YTpi' }, 401],
    ['a key without the scope', { authorization: `Bearer ${readerKey}` }, 403],
  ])('refuses %s before it reads the body', async (_, headers, status) => {
    await using things = await startApp()

    const response = await things.app.inject({
      method: 'POST',
      url,
      headers: { 'content-type': 'application/json', ...headers },
      payload: '{broken',
    })

    expect(response.statusCode).toBe(status)
  })

  it.each([
    ['broken JSON', '{"name":', 'malformed_json'],
    ['a prototype key', '{"__proto__":{"a":1},"name":"x","size":1}', 'malformed_json'],
    ['bytes that are not UTF-8', Buffer.from([0x22, 0xff, 0x22]), 'malformed_json'],
  ])('refuses %s', async (_, payload, code) => {
    await using things = await startApp()

    expect((await things.post(payload)).json()).toMatchObject({ code })
  })

  it.each([
    ['U+0000', '{"name":"a\\u0000b","size":1}'],
    ['half a surrogate pair', '{"name":"a\\ud800b","size":1}'],
  ])('refuses %s, which could not be kept as sent', async (_, payload) => {
    await using things = await startApp()

    expect((await things.post(payload)).json().errors).toMatchObject([{ pointer: '/name', code: 'bad_character' }])
  })

  it('takes JSON only', async () => {
    await using things = await startApp()

    expect((await things.post('name=x', { 'content-type': 'application/x-www-form-urlencoded' })).statusCode).toBe(415)
  })

  it('lets no answer out that its schema does not know, and hides why', async () => {
    await using things = await startApp(() => ({ name: 'x', phone: '19900000000' }))

    const response = await things.post({ name: 'x', size: 1 })

    expect(response.statusCode).toBe(500)
    expect(response.json()).toMatchObject({ code: 'internal' })
    expect(response.body + things.lines.join()).not.toContain('19900000000')
  })

  it('answers 503 with Retry-After while the database cannot be reached, and logs it once', async () => {
    await using things = await startApp(undefined, async () => {
      throw Object.assign(new Error('connect'), { code: 'ECONNREFUSED' })
    })

    const response = await things.post({ name: 'x', size: 1 })

    expect(response.statusCode).toBe(503)
    expect(response.headers['retry-after']).toBe('1')
    expect(things.lines.filter((line) => line.includes('request failed'))).toHaveLength(1)
  })

  it('answers the same to an id that is no id and to an address that is not there', async () => {
    await using things = await startApp()
    const headers = { authorization: `Bearer ${key}` }

    const badId = await things.app.inject({
      method: 'POST',
      url: '/v1/things/abc',
      headers: { ...headers, 'content-type': 'application/json' },
      payload: '{"name":"x","size":1}',
    })
    const nowhere = await things.app.inject({ method: 'GET', url: '/v1/nothing', headers })

    expect([badId.statusCode, nowhere.statusCode]).toEqual([404, 404])
    expect({ ...badId.json(), requestId: '' }).toEqual({ ...nowhere.json(), requestId: '' })
  })

  it('is alive, tells that it is not ready, and shows its metrics and its reference', async () => {
    await using things = await startApp()
    await things.post({ name: 'x', size: 1 })

    expect((await things.app.inject('/livez')).json()).toEqual({ live: true })
    expect((await things.app.inject('/readyz')).json()).toEqual({ ready: false, checks: [{ name: 'database', ok: false }] })
    expect((await things.app.inject('/metrics')).body).toContain(
      'zhihe_http_request_seconds_count{method="POST",route="/v1/things/:id",status="201"} 1',
    )
    expect((await things.app.inject('/openapi.json')).json()).toMatchObject({ openapi: '3.1.0' })
    expect((await things.app.inject('/docs/')).headers['content-type']).toContain('text/html')
  })

  it('logs a request by its pattern, without ids or bodies', async () => {
    await using things = await startApp()

    await things.post({ name: '王小明', size: 1 })

    expect(JSON.parse(things.lines.at(-1) ?? '')).toMatchObject({
      route: '/v1/things/:id',
      status: 201,
      operationId: 'createThing',
      keyId: 'k',
    })
    expect(things.lines.join()).not.toMatch(/王小明|019a0000/)
  })
})
