import { execFileSync, spawnSync } from 'node:child_process'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { ExposureAudit } from '@zhihe/contracts/audit'
import type { Match } from '@zhihe/contracts/match'
import { startWebhookCatcher } from '@zhihe/testing/webhook-catcher'
import { Pool } from 'pg'
import { Webhook } from 'standardwebhooks'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { housePlace, processesOf, type RunningHouse, startHouse } from '../local/spawn-house.ts'

// What a newcomer sees, black box: the commands of the README, HTTP, signals.
const startTimeout = 150_000
type Role = keyof RunningHouse['local']['keys']
const canary = {
  identity: { name: '欧阳试金', certificateNumber: '99010619780909122143', phone: '19900008888' },
  profile: {
    regionCode: '330102',
    education: 'senior_secondary',
    workModes: ['onsite'],
    employmentForms: ['full_time'],
    payFloorFen: 300_000,
    skills: [{ code: 'photography', level: 5, evidence: 'verified' }],
    accommodationsNeeded: [],
  },
  consents: [{ purpose: 'matching', textVersion: '2026-1', at: '2026-11-01T09:00:00+08:00' }],
}
const needy = {
  ...canary,
  identity: { name: '司徒雅楠', idNumber: '99010619900315101X', certificateNumber: '99010619900315101X73B2', phone: '19900007351' },
}
const photographyPosting = {
  source: 'journey',
  externalId: 'J-1',
  title: '摄影师',
  description: '为商品拍照',
  requirementsText: '会用相机',
  regionCode: '330102',
  headcount: 1,
  pay: { minFen: 500_000, maxFen: 700_000, unit: 'month', negotiable: false },
  skills: [{ code: 'photography', level: 4, must: true }],
  closesAt: '2030-06-30T23:59:59+08:00',
}

let place: Awaited<ReturnType<typeof housePlace>>
let house: RunningHouse

beforeAll(async () => {
  place = await housePlace()
  house = await startHouse(place)
}, startTimeout)

afterAll(async () => {
  await house.interrupt()
  place[Symbol.dispose]()
}, 30_000)

const get = async (path: string, role: Role) =>
  await fetch(house.local.origin + path, { headers: { authorization: `Bearer ${house.local.keys[role]}` } })

function pidOf(script: string): number {
  const found = processesOf(place.folder).find(({ command }) => command.includes(script))
  if (!found) throw new Error(`no process runs ${script}`)
  return found.pid
}

const logsOf = (folder: string) => readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'))

/** Every row of every table but the vault's, as text: copies, events, jobs, messages, attempts, keys. */
async function everyRow(): Promise<string[]> {
  const { url } = JSON.parse(readFileSync(join(place.dataDir, 'database.json'), 'utf8')) as { url: string }
  const pool = new Pool({ connectionString: url, max: 1 })
  const { rows: tables } = await pool.query<{ name: string }>(
    `select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname not in ('pg_catalog', 'information_schema', 'vault')`,
  )
  const texts: string[] = []
  for (const { name } of tables) {
    const { rows } = await pool.query<{ text: string }>(`select t::text as text from ${name} t`)
    texts.push(...rows.map(({ text }) => `${name} ${text}`))
  }
  await pool.end()
  return texts
}

/** The ways in which a value could stand somewhere. */
function spellings(value: string): string[] {
  const bytes = Buffer.from(value)
  const encoded = [bytes.toString('hex'), bytes.toString('base64').replace(/=+$/, ''), encodeURIComponent(value)]
  return [
    value,
    ...encoded,
    JSON.stringify(value)
      .replace(/[^\x20-\x7e]/g, (c) => `\\u${c.charCodeAt(0).toString(16)}`)
      .slice(1, -1),
  ]
}

/** All logs, what services told each other about people, and the jobs that are still kept. */
async function told(): Promise<string> {
  const { url } = JSON.parse(readFileSync(join(place.dataDir, 'database.json'), 'utf8')) as { url: string }
  const pool = new Pool({ connectionString: url, max: 1 })
  const { rows } = await pool.query<{ text: string }>(`
    select payload::text as text from jobseekers.outbox
    union all select payload::text from matching.outbox
    union all select job::text from bullmq.job where job::text ~ 'jobseeker.changed|exposure.changed|shortlist.changed'`)
  await pool.end()
  expect(rows.some(({ text }) => text.includes('exposure.changed'))).toBe(true)
  return [...logsOf(join(place.dataDir, 'logs')), ...rows.map(({ text }) => text)].join('\n')
}

describe('npm start', () => {
  it('loads the sample fair and prints the best matches with reasons in Chinese', () => {
    const output = house.output()

    expect(output).toMatch(/\d+ employers, \d+ postings, 300 people/)
    expect(output).toMatch(/分数 +结论 +岗位（用人单位） +求职者 +最强的两条理由 +第一步/)
    expect(output.match(/^\d\d\.\d +(合适|有条件) .*…[0-9a-f]{6} /gm)?.length).toBeGreaterThanOrEqual(8)
    expect(output).toContain(`${house.local.origin}/docs`)
  })

  it('prints three curl commands that work when pasted', () => {
    const commands = house.output().match(/^curl .*$/gm) ?? []

    expect(commands).toHaveLength(3)
    for (const command of commands) {
      const answer = JSON.parse(execFileSync('bash', ['-c', command], { encoding: 'utf8' })) as {
        items?: unknown[]
        components?: unknown[]
      }
      expect((answer.items ?? answer.components)?.length).toBeGreaterThan(0)
    }
  })

  it('keeps its keys from other eyes', () => {
    for (const name of ['local.json', 'secrets.json', 'database.json']) expect(statSync(join(place.dataDir, name)).mode & 0o777).toBe(0o600)
  })

  it('serves the whole surface, its reference and its health on one origin', async () => {
    const answers = await Promise.all(
      ['/openapi.json', '/docs/', '/livez', '/readyz', '/metrics'].map((path) => fetch(house.local.origin + path)),
    )

    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200])
    const { items } = (await (await get('/v1/postings?limit=200', 'organiser')).json()) as { items: { status: string }[] }
    expect(items.length).toBeGreaterThanOrEqual(120)
    expect(new Set(items.map(({ status }) => status))).toContain('needs_info')
  })

  it('answers a wrong key with 401 and a key without the scope with 403', async () => {
    const wrong = await fetch(`${house.local.origin}/v1/postings`, { headers: { authorization: `Bearer zk_${'x'.repeat(43)}` } })

    expect(wrong.status).toBe(401)
    expect((await get('/v1/jobseekers/019a0000-0000-7000-8000-000000000000', 'enterprise')).status).toBe(403)
  })

  it('lets npx zhihe make a key that works', async () => {
    const made = spawnSync(
      'npx',
      ['zhihe', 'keys', 'create', '--role', 'organiser', '--new-tenant', '某市人才市场', '--label', '春季招聘会'],
      {
        cwd: join(import.meta.dirname, '../..'),
        env: { ...process.env, DATA_DIR: place.dataDir },
        encoding: 'utf8',
      },
    )

    const { token } = JSON.parse(made.stdout) as { token: string }
    const answer = await fetch(`${house.local.origin}/v1/postings`, { headers: { authorization: `Bearer ${token}` } })
    expect([answer.status, await answer.json()]).toEqual([200, { items: [], nextCursor: null }])
  }, 60_000)

  it('does the main job: a posting and a person in, an explained match and a signed webhook out, and nobody is named', async () => {
    await using catcher = await startWebhookCatcher()
    const call = async (role: Role, path: string, body?: unknown) => {
      const headers = { authorization: `Bearer ${house.local.keys[role]}`, 'content-type': 'application/json' }
      const response = await fetch(house.local.origin + path, {
        method: body ? 'POST' : 'GET',
        headers,
        ...(body ? { body: JSON.stringify(body) } : {}),
      })
      return (await response.json()) as Record<string, string>
    }
    const endpoint = await call('enterprise', '/v1/webhook-endpoints', { url: catcher.url, events: ['match.proposed'] })
    const employer = await call('organiser', '/v1/employers', {
      uscc: '91990106MA0T102360',
      name: '城东图文',
      kind: 'private',
      regionCode: '330102',
    })
    const person = await call('federation', '/v1/jobseekers', canary)
    const posting = await call('organiser', '/v1/postings', { ...photographyPosting, employerId: employer['id'] })

    expect((await get(`/v1/matches?postingId=${posting['id']}`, 'organiser')).status).toBe(200)
    expect((await get(`/v1/matches?jobseekerId=${person['id']}`, 'federation')).status).toBe(200)

    // The new person enters lists of the sample, too, so other messages may come first.
    const aboutPosting = () => catcher.requests.find(({ rawBody }) => rawBody.includes(posting['id'] ?? ''))
    await expect.poll(aboutPosting, { timeout: 15_000 }).toBeDefined()
    const request = aboutPosting()
    const { items } = (await call('federation', `/v1/matches?postingId=${posting['id']}`)) as unknown as { items: Match[] }
    const told = new Webhook(endpoint['secret'] ?? '').verify(request?.rawBody.toString() ?? '', request?.headers as Record<string, string>)

    const mine = items.find(({ jobseekerId }) => jobseekerId === person['id'])
    expect(mine).toMatchObject({ verdict: 'eligible', rule: null })
    expect(mine?.components.reduce((sum, { points }) => sum + points, 0)).toBe(mine?.score)
    expect(told).toMatchObject({ type: 'match.proposed', data: { postingId: posting['id'] } })
    const seenByEnterprise = await call('enterprise', `/v1/matches?postingId=${posting['id']}`)
    for (const text of [JSON.stringify(seenByEnterprise), ...catcher.requests.map(({ rawBody }) => rawBody.toString())]) {
      expect(text).not.toMatch(new RegExp(`${person['id']}|欧阳|19900008888|990106|"physical"|grade`))
    }
  }, 60_000)

  it('tells an employer of somebody who comes, changes and says no; who she is stands nowhere but in the vault', async () => {
    await using catcher = await startWebhookCatcher()
    const send = async (role: Role, method: string, path: string, body: unknown) => {
      const headers = { authorization: `Bearer ${house.local.keys[role]}`, 'content-type': 'application/json' }
      const response = await fetch(house.local.origin + path, { method, headers, body: JSON.stringify(body) })
      if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${await response.text()}`)
      return (await response.json()) as { id: string }
    }
    const events = ['match.proposed', 'match.updated', 'match.withdrawn']
    const endpoint = await send('enterprise', 'POST', '/v1/webhook-endpoints', { url: `${catcher.url}hook?from=zhihe`, events })
    const { id } = await send('federation', 'POST', '/v1/jobseekers', needy)
    const said = () =>
      catcher.requests.map(({ rawBody, receivedAt }) => ({
        ...(JSON.parse(rawBody.toString()) as { type: string; data: { matchId: string; needs?: { code: string }[] } }),
        receivedAt,
      }))
    const { items } = (await (await get(`/v1/matches?jobseekerId=${id}`, 'federation')).json()) as { items: Match[] }
    const hers = new Set(items.map((match) => match.id))
    const saidOfHer = (type: string) => said().filter((one) => one.type === type && hers.has(one.data.matchId))
    await expect.poll(() => saidOfHer('match.proposed').length, { timeout: 20_000 }).toBeGreaterThan(0)

    await send('federation', 'PATCH', `/v1/jobseekers/${id}`, { profile: { accommodationsNeeded: [{ code: 'HS-03', required: false }] } })
    await expect.poll(() => saidOfHer('match.updated').length, { timeout: 20_000 }).toBeGreaterThan(0)
    await send('federation', 'POST', `/v1/jobseekers/${id}/consents`, { ...canary.consents[0], decision: 'revoked' })
    const saidNoAt = new Date()
    await expect.poll(() => saidOfHer('match.withdrawn').length, { timeout: 20_000 }).toBe(saidOfHer('match.proposed').length)

    expect(saidOfHer('match.updated')[0]?.data.needs).toMatchObject([{ code: 'HS-03' }])
    // What was under way when she said no may still arrive; what begins later is not about her.
    const late = new Date(saidNoAt.getTime() + 1_000)
    expect(said().filter((one) => hers.has(one.data.matchId) && one.type !== 'match.withdrawn' && one.receivedAt > late)).toEqual([])
    const wire = catcher.requests.map(
      ({ method, path, headers, rawBody }) => `${method} ${path} ${JSON.stringify(headers)} ${rawBody.toString()}`,
    )
    const attempts = await (await get(`/v1/webhook-messages?endpointId=${endpoint.id}&limit=200`, 'enterprise')).text()
    const metrics = await (await fetch(`${house.local.origin}/metrics`)).text()
    const rows = await everyRow()
    for (const table of ['jobseekers.outbox', 'matching.outbox', 'matching.jobseekers', 'webhooks.messages', 'webhooks.attempts'])
      expect(rows.some((row) => row.startsWith(`${table} `))).toBe(true)
    const places = [...wire, attempts, metrics, ...logsOf(join(place.dataDir, 'logs')), ...rows]
    const forbidden = [...Object.values(needy.identity), ...Object.values(canary.identity)].flatMap(spellings)
    expect(
      places.flatMap((text) => forbidden.filter((spelling) => text.includes(spelling)).map((found) => `${found} in ${text.slice(0, 80)}`)),
    ).toEqual([])
    for (const text of [...wire, attempts, metrics]) expect(text).not.toContain(id)
  }, 120_000)

  it('audits who is recommended by type and grade, which stand in no log, no event about a person and no job', async () => {
    const audit = async () => (await (await get('/v1/audit/exposure', 'federation')).json()) as ExposureAudit
    // A list is counted a moment after it is published, and an answer may be a minute old.
    await expect.poll(async () => (await audit()).all?.recommended, { timeout: 90_000, interval: 1_000 }).toBeGreaterThan(50)

    const { all, groups, other } = await audit()

    expect(all?.people).toBeGreaterThan(200)
    expect(groups.length).toBeGreaterThan(3)
    expect(Math.min(...groups.map(({ people }) => people))).toBeGreaterThanOrEqual(10)
    expect(groups.reduce((sum, { people }) => sum + people, other?.people ?? 0)).toBe(all?.people)
    expect(await told()).not.toMatch(/"(visual|hearing|speech|physical|intellectual|mental|multiple)"|grade|[视听肢]力?残疾|990106\d{12}/i)
  }, 120_000)

  it('starts a worker again that was killed', async () => {
    process.kill(pidOf('services/matching/src/worker.ts'), 'SIGKILL')

    await expect.poll(() => house.output(), { timeout: 20_000 }).toContain('matching-worker ended (SIGKILL); starting it again')
    await expect.poll(() => pidOf('services/matching/src/worker.ts'), { timeout: 20_000 }).toBeGreaterThan(0)
  })

  it(
    'is stopped by Ctrl-C, leaves nothing running, and finds its data again',
    async () => {
      const before = (await (await get('/v1/postings?limit=200', 'organiser')).json()) as { items: unknown[] }

      expect(await house.interrupt()).toBe(0)
      expect(house.output()).toContain('Stopped.')
      expect(processesOf(place.folder)).toEqual([])

      house = await startHouse(place)
      expect(house.output()).not.toContain('Loading the sample fair')
      expect(house.output()).toMatch(/^\d\d\.\d +(合适|有条件)/m)
      expect(await (await get('/v1/postings?limit=200', 'organiser')).json()).toEqual(before)
    },
    startTimeout,
  )

  it(
    'cleans up and works after a kill -9 of everything that supervises it',
    async () => {
      for (const pid of ['infra/local/run.mjs', 'infra/local/start.ts'].map(pidOf)) process.kill(pid, 'SIGKILL')
      await house.exited
      const orphans = () => processesOf(place.folder).filter(({ command }) => /services\/|origin\.ts/.test(command))
      await expect.poll(orphans, { timeout: 20_000 }).toEqual([])

      house = await startHouse(place)

      expect((await fetch(`${house.local.origin}/readyz`)).status).toBe(200)
      expect(house.output()).not.toContain('Loading the sample fair')
    },
    startTimeout,
  )

  it(
    'says in one line that the port is taken, and begins empty and fresh when asked',
    async () => {
      const second = await startHouse({ ...place, dataDir: `${place.dataDir}-2` }).catch((error: Error) => error.message)
      expect(second).toContain(`port ${place.port} is taken`)

      expect(await house.interrupt()).toBe(0)
      house = await startHouse(place, ['--fresh', '--empty'])
      expect(await (await get('/v1/postings', 'organiser')).json()).toEqual({ items: [], nextCursor: null })
      expect(house.output().match(/^curl .*$/gm)).toHaveLength(3)
    },
    startTimeout,
  )
})
