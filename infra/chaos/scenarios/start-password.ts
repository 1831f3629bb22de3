import { readFileSync, writeFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import type { Scenario } from '../scenario.ts'
import { idOf, layGround } from '../world/ground.ts'
import { footprintOf } from '../world/machine.ts'
import type { WorldSpec } from '../world/specs.ts'
import { waitUntil } from '../world/waiting.ts'
import type { World } from '../world/world.ts'
import { deathsIn } from './parts/disturb.ts'
import { allArrived, putMany } from './parts/held-events.ts'

const roles = ['zhihe_postings', 'zhihe_jobseekers', 'zhihe_matching', 'zhihe_webhooks', 'zhihe_queue', 'zhihe_operations']
const given = 'the-one-in-the-secret'
const watchMs = 5_000

/** Every process comes with a password; who trusts everybody does not ask for it. */
function withPassword(spec: WorldSpec): WorldSpec {
  const url = (text = '') => (text.startsWith('postgres') ? Object.assign(new URL(text), { password: given }).href : text)
  const { DATABASE_URL, QUEUE_URL } = spec.env
  return {
    ...spec,
    env: {
      ...spec.env,
      ...(DATABASE_URL === undefined ? {} : { DATABASE_URL: url(DATABASE_URL) }),
      ...(QUEUE_URL === undefined ? {} : { QUEUE_URL: url(QUEUE_URL) }),
    },
  }
}

export const wrongPassword: Scenario = {
  id: 'start-wrong-password',
  rows: ['c22'],
  fault: 'the passwords of the roles in PostgreSQL are others than the processes were given; 5 s later they are set right',
  component: 'every process of the house',
  expected: 'not ready and calm, no process ends; ready within 5 s after, without a restart',
  backends: ['postgres', 'redis'],
  inQuick: false,
  run: async ({ startWorld }) => {
    await using world = await startWorld({ start: false, place: withPassword })
    await setPasswords(world, 'another')
    await askForPasswords(world)
    await Promise.allSettled(world.processes.names().map((name) => world.processes.start(name)))
    await pause(watchMs)
    const wereReady = (await Promise.all(world.processes.names().map((name) => world.processes.isReady(name)))).filter(Boolean).length
    const cpuBefore = cpuMs(world)
    await pause(watchMs)
    const share = Math.max(...cpuMs(world).map((ms, at) => (ms - (cpuBefore[at] ?? 0)) / watchMs))
    await setPasswords(world, given)
    const readyMs = await world.processes.untilReady(30_000)
    const deaths = deathsIn(world)
    await using ground = await layGround(world)
    const doneMs = await allArrived(world, ground, await putMany(world, ground, 5), 30_000)
    return {
      ok: wereReady === 0 && deaths === 0 && readyMs <= 2 * watchMs && doneMs !== null && share <= 0.05,
      seen: `${wereReady} of ${world.processes.names().length} said ready with the wrong password, the busiest took ${(share * 100).toFixed(1)} % of a processor; all ready ${readyMs} ms after it was set right; ${deaths} deaths; postings ${doneMs === null ? 'not told' : 'told'} then.`,
      figures: { wereReady, readyMs, deaths },
    }
  },
}

export const expiredPassword: Scenario = {
  id: 'start-expired-password',
  rows: ['c22'],
  fault: 'the password of a role expires under a running house and its connections are ended; later it is valid again',
  component: 'postings API and relay',
  expected: '503 and not ready meanwhile, the other services go on; well again within 5 s',
  backends: ['postgres'],
  inQuick: false,
  run: async ({ startWorld }) => {
    await using world = await startWorld({ start: false, place: withPassword })
    await setPasswords(world, given)
    await askForPasswords(world)
    await world.processes.startAll()
    await world.processes.untilReady(30_000)
    await using ground = await layGround(world)
    const { pool } = world.database
    await pool.query("alter role zhihe_postings valid until '2020-01-01'")
    await pool.query("select pg_terminate_backend(pid) from pg_stat_activity where usename = 'zhihe_postings'")
    const unreadyMs = await waitUntil(async () => !(await world.processes.isReady('postings-api')), { withinMs: 10_000 })
    const refused = await world.ask({ ...ground.putPosting('expired') })
    const elsewhere = await world.ask({ method: 'GET', path: `/v1/webhook-endpoints/${ground.endpointId}`, role: 'enterprise' })
    await pool.query("alter role zhihe_postings valid until 'infinity'")
    const healedMs = await waitUntil(async () => idOf(await world.ask(ground.putPosting('expired'))) !== null, {
      withinMs: 30_000,
      pollMs: 100,
    })
    const deaths = deathsIn(world)
    const status = refused.kind === 'answer' ? refused.status : 0
    const other = elsewhere.kind === 'answer' ? elsewhere.status : 0
    return {
      ok: status === 503 && other === 200 && unreadyMs !== null && healedMs !== null && healedMs <= 10_000 && deaths === 0,
      seen: `${status} from postings and ${other} from webhooks meanwhile, ${unreadyMs === null ? 'still ready' : `not ready after ${unreadyMs} ms`}; a posting was taken ${healedMs === null ? 'never' : `${healedMs} ms`} after; ${deaths} deaths.`,
      figures: { status, unreadyMs: unreadyMs ?? -1, healedMs: healedMs ?? -1, deaths },
    }
  },
}

function cpuMs({ processes }: World): number[] {
  return processes.names().map((name) => footprintOf(processes.pid(name))?.cpuMs ?? 0)
}

async function setPasswords({ database: { pool } }: World, password: string): Promise<void> {
  const { rows } = await pool.query<{ rolname: string }>('select rolname from pg_roles where rolname = any($1)', [roles])
  for (const { rolname } of rows) await pool.query(`alter role ${rolname} password '${password}'`)
}

/** From here on the server asks the roles of the house for their passwords; an embedded cluster trusts whoever comes from 127.0.0.1. */
async function askForPasswords({ database: { pool } }: World): Promise<void> {
  const { rows } = await pool.query<{ hba_file: string }>('show hba_file')
  const file = rows[0]?.hba_file ?? ''
  const rules = roles.map((role) => `host all ${role} 127.0.0.1/32 scram-sha-256`)
  writeFileSync(file, `${rules.join('\n')}\n${readFileSync(file, 'utf8')}`)
  await pool.query('select pg_reload_conf()')
}
