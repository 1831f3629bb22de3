import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { createKey, createTenant } from '@zhihe/access/keys'
import { createIdentityKeys } from '@zhihe/jobseekers-service/identity-keys'
import { type NewPerson, registerPeople } from '@zhihe/jobseekers-service/register-people'
import { eraseEmbeddedPostgres, startEmbeddedPostgres } from '@zhihe/postgres/embedded'
import { migrateWorkspace } from '@zhihe/postgres/migrate'
import { type Database, openDatabase, urlAs } from '@zhihe/postgres/pool'
import { everyTenant } from '@zhihe/postgres/tenant'
import { createLogger } from '@zhihe/runtime/log'
import { createMetrics } from '@zhihe/runtime/metrics'
import { Agent, request } from 'undici'
import { v7 as uuidv7 } from 'uuid'
import { type BenchOptions, print, quantile, round } from './measure.ts'

export interface RotationBenchOptions extends BenchOptions {
  people?: number | undefined
}

interface Place extends AsyncDisposable {
  url: string
  token: string
  ids: string[]
}

const root = resolve(import.meta.dirname, '../..')
const requestsPerSecond = 200
const idleMs = 8_000
const killAfterMs = [1_500, 4_000, 9_000]
const port = 7_932
const named = (id: string) => ({ id, key: randomBytes(32) })
const ring = (...keys: { id: string; key: Buffer }[]) => keys.map(({ id, key }) => `${id}:${key.toString('base64')}`).join()
const [k1, k2, h1, h2] = [named('k1'), named('k2'), named('h1'), named('h2')]
const env = {
  ...process.env,
  LOG_LEVEL: 'warn',
  IDENTITY_KEY: ring(k2, k1),
  IDENTITY_HASH_KEY: ring(h2, h1),
  RATE_LIMIT_PER_SECOND: '10000',
}

/** Both keys of the vault followed by new ones while 200 requests a second are answered, the rotation killed on the way and started again. */
export async function benchRotation({ quick, people = quick ? 5_000 : 100_000 }: RotationBenchOptions) {
  print(`registering ${people.toLocaleString('en')} people …`)
  await using place = await openPlace(people)
  const api = spawn(process.execPath, [join(root, 'services/jobseekers/src/api.ts')], {
    env: { ...env, DATABASE_URL: place.url, PORT: String(port), CANDIDATE_REF_KEY: randomBytes(32).toString('base64') },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  try {
    await once(api, 'message')
    await load(place, pause(2_000))
    const idle = await load(place, pause(idleMs))
    const kek = await rotate(place, '--kek')
    const lookup = await rotate(place, '--lookup')
    print('\nrotation                  seconds  people/s  kills  requests  errors    p50    p99')
    row('none', { seconds: idleMs / 1_000, kills: 0, ...idle }, people)
    row('key-encryption key', kek, people)
    row('lookup key', lookup, people)
    return {
      people,
      kekSeconds: round(kek.seconds),
      lookupSeconds: round(lookup.seconds),
      kills: kek.kills + lookup.kills,
      errors: kek.errors + lookup.errors,
      requests: kek.ms.length + lookup.ms.length,
      p99IdleMs: round(quantile(idle.ms, 0.99)),
      p99Ms: round(quantile([...kek.ms, ...lookup.ms], 0.99)),
    }
  } finally {
    api.kill('SIGTERM')
    await once(api, 'exit')
  }
}

interface Measured {
  ms: number[]
  errors: number
}

function row(name: string, { seconds, kills, ms, errors }: Measured & { seconds: number; kills: number }, people: number): void {
  const perSecond = kills === 0 ? '' : String(Math.round(people / seconds))
  const [p50, p99] = [quantile(ms, 0.5), quantile(ms, 0.99)].map((value) => value.toFixed(1).padStart(7))
  const counts = [seconds.toFixed(1).padStart(7), perSecond.padStart(9), String(kills).padStart(6), String(ms.length).padStart(9)]
  print(`${name.padEnd(25)} ${counts.join(' ')} ${String(errors).padStart(7)}${p50}${p99}`)
}

/** Runs the rotation to its end under load. It is killed three times if it lasts that long, and once in any case. */
async function rotate(place: Place, flag: string): Promise<Measured & { seconds: number; kills: number }> {
  const started = performance.now()
  let kills = 0
  const running = (async () => {
    for (const wait of [...killAfterMs.map((ms) => Math.min(ms, 300 + place.ids.length / 20)), Number.POSITIVE_INFINITY]) {
      const child = spawn(process.execPath, [join(root, 'services/jobseekers/src/rotate-keys.ts'), flag], {
        env: { ...env, DATABASE_URL: place.url },
        stdio: ['ignore', 'ignore', 'ignore'],
      })
      if (await endsWithin(child, wait)) return
      kills += 1
    }
  })()
  const measured = await load(place, running)
  return { ...measured, kills, seconds: (performance.now() - started) / 1_000 }
}

/** False when it had to be killed. */
async function endsWithin(child: ChildProcess, ms: number): Promise<boolean> {
  const timer = Number.isFinite(ms) ? setTimeout(() => child.kill('SIGKILL'), ms) : undefined
  const [code, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null]
  clearTimeout(timer)
  if (signal === null && code !== 0) throw new Error(`the rotation ended with ${code}`)
  return signal === null
}

/** Requests at a steady rate, whatever becomes of those before: reads, and a change of a telephone for every tenth. */
async function load({ token, ids }: Place, until: Promise<unknown>): Promise<Measured> {
  const agent = new Agent({ connections: 64 })
  const measured: Measured = { ms: [], errors: 0 }
  const ask = async (nth: number): Promise<void> => {
    const began = performance.now()
    const isChange = nth % 10 === 0
    const phone = `199${String(nth % 100_000_000).padStart(8, '0')}`
    const response = await request(`http://127.0.0.1:${port}/v1/jobseekers/${ids[(nth * 7_919) % ids.length]}`, {
      dispatcher: agent,
      method: isChange ? 'PATCH' : 'GET',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(isChange ? { body: JSON.stringify({ identity: { phone } }) } : {}),
    })
    await response.body.dump()
    measured.ms.push(performance.now() - began)
    if (response.statusCode !== 200) measured.errors += 1
  }
  const state = { isOver: false }
  void until.finally(() => {
    state.isOver = true
  })
  const sent: Promise<void>[] = []
  const began = performance.now()
  while (!state.isOver) {
    const due = ((performance.now() - began) / 1_000) * requestsPerSecond
    while (sent.length < due)
      sent.push(
        ask(sent.length).catch(() => {
          measured.errors += 1
        }),
      )
    await pause(2)
  }
  await until
  await Promise.all(sent)
  await agent.close()
  return measured
}

async function openPlace(people: number): Promise<Place> {
  const stack = new AsyncDisposableStack()
  const folder = mkdtempSync(join(tmpdir(), 'zhihe-bench-'))
  chmodSync(folder, 0o711) // as root the server has another account, which must be able to pass through
  stack.defer(async () => {
    await eraseEmbeddedPostgres(folder)
    rmSync(folder, { recursive: true, force: true })
  })
  const server = stack.use(await startEmbeddedPostgres({ dataDir: folder, purpose: 'local' }))
  await migrateWorkspace({ url: server.url, root })
  const owner = stack.use(openDatabase({ url: server.url, applicationName: 'bench-owner', maxConnections: 2 }))
  const tenantId = await createTenant(owner.db, 'bench', new Date())
  const { token } = await createKey(owner.db, { tenantId, role: 'federation', label: 'bench' }, new Date())
  const url = urlAs(server.url, 'zhihe_jobseekers')
  const ids = await fill(stack, url, { tenantId, people })
  await owner.pool.query('vacuum analyze')
  return { url, token, ids, [Symbol.asyncDispose]: () => stack.disposeAsync() }
}

const peoplePerStatement = 1_000

async function fill(
  stack: AsyncDisposableStack,
  url: string,
  { tenantId, people }: { tenantId: string; people: number },
): Promise<string[]> {
  const settings = { wrapping: [k1], lookup: [h1], suite: 'aes-256-gcm' } as const
  const keys = createIdentityKeys(settings, { metrics: createMetrics({}), logger: createLogger({ name: 'bench', level: 'silent' }) })
  const database: Database = stack.use(openDatabase({ url, applicationName: 'bench-fill', queryTimeoutMs: 120_000, tenant: everyTenant }))
  const audit = { keyId: null, actor: 'bench', action: 'identity.imported', reason: 'bench', at: new Date() } as const
  const ids: string[] = []
  while (ids.length < people) {
    const size = Math.min(peoplePerStatement, people - ids.length)
    const page = Array.from({ length: size }, (_, nth) => person(tenantId, ids.length + nth))
    await database.db.transaction(async (tx) => await registerPeople(tx, page, { keys, byKeyId: uuidv7(), audit }))
    ids.push(...page.map(({ dossier }) => dossier.jobseeker.id))
  }
  return ids
}

// Nobody's numbers; here nothing checks them.
function person(tenantId: string, nth: number): NewPerson {
  const at = new Date()
  const idNumber = `9901061990${String(nth).padStart(8, '0')}`
  const jobseeker = {
    id: uuidv7(),
    tenantId,
    status: 'active' as const,
    profile: { regionCode: '330106', skills: [], capabilities: [], statuses: [] },
    assessed: [],
    version: 1,
    createdAt: at,
    updatedAt: at,
  }
  const identity = {
    name: '王小明',
    idNumber,
    certificateNumber: `${idNumber}43`,
    phone: `198${String(nth).padStart(8, '0')}`,
    guardian: null,
    cards: [],
  }
  return { dossier: { jobseeker, ledger: [], texts: [] }, identity }
}
