import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DomainEvent } from '@zhihe/contracts/event'
import { openDatabase } from '@zhihe/postgres/pool'
import { eventually } from '@zhihe/testing/eventually'
import { v7 } from 'uuid'
import { describe, expect, it } from 'vitest'
import { openIndex } from '../src/index/open-index.ts'
import { change, federationTenant, jobseeker, posting, publish } from './facts.ts'
import { startMatching } from './matching-service.ts'

type Matching = Awaited<ReturnType<typeof startMatching>>

function erase(jobseekerId: string, version: number): DomainEvent {
  const data = { tenantId: federationTenant, jobseekerId, version, recipients: [] }
  return { id: v7(), type: 'jobseeker.erased', occurredAt: new Date().toISOString(), data }
}

/** Every row of the schema in which the text stands, by table. */
async function hits(matching: Matching, text: string): Promise<Record<string, number>> {
  const tables = await matching.rows<{ name: string }>(`select tablename as name from pg_tables where schemaname = 'matching'`)
  const found: Record<string, number> = {}
  for (const { name } of tables) {
    const [row] = await matching.rows<{ n: number }>(
      `select count(*)::integer as n from matching.${name} t where to_jsonb(t)::text like $1`,
      [`%${text}%`],
    )
    if (row && row.n > 0) found[name] = row.n
  }
  return found
}

/** As relays do. */
const publishAll = (matching: Matching) => matching.rows('update matching.outbox set published_at = now() where published_at is null')

describe('a person who is erased', () => {
  it('leaves every list and every table within seconds, but for a tombstone that says nothing', async () => {
    await using matching = await startMatching()
    const worker = matching.startWorker()
    const [job, her, other] = [posting(), jobseeker(), jobseeker()]
    await Promise.all([publish(job), change(her), change(other), change({ ...her, version: 2, education: 'bachelor' })].map(worker.take))
    await eventually(async () => expect(await matching.list(job.id)).toHaveLength(2))
    const startedMs = performance.now()

    await worker.take(erase(her.id, 3))

    await eventually(
      async () => {
        await publishAll(matching)
        expect(await hits(matching, her.id)).toEqual({ jobseekers: 1 })
      },
      { withinMs: 10_000 },
    )
    expect(performance.now() - startedMs).toBeLessThan(10_000)
    const [tombstone] = await matching.rows<{ facts: object; region_code: null }>(
      'select facts, region_code from matching.jobseekers where id = $1',
      [her.id],
    )
    expect(tombstone).toEqual({ facts: { id: her.id, version: 3 }, region_code: null })
    expect((await matching.list(job.id)).map((entry) => entry.jobseeker_id)).toEqual([other.id])
  })

  it('is withdrawn as erased from whoever was told of her', async () => {
    await using matching = await startMatching()
    const worker = matching.startWorker()
    const [job, her] = [posting(), jobseeker()]
    await Promise.all([publish(job), change(her)].map(worker.take))
    await eventually(async () => expect(await matching.list(job.id)).toHaveLength(1))
    const [entry] = await matching.list(job.id)

    await worker.take(erase(her.id, 2))

    await eventually(async () => {
      const events = await matching.emitted()
      const withdrawn = events.flatMap((event) => (event.type === 'shortlist.changed' ? event.data.withdrawn : []))
      expect(withdrawn).toMatchObject([{ matchId: entry?.match_id, reason: 'erased' }])
    })
  })

  it.each([
    ['an older event that comes late', 2],
    ['an event that claims a higher version', 99],
  ])('is not revived by %s', async (_name, version) => {
    await using matching = await startMatching()
    const worker = matching.startWorker()
    const [job, her] = [posting(), jobseeker()]
    await Promise.all([publish(job), change(her)].map(worker.take))
    await eventually(async () => expect(await matching.list(job.id)).toHaveLength(1))
    const erased = erase(her.id, 3)
    await worker.take(erased)

    await worker.take(change({ ...her, version }))
    await worker.take(erased)
    await worker.take(erase(her.id, 3))

    await worker.index.catchUp()
    await eventually(async () => expect(await matching.list(job.id)).toEqual([]))
    expect(worker.index.memory.jobseeker(her.id)).toBeUndefined()
    expect(worker.index.memory.engine.getJobseeker(her.id)).toBeUndefined()
    expect(await matching.rows('select version from matching.jobseekers where id = $1', [her.id])).toEqual([{ version: 3 }])
    expect(await matching.rows('select 1 from matching.jobseeker_facts where id = $1', [her.id])).toEqual([])
  })

  it('is not known either when the tombstone comes before everything else', async () => {
    await using matching = await startMatching()
    const worker = matching.startWorker()
    const [job, her] = [posting(), jobseeker()]

    for (const event of [erase(her.id, 5), publish(job), change(her)]) await worker.take(event)

    await worker.index.catchUp()
    expect(worker.index.memory.jobseeker(her.id)).toBeUndefined()
    expect(await matching.list(job.id)).toEqual([])
  })

  it('leaves the memory of every process and the file of each, also of one that started from the file', async () => {
    await using matching = await startMatching()
    const folder = await mkdtemp(join(tmpdir(), 'zhihe-erasure-'))
    const snapshotFile = join(folder, 'api.snapshot')
    const worker = matching.startWorker()
    const her = jobseeker({ birthMonth: '1971-07', payFloorFen: 987_654_300 })
    await Promise.all([change(her), change(jobseeker())].map(worker.take))
    const open = () =>
      openIndex({ database, listenUrl: matching.url, now: () => new Date(), logger: matching.logger, snapshotFile, follows: true })
    await using database = openDatabase({ url: matching.url, applicationName: 'test-api' })
    const first = open()
    await first.catchUp()
    await first[Symbol.asyncDispose]()
    const before = await readFile(snapshotFile)
    expect(before.includes(her.id)).toBe(true)

    await worker.take(erase(her.id, 2))
    expect(await matching.rows('select 1 from matching.index_snapshots')).toEqual([])
    const again = open()
    await eventually(async () => expect((await readFile(snapshotFile)).includes(her.id)).toBe(false), { withinMs: 10_000 })

    const after = await readFile(snapshotFile)
    expect([again.memory.jobseeker(her.id), after.includes('1971-07')]).toEqual([undefined, false])
    await again[Symbol.asyncDispose]()
    await rm(folder, { recursive: true })
  })
})
