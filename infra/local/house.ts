import { mkdirSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import type { ImportJob } from '@zhihe/contracts/import'
import { type EmbeddedPostgres, eraseEmbeddedPostgres, startEmbeddedPostgres } from '@zhihe/postgres/embedded'
import { migrateWorkspace } from '@zhihe/postgres/migrate'
import { type Database, openDatabase } from '@zhihe/postgres/pool'
import { ApiClient } from './api-client.ts'
import { bestMatches } from './best-matches.ts'
import { Children } from './children.ts'
import { loadedLines, matchTable, whatBecameOfRows, whereToLook } from './greeting.ts'
import { loadSample } from './load-sample.ts'
import { type LocalKeys, localFilePath, localKeys, writeLocalFile } from './local-file.ts'
import type { StartOptions } from './options.ts'
import { writePrivateJson } from './private-file.ts'
import { houseProcesses } from './processes.ts'
import type { Progress } from './progress.ts'
import { waitUntilReady } from './ready.ts'
import { localSecrets } from './secrets.ts'
import { waitUntilSettled } from './settled.ts'

export interface HouseOptions {
  root: string
  options: StartOptions
  progress: Progress
  inherited: Record<string, string | undefined>
}

export interface House {
  /** Settles with a sentence when the database went away by itself. */
  lost: Promise<string>
  stop(): Promise<void>
}

const databaseName = 'zhihe'
const readyWithinMs = 60_000
const settleWithinMs = 60_000

/** Everything on this machine: database, migrations, processes, the sample fair, the greeting. Rejects with a plain sentence, leaving nothing running. */
export async function startHouse({ root, options, progress, inherited }: HouseOptions): Promise<House> {
  const { dataDir, port } = options
  await assertPortIsFree(port)
  if (options.fresh) await progress.step('Forgetting the old data', () => forget(dataDir))
  mkdirSync(dataDir, { recursive: true, mode: 0o755 })
  const stack = new AsyncDisposableStack()
  try {
    const postgres = await progress.step('Starting PostgreSQL', () =>
      startEmbeddedPostgres({ dataDir: join(dataDir, 'postgres'), purpose: 'local', onProgress: (text) => progress.line(`  ${text}`) }),
    )
    stack.use(postgres)
    const databaseUrl = await prepareDatabase(postgres, root, progress)
    const database = stack.use(openDatabase({ url: databaseUrl, applicationName: 'zhihe-start', maxConnections: 2 }))
    const keys = await localKeys(database.db, dataDir, new Date())
    writePrivateJson(join(dataDir, 'database.json'), { url: databaseUrl })

    const children = new Children({
      logDir: join(dataDir, 'logs'),
      cwd: root,
      onCrash: (name, how) => progress.line(`${name} ended (${how}); starting it again. Its log: ${join(dataDir, 'logs', `${name}.log`)}`),
    })
    stack.defer(() => children.stop())
    const specs = houseProcesses({ root, databaseUrl, options, secrets: localSecrets(dataDir), inherited })
    await progress.step(`Starting ${specs.length} processes`, () => Promise.all(specs.map((spec) => children.start(spec))))

    const origin = `http://127.0.0.1:${port}`
    writeLocalFile(dataDir, origin, keys)
    if (!(await waitUntilReady(origin, readyWithinMs)))
      throw new Error(`the services are not ready after ${readyWithinMs / 1_000} s; see ${join(dataDir, 'logs')}`)
    await greet({ origin, keys, database, options, progress, storedAt: postgres.storedAt })
    return { lost: postgres.exited.then(() => 'PostgreSQL has ended.'), stop: () => stack.disposeAsync() }
  } catch (error) {
    await stack.disposeAsync()
    throw error
  }
}

async function prepareDatabase(postgres: EmbeddedPostgres, root: string, progress: Progress): Promise<string> {
  const url = new URL(postgres.url)
  url.pathname = `/${databaseName}`
  await using admin = openDatabase({ url: postgres.url, applicationName: 'zhihe-start', maxConnections: 1 })
  const { rowCount } = await admin.pool.query('select from pg_database where datname = $1', [databaseName])
  if (rowCount === 0) await admin.pool.query(`create database ${databaseName}`)
  await progress.step('Applying migrations', async () => {
    const steps = await migrateWorkspace({ url: url.href, root })
    const applied = steps.flatMap((step) => step.applied.map((name) => `${step.name}/${name}`))
    if (applied.length > 0) progress.line(`  applied ${applied.length}`)
  })
  return url.href
}

interface Greeting {
  origin: string
  keys: LocalKeys
  database: Database
  options: StartOptions
  progress: Progress
  storedAt: string
}

async function greet({ origin, keys, database, options, progress, storedAt }: Greeting): Promise<void> {
  const sample = !options.empty && (await isEmpty(database)) ? await loadAndRank({ origin, keys, database, progress }) : null
  const shown = await bestMatches(new ApiClient(origin, keys.federation))
  progress.line()
  if (sample !== null) progress.line(`${whatBecameOfRows(sample, origin, keys)}\n`)
  if (shown.length > 0) progress.line(`最好的匹配（每个岗位取第一名）\n\n${matchTable(shown)}\n`)
  progress.line(whereToLook(origin, keys, shown, localFilePath(options.dataDir)))
  progress.line(`Webhooks may go to private addresses here (WEBHOOK_ALLOW_PRIVATE=true); never set that on a real deployment.`)
  progress.line(`Data: ${storedAt}. Logs: ${join(options.dataDir, 'logs')}.`)
  progress.line(`Ready in ${progress.seconds.toFixed(1)} s. Ctrl-C stops everything.`)
}

async function loadAndRank({ origin, keys, database, progress }: Pick<Greeting, 'origin' | 'keys' | 'database' | 'progress'>) {
  const tell = ({ fileName, rows, rowsTotal }: ImportJob) => {
    if (rowsTotal !== null) progress.line(`  ${fileName}: ${rows} of ${rowsTotal} rows`)
  }
  const sample = await progress.step('Loading the sample fair', () => loadSample(origin, keys, tell))
  for (const line of loadedLines(sample)) progress.line(`  ${line}`)
  const settled = await progress.step('Ranking', () => waitUntilSettled(database.pool, settleWithinMs))
  if (!settled) progress.line('  not finished yet; the lists go on filling in the background')
  return sample
}

async function isEmpty({ pool }: Database): Promise<boolean> {
  const { rows } = await pool.query<{ empty: boolean }>(
    'select not exists (select from postings.postings) or not exists (select from jobseekers.jobseekers) as empty',
  )
  return rows[0]?.empty ?? true
}

async function forget(dataDir: string): Promise<void> {
  await eraseEmbeddedPostgres(join(dataDir, 'postgres'))
  for (const name of ['local.json', 'secrets.json', 'database.json', 'logs', 'snapshots'])
    rmSync(join(dataDir, name), { recursive: true, force: true })
}

async function assertPortIsFree(port: number): Promise<void> {
  const probe = createServer()
  await new Promise<void>((resolve, reject) => {
    probe.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        error.code === 'EADDRINUSE'
          ? new Error(`port ${port} is taken, perhaps by another Zhihe; stop it or choose another: PORT=${port + 1} npm start`)
          : error,
      ),
    )
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve()))
  })
}
