import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Role } from '@zhihe/contracts/access'
import type { RouteContract } from '@zhihe/contracts/route'
import { allRoutes } from '@zhihe/contracts/routes'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { housePlace, type RunningHouse, startHouse } from '../local/spawn-house.ts'
import { accessOf, type KindName, kindOf, type Sight } from './access-matrix.ts'
import { bodyOf, marks, sheetOfPostings } from './probes/bodies.ts'
import { type Answer, ask, buildWorld, type Call, type Caller, type World } from './probes/world.ts'

// Asks a running house for every cell of the access matrix. The long form, with times: PROBE_TIMES=1.
const startTimeout = 150_000
const missing = '019a0000-0000-7000-8000-00000000dead'
/** Where an id is not a UUID. */
const missingOf: Partial<Record<KindName, string>> = { disclosure: `dr_${'x'.repeat(43)}`, message: `msg_${'0'.repeat(32)}` }

let place: Awaited<ReturnType<typeof housePlace>>
let house: RunningHouse
let world: World
let probes = 0
const leaks: string[] = []

beforeAll(async () => {
  place = await housePlace()
  house = await startHouse({ ...place, env: { RATE_LIMIT_PER_SECOND: '100000' } }, ['--empty'])
  const { url } = JSON.parse(readFileSync(join(place.dataDir, 'database.json'), 'utf8')) as { url: string }
  world = await buildWorld(house.local.origin, url)
}, startTimeout * 2)

afterAll(async () => {
  await house.interrupt()
  place[Symbol.dispose]()
}, 30_000)

const roleOf: Record<keyof World['callers'], Role> = {
  organiser: 'organiser',
  enterprise: 'enterprise',
  bound: 'enterprise',
  boundElsewhere: 'enterprise',
  federation: 'federation',
  region: 'federation',
  otherRegion: 'federation',
  admin: 'admin',
}
const callerNames = Object.keys(roleOf) as (keyof World['callers'])[]
const named = allRoutes.flatMap((route) => {
  const kind = kindOf(route)
  return kind === null ? [] : [{ route, kind }]
})
const unnamed = allRoutes.filter((route) => kindOf(route) === null && route.config.fileTypes === undefined)
const isStream = (route: RouteContract) => route.config.answerTypes?.includes('text/event-stream') ?? false

function callOf(route: RouteContract, id: string, query = ''): Call {
  const path =
    route.url
      .replace(/:(id|receipt)\b/, id)
      .replace(/:source/, 'probes')
      .replace(/:\w+/g, missing) + query
  if (route.config.fileTypes)
    return {
      method: route.method,
      path,
      body: sheetOfPostings,
      type: route.config.fileTypes.find((type) => type.includes('csv')) ?? 'text/csv',
    }
  if (route.schema.body === undefined) return { method: route.method, path }
  return { method: route.method, path, body: bodyOf[route.config.operationId] ?? {} }
}

async function probe(by: Caller | null, call: Call): Promise<Answer> {
  probes += 1
  const answer = await ask(house.local.origin, by, call)
  if (answer.status >= 500) leaks.push(`${by?.name} ${call.method} ${call.path} answered ${answer.status}`)
  return answer
}

const bare = ({ status, text }: Answer) => ({ status, text: text.replace(/"requestId":"[^"]*"/, '') })
const foreignIds = () => [
  ...Object.entries(world.abroad.things).flatMap(([kind, id]) => (typeof id === 'string' ? [{ kind: kind as KindName, id }] : [])),
  ...world.abroad.things.states,
]
const publicKinds: KindName[] = ['employer', 'attendance', 'fair', 'posting']

/** Nothing of the other tenant stands in an answer, but what is published when the caller may read that. */
function expectNoLeak(name: keyof World['callers'], call: Call, { text }: Answer): void {
  if (roleOf[name] === 'admin') return
  const mayReadPublished = roleOf[name] === 'federation' || call.path.startsWith('/v1/postings/open')
  const asked = call.path + JSON.stringify(call.body ?? '')
  for (const { kind, id } of foreignIds())
    if (text.includes(id) && !asked.includes(id) && !(mayReadPublished && publicKinds.includes(kind)))
      leaks.push(`${name} ${call.method} ${call.path}: ${kind} ${id}`)
  if (!mayReadPublished && text.includes(marks[1]))
    leaks.push(`${name} ${call.method} ${call.path}: ${text.slice(text.indexOf(marks[1]) - 40).slice(0, 80)}`)
}

/** Whether this caller sees a thing of the own or the other tenant, as the matrix says. */
function sees(sight: Sight, name: keyof World['callers'], isOwn: boolean): boolean | 'published' {
  if (sight === 'none') return false
  if (sight === 'all') return true
  if (sight === 'published') return 'published'
  if (!isOwn) return false
  if (sight === 'region') return name !== 'otherRegion'
  if (sight === 'employer') return name !== 'boundElsewhere'
  // Endpoints were made by a key that is bound to the employer, imports of people by one that serves the whole tenant.
  if (sight === 'owner') return name === 'bound'
  if (sight === 'unbound') return name !== 'bound' && name !== 'boundElsewhere'
  if (sight === 'sent within') return name === 'federation'
  return true
}

describe('whoever has no valid key', () => {
  it('is answered 401 by every route, with the same words whatever she names', async () => {
    for (const route of allRoutes) {
      const kind = kindOf(route)
      for (const by of [null, ...world.strangers]) {
        const target = (kind && world.home.things[kind]) ?? missing
        const answers = [await probe(by, callOf(route, target)), await probe(by, callOf(route, missing))]
        expect([route.config.operationId, by?.name, answers.map(({ status }) => status)]).toEqual([
          route.config.operationId,
          by?.name,
          [401, 401],
        ])
        expect(bare(answers[0]!)).toEqual(bare(answers[1]!))
      }
    }
  }, 120_000)
})

describe.each(callerNames)('%s', (name) => {
  it('is refused what its role lacks, alike for its own, foreign and missing things', async () => {
    const by = world.callers[name]
    for (const route of allRoutes.filter((one) => accessOf(one, roleOf[name]) === null)) {
      const kind = kindOf(route)
      const targets =
        kind === null ? [missing] : [world.home.things[kind], world.abroad.things[kind], missing].filter((id) => id !== undefined)
      for (const id of targets) {
        const answer = await probe(by, callOf(route, id))
        expectNoLeak(name, callOf(route, id), answer)
        expect([route.config.operationId, answer.status]).toEqual([route.config.operationId, 403])
      }
    }
  }, 120_000)

  it('is answered for what lies beyond its sight as for what is not there', async () => {
    const by = world.callers[name]
    const wrong: unknown[] = []
    for (const { route, kind } of named) {
      const sight = accessOf(route, roleOf[name])
      if (sight === null || sight === 'yes') continue
      const nowhere = await probe(by, callOf(route, missingOf[kind] ?? missing))
      if (nowhere.status !== 404) wrong.push([route.config.operationId, 'missing', nowhere.status, nowhere.text.slice(0, 300)])
      for (const [isOwn, things] of [
        [true, world.home.things],
        [false, world.abroad.things],
      ] as const) {
        const id = things[kind]
        if (id === undefined || sees(sight, name, isOwn) !== false) continue
        const call = callOf(route, id)
        const answer = await probe(by, call)
        expectNoLeak(name, call, answer)
        if (JSON.stringify(bare(answer)) !== JSON.stringify(bare(nowhere)))
          wrong.push([route.config.operationId, isOwn ? 'own' : 'foreign', answer, nowhere])
      }
    }
    expect(wrong).toEqual([])
  }, 120_000)

  it('reads what lies within its sight, and what state makes of it', async () => {
    const by = world.callers[name]
    const wrong: unknown[] = []
    for (const { route, kind } of named.filter((one) => one.route.method === 'GET' && !isStream(one.route))) {
      const sight = accessOf(route, roleOf[name])
      if (sight === null || sight === 'yes') continue
      for (const [isOwn, things] of [
        [true, world.home.things],
        [false, world.abroad.things],
      ] as const) {
        const states = things.states.filter((one) => one.kind === kind)
        for (const { id, state } of [{ id: things[kind], state: 'open' }, ...states]) {
          if (id === undefined) continue
          const seen = sees(sight, name, isOwn)
          const expected = state === 'erased' || (seen === 'published' ? state === 'closed' : !seen) ? 404 : 200
          const call = callOf(route, id)
          const answer = await probe(by, call)
          if (seen !== true) expectNoLeak(name, call, answer)
          const isFine = expected === 404 ? answer.status === 404 : [200, 409, 422].includes(answer.status)
          if (
            !isFine &&
            !(kind === 'disclosure' && name === 'enterprise') &&
            !(route.config.operationId.endsWith('Workbook') && answer.status === 404)
          )
            wrong.push([route.config.operationId, isOwn ? 'own' : 'foreign', state, answer.status])
        }
      }
    }
    expect(wrong).toEqual([])
  }, 120_000)

  it('finds nothing of the other tenant in a list, nor by an id in a query or a body', async () => {
    const by = world.callers[name]
    const wrong: unknown[] = []
    const { abroad } = world
    for (const route of unnamed.filter((one) => accessOf(one, roleOf[name]) === 'yes')) {
      const call = callOf(route, missing)
      if (route.method === 'GET' || route.config.operationId !== 'startRebuild') expectNoLeak(name, call, await probe(by, call))
      for (const [parameter, kind] of idParameters(route.schema.querystring)) {
        const foreign = abroad.things[kind]
        if (
          route.method !== 'GET' ||
          foreign === undefined ||
          roleOf[name] === 'admin' ||
          (roleOf[name] === 'federation' && publicKinds.includes(kind))
        )
          continue
        const [found, nothing] = [
          await probe(by, callOf(route, missing, `?${parameter}=${foreign}`)),
          await probe(by, callOf(route, missing, `?${parameter}=${missing}`)),
        ]
        expectNoLeak(name, call, found)
        if (JSON.stringify(bare(found)) !== JSON.stringify(bare(nothing))) wrong.push([route.config.operationId, parameter, found, nothing])
      }
    }
    for (const [path, make] of Object.entries(bodiesWithIds(world))) {
      if (roleOf[name] === 'admin') continue
      const [found, nothing] = [
        await probe(by, {
          method: 'POST',
          path,
          body: make(abroad.employers[0], abroad.things.jobseeker ?? missing, abroad.things.fair ?? missing),
        }),
        await probe(by, { method: 'POST', path, body: make(missing, missing, missing) }),
      ]
      expectNoLeak(name, { method: 'POST', path }, found)
      if (JSON.stringify(bare(found)) !== JSON.stringify(bare(nothing))) wrong.push([path, found, nothing])
    }
    expect(wrong).toEqual([])
  }, 120_000)
})

describe('all of it', () => {
  it('was 2,000 probes and more, and leaked nothing', () => {
    process.stdout.write(`probes: ${probes}, leaks: ${leaks.length}\n`)
    expect(leaks).toEqual([])
    expect(probes).toBeGreaterThanOrEqual(2_000)
  })

  it.runIf(process.env['PROBE_TIMES'] === '1')(
    'takes the same time for a foreign thing as for a missing one',
    async () => {
      const by = world.callers.federation
      const times: Record<'foreign' | 'missing', number[]> = { foreign: [], missing: [] }
      const ids = { foreign: world.abroad.things.jobseeker ?? missing, missing }
      for (let round = 0; round < 2_200; round += 1) {
        for (const which of round % 2 === 0 ? (['foreign', 'missing'] as const) : (['missing', 'foreign'] as const)) {
          const startedAt = performance.now()
          await probe(by, { method: 'GET', path: `/v1/jobseekers/${ids[which]}` })
          if (round >= 200) times[which].push(performance.now() - startedAt)
        }
      }
      const median = (values: number[]) => values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0
      const ratio = median(times.foreign) / median(times.missing)
      process.stdout.write(
        `2,000 samples each: foreign ${median(times.foreign).toFixed(3)} ms, missing ${median(times.missing).toFixed(3)} ms, ratio ${ratio.toFixed(3)}\n`,
      )
      expect(Math.abs(ratio - 1)).toBeLessThan(0.1)
    },
    120_000,
  )
})

/** Which parameters of a query name a thing of which kind. */
function idParameters(query: RouteContract['schema']['querystring']): [string, KindName][] {
  const known: Record<string, KindName> = {
    employerId: 'employer',
    fairId: 'fair',
    postingId: 'posting',
    jobseekerId: 'jobseeker',
    keyId: 'key',
    endpointId: 'endpoint',
    recipientId: 'employer',
  }
  return Object.keys(query?.shape ?? {}).flatMap((name) => (known[name] ? [[name, known[name]] as [string, KindName]] : []))
}

function bodiesWithIds({ home }: World): Record<string, (employerId: string, jobseekerId: string, fairId: string) => object> {
  const posting = { title: '文员', description: '整理文件', requirementsText: '', regionCode: '330102', headcount: 1, source: 'probes' }
  const withPay = {
    ...posting,
    pay: { minFen: 500_000, maxFen: 600_000, unit: 'month', negotiable: false },
    closesAt: '2030-01-01T00:00:00+08:00',
  }
  return {
    '/v1/postings': (employerId) => ({ ...withPay, externalId: 'body-1', employerId }),
    '/v1/postings/lint': (employerId) => ({ ...withPay, externalId: 'body-2', employerId }),
    '/v1/postings/simulate': (employerId) => ({ ...withPay, externalId: 'body-3', employerId }),
    [`/v1/fairs/${home.things.fair}/attendances`]: (employerId) => ({ employerId, attendedOn: '2026-11-20', form: 'onsite' }),
    [`/v1/jobseekers/${home.things.jobseeker}/not-duplicates`]: (_, otherId) => ({ otherId }),
  }
}
