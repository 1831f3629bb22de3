import { createAuthenticator } from '@zhihe/access/authenticate'
import { noLimits } from '@zhihe/http/limits'
import { createLogger } from '@zhihe/runtime/log'
import { createMetrics } from '@zhihe/runtime/metrics'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildApp } from '../src/app.ts'
import { defaultGuards } from '../src/guards.ts'
import { change, jobseeker, posting, publish } from './facts.ts'
import { startMatchingApi } from './matching-api.ts'
import { candidateRefKey } from './matching-service.ts'

type Api = Awaited<ReturnType<typeof startMatchingApi>>

const [job, otherJob] = [posting({ headcount: 2 }), posting({ headcount: 2 })]
const people = Array.from({ length: 60 }, () => jobseeker())
const evening = new Date('2026-11-22T15:59:30Z') // 23:59:30 in China
const nextDay = new Date('2026-11-22T16:00:00Z')

let api: Api

beforeAll(async () => {
  api = await startMatchingApi()
  for (const person of people) await api.worker.take(change(person, api.tenants.federation))
  for (const facts of [job, otherJob]) await api.worker.take(publish(facts, api.tenants.organiser, api.employerId))
  await api.worker.index.catchUp()
})
afterAll(() => api[Symbol.asyncDispose]())

/** The API with its own limit, clock and log, over the same database; nobody has been seen yet. */
async function startLimited(peoplePerDay: number, { isSecond = false } = {}) {
  const lines: string[] = []
  let now = evening
  if (!isSecond) await api.asOwner('delete from matching.people_seen')
  const app = await buildApp({
    database: api.database,
    index: api.worker.index,
    authenticate: createAuthenticator({ db: api.database.db, now: () => new Date() }),
    now: () => now,
    candidateRefKey,
    logger: createLogger({ name: 'test', level: 'warn' }, { write: (line: string) => void lines.push(line) }),
    metrics: createMetrics({}),
    limits: noLimits,
    guards: { ...defaultGuards, peoplePerDay },
  })
  const get = async (url: string, as: keyof Api['keys'] = 'enterprise') =>
    await app.inject({ method: 'GET', url, headers: { authorization: `Bearer ${api.keys[as]}` } })
  const seen = async () => (await api.rows<{ n: number }>('select count(*)::int as n from matching.people_seen'))[0]?.n
  return { app, get, seen, lines, setNow: (at: Date) => void (now = at), [Symbol.asyncDispose]: () => app.close() }
}

const list = (facts: { id: string }, limit: number, more = '') => `/v1/matches?postingId=${facts.id}&limit=${limit}${more}`

describe('the people one enterprise is told of in a day', () => {
  it('are limited; beyond, it is told when it goes on, nobody is noted, and those it has seen stay readable', async () => {
    await using limited = await startLimited(25)

    const first = await limited.get(list(job, 20))
    const second = await limited.get(list(job, 40))
    const again = await limited.get(list(job, 20))

    expect([first.statusCode, second.statusCode, again.statusCode]).toEqual([200, 429, 200])
    expect(second.json()).toMatchObject({ code: 'people_limit_reached', detail: expect.stringContaining('2026-11-23T00:00:00+08:00') })
    expect(second.headers['retry-after']).toBe('30')
    expect(await limited.seen()).toBe(20)
  })

  it('are counted once, however often and in however many lists they come', async () => {
    await using limited = await startLimited(60)

    for (const facts of [job, otherJob, job]) expect((await limited.get(list(facts, 60))).statusCode).toBe(200)
    const { items } = (await limited.get(list(job, 5))).json<{ items: { id: string }[] }>()
    for (const { id } of items) expect((await limited.get(`/v1/matches/${id}`)).statusCode).toBe(200)

    expect(await limited.seen()).toBe(60)
    await using second = await startLimited(60, { isSecond: true })
    expect((await second.get(list(otherJob, 60))).statusCode).toBe(200)
    expect(await limited.seen()).toBe(60)
  })

  it('are counted over all its lists and single matches together', async () => {
    await using limited = await startLimited(10)
    const { items } = (await limited.get(list(job, 60), 'admin')).json<{ items: { id: string; jobseekerId: string }[] }>()
    await limited.get(list(job, 10))

    const shown = new Set(
      (await api.rows<{ jobseeker_id: string }>('select jobseeker_id from matching.people_seen')).map((row) => row.jobseeker_id),
    )
    const unseen = items.find(({ jobseekerId }) => !shown.has(jobseekerId))
    const known = items.find(({ jobseekerId }) => shown.has(jobseekerId))

    expect((await limited.get(`/v1/matches/${unseen?.id}`)).json()).toMatchObject({ code: 'people_limit_reached' })
    expect((await limited.get(`/v1/matches/${known?.id}`)).statusCode).toBe(200)
  })

  it('begin anew at midnight in China, not at that of the machine', async () => {
    await using limited = await startLimited(20)
    const later = '&minScore=1'

    expect((await limited.get(list(job, 20))).statusCode).toBe(200)
    expect((await limited.get(list(job, 21, later))).statusCode).toBe(429)
    limited.setNow(nextDay)
    expect((await limited.get(list(job, 20, later))).statusCode).toBe(200)
    limited.setNow(new Date('2026-11-23T15:59:00Z'))
    expect((await limited.get(list(job, 21, later))).statusCode).toBe(429)
    expect(await limited.seen()).toBe(40)
  })

  it('cannot be outrun: twenty pages asked for at once, by two processes, tell of no more', async () => {
    await using limited = await startLimited(17)
    await using other = await startLimited(17, { isSecond: true })

    const cursors = await pagesOf(limited, 5)
    const answers = await Promise.all(
      [...cursors, ...cursors].map((cursor, turn) =>
        (turn % 2 === 0 ? limited : other).get(list(turn % 3 === 0 ? job : otherJob, 5, cursor)),
      ),
    )

    const told = new Set(
      answers
        .filter(({ statusCode }) => statusCode === 200)
        .flatMap((answer) => answer.json<{ items: { candidateRef: string }[] }>().items.map(({ candidateRef }) => candidateRef)),
    )
    expect(answers.some(({ statusCode }) => statusCode === 429)).toBe(true)
    expect(told.size).toBeLessThanOrEqual(17)
    expect(await limited.seen()).toBe(told.size)
  })

  it('are counted for enterprises alone, and for each by itself', async () => {
    await using limited = await startLimited(5)

    for (const role of ['federation', 'organiser', 'admin'] as const) expect((await limited.get(list(job, 60), role)).statusCode).toBe(200)
    expect(await limited.seen()).toBe(0)
    expect((await limited.get(list(job, 60))).statusCode).toBe(429)
  })

  it('raise an alarm, once a day for a key, that names the key and nobody else', async () => {
    await using limited = await startLimited(5)
    for (let turn = 0; turn < 5; turn++) await limited.get(list(job, 50 + turn))

    const metric = (await limited.app.inject('/metrics')).body
    expect(metric).toMatch(/^zhihe_people_limit_reached_total 5$/m)
    const alarms = limited.lines.filter((line) => line.includes('as many people as it may'))
    expect(alarms).toHaveLength(1)
    expect(JSON.parse(alarms[0] ?? '{}')).toMatchObject({ level: 'warn', peoplePerDay: 5, day: '2026-11-22' })
    expect(people.filter(({ id }) => limited.lines.join().includes(id))).toEqual([])
  })
})

describe('questions "what if" about a posting', () => {
  it('have a rate of their own for who does not read the register', async () => {
    const app = await buildApp({
      database: api.database,
      index: api.worker.index,
      authenticate: createAuthenticator({ db: api.database.db, now: () => new Date() }),
      now: () => new Date(),
      candidateRefKey,
      logger: api.logger,
      metrics: createMetrics({}),
      limits: noLimits,
      guards: { ...defaultGuards, whatIfPerMinute: 3 },
    })
    const ask = async (as: keyof Api['keys']) => {
      const headers = { authorization: `Bearer ${api.keys[as]}` }
      return await app.inject({
        method: 'POST',
        url: '/v1/what-if',
        headers,
        payload: { about: 'posting', postingId: job.id, changes: {} },
      })
    }

    const asEnterprise = [await ask('enterprise'), await ask('enterprise'), await ask('enterprise'), await ask('enterprise')]
    const asOrganiser = await ask('organiser')
    const asFederation = [await ask('federation'), await ask('federation'), await ask('federation'), await ask('federation')]
    await app.close()

    expect(asEnterprise.map(({ statusCode }) => statusCode)).toEqual([200, 200, 200, 429])
    expect(asEnterprise[3]?.headers['retry-after']).toBe('20')
    expect(asOrganiser.statusCode).toBe(200)
    expect(asFederation.map(({ statusCode }) => statusCode)).toEqual([200, 200, 200, 200])
  })
})

/** Cursors of every page of the list, read by who is not counted. */
async function pagesOf(limited: { get: Awaited<ReturnType<typeof startLimited>>['get'] }, limit: number): Promise<string[]> {
  const cursors = ['']
  for (;;) {
    const { nextCursor } = (await limited.get(list(job, limit, cursors.at(-1)), 'admin')).json<{ nextCursor: string | null }>()
    if (nextCursor === null) return cursors
    cursors.push(`&cursor=${nextCursor}`)
  }
}
