import { createAuthenticator } from '@zhihe/access/authenticate'
import { createKey, createTenant, revokeKey } from '@zhihe/access/keys'
import type { Role } from '@zhihe/contracts/access'
import { createApp } from '@zhihe/http/app'
import { openDatabase } from '@zhihe/postgres/pool'
import { startConsumer } from '@zhihe/queue/consumer'
import { listDead } from '@zhihe/queue/dead-letters'
import { UnrecoverableJobError } from '@zhihe/queue/policy'
import { openProducer } from '@zhihe/queue/producer'
import { createLogger } from '@zhihe/runtime/log'
import { createMetrics } from '@zhihe/runtime/metrics'
import { eventually } from '@zhihe/testing/eventually'
import { type QueueBackend, queueBackends } from '@zhihe/testing/queue-backends'
import { describe, expect, it } from 'vitest'
import { boardRoutes } from '../src/board/board-routes.ts'

const board = '/v1/admin/board'
const secret = '王小明'
const logger = createLogger({ name: 'test', level: 'silent' })

async function startBoard({ open }: QueueBackend, deadCount = 2) {
  const stack = new AsyncDisposableStack()
  const { url, keyPrefix, database } = stack.use(await open())
  const admin = stack.use(openDatabase({ url: database.adminUrl, applicationName: 'test-admin', maxConnections: 2 }))
  const now = () => new Date()
  const tenantId = await createTenant(admin.db, 'fair', now())
  const key = async (role: Role) => await createKey(admin.db, { tenantId, role, label: 'test' }, now())
  const authenticate = createAuthenticator({ db: admin.db, now })
  const routes = [boardRoutes({ queueUrl: url, queueKeyPrefix: keyPrefix, authenticate, now })]
  const app = await createApp({ logger, authenticate, routes, checks: [], metrics: createMetrics({}) })
  stack.adopt(app, () => app.close())

  const address = { url, queue: 'matching', keyPrefix }
  const world = { isBroken: true, handled: [] as string[] }
  const handle = async ({ jobId }: { jobId: string }) => {
    if (world.isBroken) throw new UnrecoverableJobError('the job is no event of the contract')
    world.handled.push(jobId)
  }
  stack.use(startConsumer({ ...address, concurrency: 2, handle, logger }))
  const producer = stack.use(openProducer({ ...address, logger, parcelSize: 1 }))
  await producer.addBulk(
    Array.from({ length: deadCount }, (_, at) => ({ name: 'posting.closed', data: { name: secret }, jobId: `event-${at}` })),
  )
  await eventually(async () => expect(await listDead(address)).toHaveLength(deadCount), { withinMs: 15_000 })

  const ask = async (
    path: string,
    { cookie, form, headers = {} }: { cookie?: string; form?: Record<string, string>; headers?: Record<string, string> } = {},
  ) => {
    const type = form === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }
    const answer = await app.inject({
      method: form === undefined ? 'GET' : 'POST',
      url: board + path,
      headers: { ...type, ...(cookie === undefined ? {} : { cookie }), ...headers },
      ...(form === undefined ? {} : { payload: new URLSearchParams(form).toString() }),
    })
    const setCookie = String(answer.headers['set-cookie'] ?? '')
    return { status: answer.statusCode, body: answer.body, headers: answer.headers, cookie: setCookie.split(';')[0] ?? '' }
  }
  const signIn = async (role: Role = 'admin') => await ask('/session', { form: { key: (await key(role)).token } })
  const formOf = async (cookie: string) => /name="form" value="([^"]+)"/.exec((await ask('', { cookie })).body)?.[1] ?? ''
  return { ask, signIn, formOf, key, admin, world, address, [Symbol.asyncDispose]: () => stack.disposeAsync() }
}

describe.each(queueBackends())('the queue board, on $name', (backend) => {
  it('shows counts and dead letters with their reason to an administrator, and nothing of what the jobs say', async () => {
    await using house = await startBoard(backend)
    const signedIn = await house.signIn()

    const page = await house.ask('', { cookie: signedIn.cookie })

    expect([signedIn.status, signedIn.headers.location, page.status]).toEqual([303, board, 200])
    for (const word of [
      'matching',
      'webhooks',
      'jobseekers',
      'event-0',
      'event-1',
      'posting.closed',
      'the job is no event of the contract',
    ])
      expect(page.body).toContain(word)
    expect(page.body).not.toContain(secret)
    expect(page.headers).toMatchObject({ 'cache-control': 'no-store', 'content-type': 'text/html; charset=utf-8' })
    expect(page.headers['content-security-policy']).toContain("default-src 'none'")
  })

  it('puts one dead letter back, or all, and they are done', async () => {
    await using house = await startBoard(backend, 3)
    const { cookie } = await house.signIn()
    const form = await house.formOf(cookie)
    house.world.isBroken = false

    const one = await house.ask('/retry', { cookie, form: { form, queue: 'matching', jobId: 'event-1' } })
    await eventually(() => expect(house.world.handled).toEqual(['event-1']), { withinMs: 15_000 })
    const all = await house.ask('/retry', { cookie, form: { form, queue: 'matching' } })
    await eventually(() => expect(house.world.handled.toSorted()).toEqual(['event-0', 'event-1', 'event-2']), { withinMs: 15_000 })

    expect([one, all].map(({ status, headers }) => [status, headers.location])).toEqual([
      [303, `${board}?queue=matching&retried=1`],
      [303, `${board}?queue=matching&retried=2`],
    ])
    expect((await house.ask('?queue=matching&retried=2', { cookie })).body).toContain('2 put back to wait')
    expect(await listDead(house.address)).toEqual([])
  })
})

const postgres = queueBackends()[0]!

describe('the door of the queue board', () => {
  it('opens for an administrator alone', async () => {
    await using house = await startBoard(postgres, 0)

    for (const role of ['organiser', 'enterprise', 'federation'] as const) expect((await house.signIn(role)).status).toBe(403)
    const nobody = await house.ask('/session', { form: { key: `zk_${'x'.repeat(43)}` } })
    const without = await house.ask('')

    expect([nobody.status, nobody.cookie, without.status]).toEqual([403, '', 401])
    expect(without.body).not.toContain('matching')
  })

  it('is shut within seconds when the key is revoked', async () => {
    await using house = await startBoard(postgres, 0)
    const made = await house.key('admin')
    const { cookie } = await house.ask('/session', { form: { key: made.token } })
    expect((await house.ask('', { cookie })).status).toBe(200)

    await revokeKey(house.admin.db, made.id, new Date())

    await eventually(async () => expect((await house.ask('', { cookie })).status).toBe(401), { withinMs: 15_000 })
  })

  it('does nothing for a form of another site, without the token of its own page, or with a key in the address', async () => {
    await using house = await startBoard(postgres, 1)
    const { cookie } = await house.signIn()
    const form = await house.formOf(cookie)
    const wanted = { form, queue: 'matching' }

    const answers = [
      await house.ask('/retry', { cookie, form: { queue: 'matching' } }),
      await house.ask('/retry', { cookie, form: { ...wanted, form: 'guessed' } }),
      await house.ask('/retry', { cookie, form: wanted, headers: { origin: 'https://evil.example' } }),
      await house.ask('/retry', { cookie, form: wanted, headers: { 'sec-fetch-site': 'cross-site' } }),
      await house.ask('/retry', { form: wanted }),
      await house.ask('/retry', { cookie, form: { ...wanted, queue: 'other' } }),
      await house.ask('/session', { form: { key: (await house.key('admin')).token }, headers: { origin: 'https://evil.example' } }),
    ]
    const inAddress = await house.ask(`?key=${(await house.key('admin')).token}`)

    expect(answers.map(({ status }) => status)).toEqual(Array(7).fill(403))
    expect(inAddress.status).toBe(401)
    expect(await listDead(house.address)).toHaveLength(1)
    expect(
      (await house.ask('/retry', { cookie, form: wanted, headers: { origin: 'http://localhost', 'sec-fetch-site': 'same-origin' } }))
        .status,
    ).toBe(303)
  })

  it('lets nobody try keys for ever', async () => {
    await using house = await startBoard(postgres, 0)

    const statuses: number[] = []
    for (let tried = 0; tried < 30; tried += 1)
      statuses.push((await house.ask('/session', { form: { key: `zk_${'y'.repeat(43)}` } })).status)

    expect(statuses.filter((status) => status === 429).length).toBeGreaterThan(10)
  })

  it('closes behind who signs out', async () => {
    await using house = await startBoard(postgres, 0)
    const { cookie } = await house.signIn()

    const out = await house.ask('/sign-out', { cookie, form: { form: await house.formOf(cookie) } })

    expect([out.status, out.cookie]).toEqual([303, 'zhihe_board='])
    expect(String(out.headers['set-cookie'])).toContain('Max-Age=0')
  })
})
