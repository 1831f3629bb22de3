import { execFileSync, spawnSync } from 'node:child_process'
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { housePlace, processesOf, type RunningHouse, startHouse } from '../local/spawn-house.ts'

// What a newcomer sees, black box: the commands of the README, HTTP, signals.
const startTimeout = 150_000
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

const get = async (path: string, role: keyof RunningHouse['local']['keys']) =>
  await fetch(house.local.origin + path, { headers: { authorization: `Bearer ${house.local.keys[role]}` } })

function pidOf(script: string): number {
  const found = processesOf(place.folder).find(({ command }) => command.includes(script))
  if (!found) throw new Error(`no process runs ${script}`)
  return found.pid
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
      for (const script of ['infra/local/start.ts', 'infra/local/run.mjs']) process.kill(pidOf(script), 'SIGKILL')
      await house.exited

      house = await startHouse(place)

      expect((await fetch(`${house.local.origin}/readyz`)).status).toBe(200)
      expect(house.output()).not.toContain('Loading the sample fair')
    },
    startTimeout,
  )

  it(
    'says in one line that the port is taken, and begins empty and fresh when asked',
    async () => {
      const second = await startHouse({ ...place, dataDir: `${place.dataDir}-2` }).catch((error: Error) => error)
      expect(String(second)).toContain(`port ${place.port} is taken`)

      expect(await house.interrupt()).toBe(0)
      house = await startHouse(place, ['--fresh', '--empty'])
      expect(await (await get('/v1/postings', 'organiser')).json()).toEqual({ items: [], nextCursor: null })
      expect(house.output().match(/^curl .*$/gm)).toHaveLength(3)
    },
    startTimeout,
  )
})
