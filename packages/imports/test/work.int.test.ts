import { openDatabase } from '@zhihe/postgres/pool'
import { createTestDatabase, type TestDatabase } from '@zhihe/testing/database'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Lease, LeaseLost } from '../src/lease.ts'
import { type ImportWork, startImportWork } from '../src/work.ts'

type Job = { id: string }

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database[Symbol.asyncDispose]())

/** Imports that wait in memory, and what the worker says and does. */
function world(waiting: string[], changed: Partial<ImportWork<Job>> = {}) {
  const said: string[] = []
  const worked: string[] = []
  const givenBack: string[] = []
  const logger = pino({ base: null }, { write: (line: string) => void said.push((JSON.parse(line) as { msg: string }).msg) })
  const start = () =>
    startImportWork<Job>({
      listenUrl: database.url(),
      channel: 'imports_of_this_test',
      logger,
      pollMs: 60_000,
      claim: async (token) => {
        const id = waiting.shift()
        return id === undefined ? null : { job: { id }, token }
      },
      release: async ({ job }) => void givenBack.push(job.id),
      run: async ({ job }) => void worked.push(job.id),
      tidy: { everyMs: 60_000, run: async () => {} },
      ...changed,
    })
  return { start, said, worked, givenBack, waiting }
}

describe('a worker of imports', () => {
  it('works what waits, one after the other, and what is announced later', async () => {
    const { start, worked, waiting } = world(['first', 'second'])
    await using worker = start()
    await expect.poll(() => worked).toEqual(['first', 'second'])
    expect(worker.isReady()).toBe(true)

    await using owner = openDatabase({ url: database.url(), applicationName: 'who-announces', maxConnections: 1 })
    waiting.push('third')
    // It may still be about to listen: what is said before that is said again.
    await expect
      .poll(async () => {
        await owner.pool.query('notify imports_of_this_test')
        return worked
      })
      .toEqual(['first', 'second', 'third'])
  })

  it('goes on without a word when somebody else has taken its import over', async () => {
    const run = async ({ job }: Lease<Job>) => {
      if (job.id === 'lost') throw new LeaseLost(job.id)
      worked.push(job.id)
    }
    const { start, worked, said } = world(['lost', 'mine'], { run })
    await using _worker = start()

    await expect.poll(() => worked).toEqual(['mine'])
    expect(said).toEqual(['looking for imports', 'worked an import'])
  })

  it('says once that it cannot work, is not ready, and says when it can again', async () => {
    let isAway = true
    const claim = async () => {
      if (isAway) throw new Error('the database is away')
      return null
    }
    let failures = 0
    const tidy = { everyMs: 0, run: async () => void (failures += 1) }
    const { start, said } = world([], { claim, tidy, pollMs: 5 })
    await using worker = start()

    await expect.poll(() => failures).toBeGreaterThan(3)
    expect(worker.isReady()).toBe(false)
    isAway = false
    await expect.poll(() => worker.isReady()).toBe(true)
    isAway = true
    await expect.poll(() => worker.isReady()).toBe(false)
    const before = failures
    await expect.poll(() => failures).toBeGreaterThan(before + 3)

    expect(said).toEqual(['looking for imports', 'could not work an import; trying again'])
  })

  it('gives back at once what it could not finish when it is stopped', async () => {
    const begun = Promise.withResolvers<void>()
    const run = async (_lease: Lease<Job>, signal: AbortSignal) => {
      begun.resolve()
      await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()))
    }
    const { start, givenBack, said } = world(['long'], { run })
    const worker = start()
    await begun.promise

    await worker[Symbol.asyncDispose]()

    expect(givenBack).toEqual(['long'])
    expect(said.at(-1)).toBe('gave an import back')
    expect(worker.isReady()).toBe(false)
  })
})
