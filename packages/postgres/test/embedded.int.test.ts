import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type EmbeddedPostgres, eraseEmbeddedPostgres, startEmbeddedPostgres } from '../src/embedded.ts'
import { openDatabase } from '../src/pool.ts'

let dataDir: string

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'zhihe embedded '))
  chmodSync(dataDir, 0o755)
})

afterEach(async () => {
  chmodSync(dataDir, 0o755)
  await eraseEmbeddedPostgres(join(dataDir, 'deep'))
  await eraseEmbeddedPostgres(dataDir)
  rmSync(dataDir, { recursive: true })
})

async function run(server: EmbeddedPostgres, statement: string): Promise<unknown[]> {
  await using opened = openDatabase({ url: server.url, applicationName: 'embedded-test' })
  return await opened.db.execute(sql.raw(statement), 'objects')
}

function postmasterOf(server: EmbeddedPostgres): number {
  return Number(readFileSync(join(server.storedAt, 'cluster/postmaster.pid'), 'utf8').split('\n')[0])
}

describe('startEmbeddedPostgres', () => {
  it('keeps the data over a stop, and over a kill of the postmaster', async () => {
    await using first = await startEmbeddedPostgres({ dataDir, purpose: 'local' })
    await run(first, "create table kept (word text); insert into kept values ('职合')")
    await first.stop()

    await using second = await startEmbeddedPostgres({ dataDir, purpose: 'local' })
    await run(second, "insert into kept values ('second')")
    process.kill(postmasterOf(second), 'SIGKILL')
    await second.exited
    await second.stop()
    expect(second.storedAt).toBe(dataDir)
    await using third = await startEmbeddedPostgres({ dataDir, purpose: 'local' })

    expect(await run(third, 'select word from kept order by word')).toEqual([{ word: 'second' }, { word: '职合' }])
  })

  it('refuses a second start on data that a living process uses, and refuses to erase it', async () => {
    await using neighbour = await startEmbeddedPostgres({ dataDir, purpose: 'test' })

    await expect(startEmbeddedPostgres({ dataDir, purpose: 'test' })).rejects.toThrow('is in use by process')
    await expect(eraseEmbeddedPostgres(dataDir)).rejects.toThrow('is in use')

    expect(await run(neighbour, 'select 1 as one')).toEqual([{ one: 1 }])
  })

  it('stops the server of a supervisor that is gone before it starts its own', async () => {
    const orphan = await startEmbeddedPostgres({ dataDir, purpose: 'test' })
    await run(orphan, 'create table left_behind (id int)')
    const pid = postmasterOf(orphan)
    rmSync(join(orphan.storedAt, 'owner.json')) // what a claim of a dead process amounts to
    const progress: string[] = []

    await using heir = await startEmbeddedPostgres({ dataDir, purpose: 'test', onProgress: (text) => progress.push(text) })

    expect(progress.join('\n')).toContain('earlier run left behind')
    expect(postmasterOf(heir)).not.toBe(pid)
    expect(await run(heir, 'select count(*)::int as n from left_behind')).toEqual([{ n: 0 }])
  })

  it.runIf(process.getuid?.() === 0)(
    'stores the data in a stand-in when the account of the server cannot reach the directory, and erases it there',
    async () => {
      const deep = join(dataDir, 'deep')
      mkdirSync(deep)
      chmodSync(dataDir, 0o700)

      await using server = await startEmbeddedPostgres({ dataDir: deep, purpose: 'test' })
      await run(server, 'create table far (id int)')
      await server.stop()
      await using again = await startEmbeddedPostgres({ dataDir: deep, purpose: 'test' })
      const found = await run(again, 'select count(*)::int as n from far')
      await again.stop()
      await eraseEmbeddedPostgres(deep)

      expect(found).toEqual([{ n: 0 }])
      expect(again.storedAt).not.toBe(deep)
      expect(again.storedAt).toBe(server.storedAt)
      expect(existsSync(server.storedAt)).toBe(false)
    },
  )
})
