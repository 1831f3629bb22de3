import { spawnSync } from 'node:child_process'
import { chownSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { eventually } from '@zhihe/testing/eventually'
import { startTcpProxy, type TcpProxy } from '@zhihe/testing/tcp-proxy'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Database, type DatabaseOptions, isAway, isBusy, isUnreachable, openDatabase } from '../src/pool.ts'
import { retryConflicts } from '../src/retry-conflicts.ts'
import { type OwnServer, startOwnServer } from './own-server.ts'

// What may befall a database, row by row of the fault matrix.
let server: OwnServer
let proxy: TcpProxy

beforeAll(async () => {
  server = await startOwnServer()
  proxy = await startTcpProxy(server.port())
})
afterAll(async () => {
  await proxy[Symbol.asyncDispose]()
  await server[Symbol.asyncDispose]()
})

const one = sql`select 1 as one`

function open(options: Partial<DatabaseOptions> & { user?: string; password?: string } = {}): Database {
  const { user = 'postgres', password, ...others } = options
  const url = `postgres://${user}${password === undefined ? '' : `:${password}`}@127.0.0.1:${proxy.port}/postgres`
  return openDatabase({ url, applicationName: 'troubled', ...others })
}

async function outcomeOf(work: Promise<unknown>): Promise<{ error: unknown; tookMs: number }> {
  const startedAt = performance.now()
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  return { error, tookMs: performance.now() - startedAt }
}

const works = async (database: Database, withinMs = 4_000): Promise<void> => {
  await eventually(async () => expect(await database.db.execute(one, 'objects')).toEqual([{ one: 1 }]), { withinMs })
}

describe('backends that are terminated all the time', () => {
  it('cost no transaction that may be done again, and none is done twice', async () => {
    await server.run('create table kept (n int primary key)')
    await using database = open({ maxConnections: 8 })
    const over = new AbortController()
    const terminate = async (): Promise<void> => {
      while (!over.signal.aborted) {
        await server.run("select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'troubled'")
        await pause(700, undefined, { signal: over.signal }).catch(() => {})
      }
    }
    const terminating = terminate()
    const keep = async (n: number) =>
      await outcomeOf(
        retryConflicts(() =>
          database.db.transaction(async (tx) => {
            await tx.execute(sql`insert into kept values (${n})`)
            await tx.execute(sql`select pg_sleep(0.05)`)
          }),
        ),
      )

    const outcomes: Awaited<ReturnType<typeof keep>>[] = []
    for (let n = 0; n < 400; n += 8) outcomes.push(...(await Promise.all(Array.from({ length: 8 }, (_, at) => keep(n + at)))))

    over.abort()
    await terminating
    const rows = await server.run<{ n: number }>('select n from kept')
    const stored = new Set(rows.map(({ n }) => n))
    const lost = outcomes.flatMap(({ error }, n) => (error === undefined && !stored.has(n) ? [n] : []))
    const failed = outcomes.filter(({ error }) => error !== undefined)
    expect(lost).toEqual([])
    // A second insert of the same number would be a unique violation, which is not unreachable.
    expect(failed.filter(({ error }) => !isUnreachable(error))).toEqual([])
    expect(failed.length).toBeLessThan(outcomes.length / 4)
    expect(database.isUp()).toBe(true)
  }, 30_000)
})

describe('a connection that is lost in a transaction', () => {
  const rowsOf = async (name: string) => (await server.run(`select * from ${name}`)).length

  it('is replaced and the whole repeated once, when the loss came before the commit', async () => {
    await server.run('create table before_commit (n int)')
    await using database = open()
    let calls = 0
    const keep = async (losses: number) =>
      await retryConflicts(() =>
        database.db.transaction(async (tx) => {
          calls += 1
          await tx.execute(sql`insert into before_commit values (1)`)
          if (calls <= losses) await tx.execute(sql`select pg_terminate_backend(pg_backend_pid())`)
        }),
      )

    await keep(1)
    const rows = await rowsOf('before_commit')
    calls = 0
    const twice = await outcomeOf(keep(2))

    expect(rows).toBe(1)
    expect(isUnreachable(twice.error)).toBe(true)
    expect(calls).toBe(2)
  })

  it('is not repeated when the commit was sent: it may have been done', async () => {
    await server.run('create table after_commit (n int)')
    await using database = open({ maxConnections: 1 })
    let calls = 0

    const { error } = await outcomeOf(
      retryConflicts(() =>
        database.db.transaction(async (tx) => {
          calls += 1
          await tx.execute(sql`insert into after_commit values (1)`)
          const connection = proxy.connections().at(-1)!
          connection.conduct({ down: { kind: 'drop' } })
          setTimeout(() => connection.reset(), 200)
        }),
      ),
    )

    expect(isUnreachable(error)).toBe(true)
    expect(calls).toBe(1)
    expect(await rowsOf('after_commit')).toBe(1)
  })
})

describe('a server that crashes and comes back', () => {
  it('is unreachable for as long as it is down, told at once, and used again by itself', async () => {
    await using database = open()
    await works(database)

    await server.crash()
    const during = []
    for (let n = 0; n < 5; n += 1) during.push(await outcomeOf(database.db.execute(one)))
    await server.start()
    proxy.pointTo(server.port())

    expect(during.every(({ error, tookMs }) => isUnreachable(error) && tookMs < 3_000)).toBe(true)
    await works(database)
  }, 30_000)

  it('is waited for by a process that starts before it', async () => {
    await server.crash()
    await using database = open()
    const first = await outcomeOf(database.db.execute(one))

    await server.start()
    proxy.pointTo(server.port())

    expect(isUnreachable(first.error)).toBe(true)
    await works(database)
  }, 30_000)
})

describe('a table that somebody holds', () => {
  it('is waited for no longer than two seconds', async () => {
    await server.run('create table held (id int)')
    await using database = open()
    const holder = await database.pool.connect()
    await holder.query('begin')
    await holder.query('lock table held')

    const { error, tookMs } = await outcomeOf(database.db.execute(sql`select * from held`))

    await holder.query('rollback')
    holder.release()
    expect(isBusy(error)).toBe(true)
    expect(tookMs).toBeLessThan(3_000)
    expect(database.isUp()).toBe(true)
  })
})

describe('a session that does nothing inside a transaction', () => {
  it('is ended by the server after half a minute', async () => {
    await using database = open()

    const limits = await database.db.execute(sql`show idle_in_transaction_session_timeout`, 'objects')

    expect(limits).toEqual([{ idle_in_transaction_session_timeout: '30s' }])
  })
})

describe('a server that takes no more connections', () => {
  it('serves everybody over those it gave', async () => {
    await server.run('create role limited login connection limit 3')
    await using database = open({ user: 'limited', maxConnections: 10 })

    const outcomes = await Promise.all(Array.from({ length: 60 }, () => outcomeOf(database.db.execute(sql`select pg_sleep(0.02)`))))

    expect(outcomes.filter(({ error }) => error !== undefined).length).toBeLessThanOrEqual(7)
    expect(database.isUp()).toBe(true)
    await works(database)
  })

  it('is away for who has none, and asked now and then until there is room', async () => {
    await server.run('create role crowded login connection limit 1')
    await using other = open({ user: 'crowded', maxConnections: 1 })
    const held = await other.pool.connect()
    await using database = open({ user: 'crowded' })

    const { error } = await outcomeOf(database.db.execute(one))
    held.release(true)

    expect(isBusy(error)).toBe(true)
    await works(database)
  })
})

describe('a password that is wrong', () => {
  it('makes the database unreachable until it is right', async () => {
    await server.run("create role guarded login password 'old'")
    const hba = join(server.cluster(), 'pg_hba.conf')
    writeFileSync(hba, `host all guarded 127.0.0.1/32 scram-sha-256\n${readFileSync(hba, 'utf8')}`)
    await server.run('select pg_reload_conf()')
    await using database = open({ user: 'guarded', password: 'new' })
    const first = await eventually(async () => {
      const outcome = await outcomeOf(database.db.execute(one))
      expect(outcome.error).toBeDefined()
      return outcome
    })

    await server.run("alter role guarded password 'new'")

    expect(isUnreachable(first.error)).toBe(true)
    await works(database)
  })
})

describe('a server that may only be read, as one that another has taken over from', () => {
  const settle = async (isReadOnly: boolean): Promise<void> => {
    await server.run(`alter system set default_transaction_read_only = ${isReadOnly ? 'on' : 'off'}`)
    await server.run('select pg_reload_conf()')
    await eventually(async () =>
      expect(await server.run('show default_transaction_read_only')).toEqual([
        { default_transaction_read_only: isReadOnly ? 'on' : 'off' },
      ]),
    )
  }

  it('is left at the first write it refuses, and not come back to before it takes writes', async () => {
    await server.run('create table written (n int)')
    await using database = open({ maxConnections: 3 })
    await works(database)
    await settle(true)

    const refused = await eventually(async () => {
      const outcome = await outcomeOf(database.db.execute(sql`insert into written values (1)`))
      expect(outcome.error).toBeDefined()
      return outcome
    })
    const afterwards = await outcomeOf(database.db.execute(one))
    await pause(1_500)
    const later = await outcomeOf(database.db.execute(one))
    await settle(false)

    expect(isUnreachable(refused.error)).toBe(true)
    expect(isAway(afterwards.error)).toBe(true)
    expect(isAway(later.error)).toBe(true)
    await works(database)
    expect((await outcomeOf(database.db.execute(sql`insert into written values (2)`))).error).toBeUndefined()
  })
})

describe('a disk that is full', () => {
  it('refuses what would be written, gives what is there, and is written again when there is room', async ({ skip }) => {
    const place = mkdtempSync(join(tmpdir(), 'zhihe-small-'))
    const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', place])
    if (mounted.status !== 0) {
      rmSync(place, { recursive: true })
      skip('this account may not mount a small disk')
    }
    const { uid, gid } = statSync(server.cluster())
    chownSync(place, uid, gid)
    try {
      await server.run(`create tablespace small location '${place}'`)
      await server.run('create table filled (line text) tablespace small')
      await using database = open()
      const write = () =>
        outcomeOf(database.db.execute(sql`insert into filled select repeat(md5(n::text), 20) from generate_series(1, 2000) n`))
      let full: { error: unknown } = { error: undefined }
      for (let n = 0; n < 20 && full.error === undefined; n += 1) full = await write()

      const read = await outcomeOf(database.db.execute(sql`select count(*) from filled`))
      spawnSync('mount', ['-o', 'remount,size=64m', place])
      const again = await write()

      expect(isBusy(full.error)).toBe(true)
      expect(read.error).toBeUndefined()
      expect(again.error).toBeUndefined()
      await server.run('drop table filled')
      await server.run('drop tablespace small')
    } finally {
      spawnSync('umount', ['-l', place])
      rmSync(place, { recursive: true, force: true })
    }
  })
})
