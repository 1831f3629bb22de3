import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { digestOf } from '@zhihe/engine/digest'
import { openDatabase } from '@zhihe/postgres/pool'
import { createLogger, type Logger } from '@zhihe/runtime/log'
import { Pool } from 'pg'
import { describe, expect, it } from 'vitest'
import { type MatchIndex, openIndex } from '../src/index/open-index.ts'
import { keepEvent } from '../src/jobs/keep-event.ts'
import { refreshPostings } from '../src/jobs/refresh-postings.ts'
import { change, close, jobseeker, posting, publish } from './facts.ts'
import { candidateRefKey, startMatching } from './matching-service.ts'

const now = () => new Date('2026-11-22T09:00:00Z')
const claim = { token: 'test', leaseMs: 60_000 }

interface Loaded {
  from: string
  because?: string
  rows: number
}

async function startHouse() {
  const stack = new AsyncDisposableStack()
  const matching = stack.use(await startMatching())
  const folder = await mkdtemp(join(tmpdir(), 'zhihe-index-'))
  stack.defer(() => rm(folder, { recursive: true }))
  const file = join(folder, 'inner', 'matching-worker.snapshot')
  const { database, url: listenUrl } = matching

  /** A process that starts, and what it says of its start. */
  const start = async ({ isFresh = false, on = { database, listenUrl } } = {}) => {
    const lines: (Loaded & { msg: string })[] = []
    const logger = createLogger({ name: 'test', level: 'info' }, { write: (line: string) => void lines.push(JSON.parse(line)) })
    const index = openIndex({ ...on, now, logger, follows: false, ...(isFresh ? {} : { snapshotFile: file }) })
    await index.catchUp()
    const [loaded] = lines.filter(({ msg }) => msg === 'the index is loaded')
    return { index, loaded: loaded!, stop: () => index[Symbol.asyncDispose]() }
  }
  /** A process that does not come to its end by itself. */
  const begin = (logger: Logger) => openIndex({ database, listenUrl, now, logger, follows: false, snapshotFile: file })
  const rank = async (index: MatchIndex, ids: readonly string[]) => {
    const deps = { db: database.db, index, now, candidateRefKey, verified: new Map() }
    for (let left = ids; left.length > 0; ) left = await refreshPostings(deps, left)
  }
  /** Some people, some jobs, their lists; one job closed. */
  const fill = async (index: MatchIndex) => {
    const people = Array.from({ length: 12 }, () => jobseeker())
    const jobs = [posting({ headcount: 1 }), posting({ headcount: null }), posting()]
    for (const person of people) await keepEvent(database.db, change(person), claim)
    for (const job of jobs) await keepEvent(database.db, publish(job), claim)
    await keepEvent(database.db, close(jobs[2]!.id, 2), claim)
    await rank(
      index,
      jobs.map(({ id }) => id),
    )
    return { people, jobs }
  }
  return { ...matching, db: database.db, file, start, begin, rank, fill, [Symbol.asyncDispose]: () => stack.disposeAsync() }
}

/** Everything a process knows, in an order of its own. */
function knowledgeOf({ memory }: MatchIndex) {
  const { state, beside } = memory.content()
  const byId = <Held>(entries: Iterable<[string, Held]>) => [...entries].sort(([a], [b]) => (a < b ? -1 : 1))
  const lists = beside.lists.map(({ members, ...list }) => ({
    ...list,
    members: byId(members.map((one) => [one.jobseekerId, one.version])),
  }))
  const people = byId(beside.tenantOf)
  const postings = byId(memory.postings())
  return {
    digest: digestOf(state),
    people,
    owners: byId(beside.owners),
    lists: byId(lists.map((list) => [list.postingId, list])),
    recommendations: people.map(([id]) => [id, memory.recommendationsOf(id)]),
    candidates: byId(state.postings.candidates()),
    postings,
    forPostings: postings.map(([id]) => memory.engine.rankForPosting(id, { limit: 50, at: now() })),
    forPeople: people.map(([id]) => memory.engine.rankForJobseeker(id, { limit: 50, at: now() })),
  }
}

describe('a process that kept its index', () => {
  it('starts from it, reads only what changed, and knows what a fresh start knows', async () => {
    await using house = await startHouse()
    const first = await house.start()
    const { people, jobs } = await house.fill(first.index)
    await first.stop()
    await keepEvent(house.db, change({ ...people[0]!, version: 2, active: false }), claim)
    await keepEvent(house.db, change(jobseeker()), claim)
    await keepEvent(house.db, close(jobs[0]!.id, 3), claim)

    const second = await house.start()
    const fresh = await house.start({ isFresh: true })

    expect(first.loaded).toMatchObject({ from: 'tables', because: 'there is none' })
    expect(second.loaded).toMatchObject({ from: 'snapshot', rows: 3 })
    expect(knowledgeOf(second.index)).toEqual(knowledgeOf(fresh.index))
    await house.rank(
      second.index,
      jobs.map(({ id }) => id),
    )
    await fresh.index.catchUp()
    expect(knowledgeOf(second.index)).toEqual(knowledgeOf(fresh.index))
  })

  it('starts again and again, after a kill too, and reads nothing when nothing happened', async () => {
    await using house = await startHouse()
    const first = await house.start()
    await house.fill(first.index)
    await first.index.keep()
    const killed = await house.start()
    await keepEvent(house.db, change(jobseeker()), claim)
    await killed.index.catchUp()

    const second = await house.start()
    await second.stop()
    const third = await house.start()

    expect(killed.loaded).toMatchObject({ from: 'snapshot', rows: 0 })
    expect(second.loaded).toMatchObject({ from: 'snapshot', rows: 1 })
    expect(third.loaded).toMatchObject({ from: 'snapshot', rows: 0 })
    expect(knowledgeOf(third.index)).toEqual(knowledgeOf((await house.start({ isFresh: true })).index))
    expect(await house.rows('select token from matching.index_snapshots')).toHaveLength(1)
  })

  it('does not lose a transaction that was open when it was kept and commits later', async () => {
    await using house = await startHouse()
    const first = await house.start()
    await house.fill(first.index)
    const late = jobseeker()
    const slow = await house.database.pool.connect()
    await slow.query('begin')
    await slow.query('insert into matching.jobseekers (id, tenant_id, version, facts) values ($1, $1, 1, $2)', [late.id, late])
    const seen = jobseeker()
    await keepEvent(house.db, change(seen), claim)
    await first.stop()

    const early = await house.start()
    const before = [late, seen].map(({ id }) => early.index.memory.jobseeker(id) !== undefined)
    await slow.query('commit')
    slow.release()
    const after = await house.start()
    await early.index.catchUp()

    expect(before).toEqual([false, true])
    expect(early.loaded).toMatchObject({ from: 'snapshot', rows: 0 })
    expect(after.loaded).toMatchObject({ from: 'snapshot', rows: 1 })
    const fresh = await house.start({ isFresh: true })
    expect(knowledgeOf(after.index)).toEqual(knowledgeOf(fresh.index))
    expect(knowledgeOf(early.index)).toEqual(knowledgeOf(fresh.index))
  })

  it('keeps no half of a change, however changes and writing meet', async () => {
    await using house = await startHouse()
    const first = await house.start()
    await house.fill(first.index)

    for (let round = 0; round < 8; round += 1) {
      const writing = first.index.keep()
      const people = Array.from({ length: 20 }, () => jobseeker({ skills: [], licences: [`licence_${round}`] }))
      await Promise.all(
        people.map(async (person) => {
          await keepEvent(house.db, change(person), claim)
          await first.index.catchUp()
        }),
      )
      await writing

      const second = await house.start()
      expect(second.loaded.from).toBe('snapshot')
      expect(knowledgeOf(second.index)).toEqual(knowledgeOf(first.index))
    }
  }, 60_000)
})

describe('a process reads every row', () => {
  it('when its file is damaged, is not a file of ours, or was written by another version', async () => {
    await using house = await startHouse()
    const first = await house.start()
    await house.fill(first.index)
    await first.stop()
    const whole = await readFile(house.file)
    const startWith = async (bytes: Buffer) => {
      await writeFile(house.file, bytes)
      const { loaded, index } = await house.start()
      expect(knowledgeOf(index)).toEqual(knowledgeOf(first.index))
      return loaded
    }
    const damaged = Buffer.from(whole)
    damaged.writeUInt8(damaged.readUInt8(whole.length - 50) ^ 4, whole.length - 50)
    const replaced = (from: string, to: string) => Buffer.from(whole.toString('latin1').replace(from, to), 'latin1')

    expect(await startWith(damaged)).toMatchObject({ from: 'tables', because: expect.stringContaining('checksum') })
    expect(await startWith(whole.subarray(0, whole.length >> 1))).toMatchObject({ from: 'tables' })
    expect(await startWith(Buffer.alloc(0))).toMatchObject({ from: 'tables' })
    expect(await startWith(Buffer.from('not a snapshot at all'))).toMatchObject({ from: 'tables' })
    expect(await startWith(replaced('"version":"1 ', '"version":"0 '))).toMatchObject({
      because: expect.stringContaining('was written as'),
    })
    expect(await startWith(replaced('{\\"format\\":2', '{\\"format\\":3'))).toMatchObject({ because: expect.stringContaining('checksum') })
    expect(await startWith(whole)).toMatchObject({ from: 'snapshot' })
  })

  it('when the file is of another database', async () => {
    await using house = await startHouse()
    await using other = await startMatching()
    const first = await house.start()
    await house.fill(first.index)
    await first.stop()

    const elsewhere = await house.start({ on: { database: other.database, listenUrl: other.url } })

    expect(elsewhere.loaded).toMatchObject({ from: 'tables', because: 'it was read from other tables', rows: 0 })
    expect(elsewhere.index.memory.engine.sizes()).toEqual({ postings: 0, jobseekers: 0 })
  })

  it.each([
    ['the database does not know it', 'delete from matching.index_snapshots'],
    ['the database was loaded from a copy', 'update matching.index_snapshots set written_at = now()'],
    ['it was read from other tables', 'truncate matching.jobseekers'],
  ])('when %s', async (because, statement) => {
    await using house = await startHouse()
    const first = await house.start()
    await house.fill(first.index)
    await first.stop()
    const admin = new Pool({ connectionString: house.adminUrl, max: 1 })
    await admin.query(statement)
    await admin.end()

    const second = await house.start()

    expect(second.loaded).toMatchObject({ from: 'tables', because })
    expect(knowledgeOf(second.index)).toEqual(knowledgeOf((await house.start({ isFresh: true })).index))
  })

  it('when the database is a copy of the one the file was made from', async () => {
    await using house = await startHouse()
    const first = await house.start()
    await house.fill(first.index)
    await first.stop()
    const copyUrl = new URL(house.adminUrl)
    const name = copyUrl.pathname.slice(1)
    const admin = new Pool({ connectionString: new URL('/postgres', copyUrl).href, max: 1 })
    await house.database[Symbol.asyncDispose]()
    await admin.query(`create database ${name}_copy template ${name}`)
    copyUrl.pathname = `/${name}_copy`
    const database = openDatabase({ url: copyUrl.href, applicationName: 'matching-test-copy' })

    const second = await house.start({ on: { database, listenUrl: copyUrl.href } })
    await database[Symbol.asyncDispose]()
    await admin.query(`drop database ${name}_copy with (force)`)
    await admin.end()

    expect(second.loaded).toMatchObject({ from: 'tables', because: 'it was read from other tables' })
  })

  it('after a start from the file that failed, and writes no file while a change could not be applied whole', async () => {
    await using house = await startHouse()
    const first = await house.start()
    await house.fill(first.index)
    await first.index.keep()
    const bytes = await readFile(house.file)
    const person = jobseeker()
    const insert = 'insert into matching.jobseekers (id, tenant_id, version, facts) values ($1, $1, 1, $2)'
    await house.rows(insert, [person.id, { ...person, skills: null }])
    await expect(first.index.catchUp()).rejects.toThrow('null')
    const second = house.begin(house.logger)
    await expect(second.catchUp()).rejects.toThrow('null')
    await first.index.keep()
    await second.keep()
    expect(await readFile(house.file)).toEqual(bytes)

    await house.rows('update matching.jobseekers set facts = $2, xid = pg_current_xact_id() where id = $1', [person.id, person])
    await second.catchUp()
    await second.keep()

    const fresh = await house.start({ isFresh: true })
    expect(knowledgeOf(second)).toEqual(knowledgeOf(fresh.index))
    expect(knowledgeOf((await house.start()).index)).toEqual(knowledgeOf(fresh.index))
    expect(await readFile(house.file)).not.toEqual(bytes)
  })
})
