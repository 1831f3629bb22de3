import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type DomainEvent, domainEvent } from '@zhihe/contracts/event'
import { openDatabase } from '@zhihe/postgres/pool'
import { eventually } from '@zhihe/testing/eventually'
import { v7 } from 'uuid'
import { describe, expect, it } from 'vitest'
import { openIndex } from '../src/index/open-index.ts'
import { findJobseeker } from '../src/store/copies-store.ts'
import { forgetErased } from '../src/store/erasure-store.ts'
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

/** As routes do: enterprises were told of these people, humans looked at their matches again and decided. */
async function isSeenAndDecidedOf(
  matching: Matching,
  { ids, pinnedOn, suppressedOn }: { ids: readonly string[]; pinnedOn: string; suppressedOn: string },
): Promise<void> {
  await matching.rows('update matching.shortlists set pinned = $1 where posting_id = $2', [ids, pinnedOn])
  await matching.rows('update matching.shortlists set suppressed = $1 where posting_id = $2', [ids, suppressedOn])
  await matching.rows(
    `insert into matching.people_seen (employer_id, day, jobseeker_id, tenant_id, key_id, at) select $1, now(), id, $1, $1, now() from unnest($2::uuid[]) as id`,
    [v7(), ids],
  )
  await matching.rows(
    `insert into matching.match_reviews (id, tenant_id, match_id, posting_id, jobseeker_id, status, question, statement, requested_at, due_at)
    select uuidv7(), $1, id, posting_id, jobseeker_id, 'requested', 'other', '金丝雀', now(), now() from matching.matches where posting_id = $2`,
    [v7(), pinnedOn],
  )
}

/** As relays do. */
const publishAll = (matching: Matching) => matching.rows('update matching.outbox set published_at = now() where published_at is null')

describe('a person who is erased', () => {
  it('leaves every list and every table within seconds, but for a tombstone that says nothing', async () => {
    await using matching = await startMatching()
    const worker = matching.startWorker()
    const [job, elsewhere, her, other] = [posting(), posting(), jobseeker(), jobseeker()]
    const news = [publish(job), publish(elsewhere), change(her), change(other), change({ ...her, version: 2, education: 'bachelor' })]
    await Promise.all(news.map(worker.take))
    await eventually(async () =>
      expect([await matching.list(job.id), await matching.list(elsewhere.id)]).toMatchObject([{ length: 2 }, { length: 2 }]),
    )
    await isSeenAndDecidedOf(matching, { ids: [her.id, other.id], pinnedOn: job.id, suppressedOn: elsewhere.id })
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
    // Of others everything is as it was.
    expect(Object.keys(await hits(matching, other.id))).toEqual(
      expect.arrayContaining(['jobseeker_facts', 'matches', 'match_reviews', 'people_seen', 'shortlists']),
    )
    const decided = await matching.rows('select suppressed, pinned from matching.shortlists where posting_id = any($1) order by pinned', [
      [job.id, elsewhere.id],
    ])
    expect(decided).toEqual([
      { suppressed: [other.id], pinned: [] },
      { suppressed: [], pinned: [other.id] },
    ])
  })

  it('goes out of what was published and has not arrived yet, which goes on saying of others what it said', async () => {
    await using matching = await startMatching()
    const worker = matching.startWorker()
    const [job, her, other] = [posting(), jobseeker(), jobseeker()]
    await Promise.all([publish(job), change(her), change(other)].map(worker.take))
    await eventually(async () => expect(await matching.list(job.id)).toHaveLength(2))
    const told = await matching.rows<{ id: string }>(`select id from matching.outbox where payload::text like $1`, [`%${other.id}%`])
    await publishAll(matching)

    await worker.take(erase(her.id, 2))
    await eventually(async () => {
      await publishAll(matching)
      expect(await hits(matching, her.id)).toEqual({ jobseekers: 1 })
    })

    const left = (type: string) =>
      matching.rows<{ id: string; said: string }>(
        `select id, payload::text as said from matching.outbox where id = any($1) and type = $2`,
        [told.map(({ id }) => id), type],
      )
    expect((await left('shortlist.changed')).some(({ said }) => said.includes(other.id))).toBe(true)
    expect((await left('exposure.changed')).some(({ said }) => said.includes(other.id))).toBe(true)
    for (const event of await matching.emitted()) expect(domainEvent.safeParse(event).error).toBeUndefined()
  })

  it('leaves what spoke of her alone to be received, saying nothing', async () => {
    await using matching = await startMatching()
    const worker = matching.startWorker()
    const [job, her] = [posting(), jobseeker()]
    await Promise.all([publish(job), change(her)].map(worker.take))
    await eventually(async () => expect(await matching.list(job.id)).toHaveLength(1))
    const firstExposure = async () =>
      (
        await matching.rows<{ payload: DomainEvent; confirmed_at: Date | null }>(
          `select payload, confirmed_at from matching.outbox where type = 'exposure.changed' order by seq limit 1`,
        )
      )[0]
    expect(await firstExposure()).toMatchObject({ payload: { data: { people: [{ jobseekerId: her.id }] } } })
    await publishAll(matching)

    await worker.take(erase(her.id, 2))
    await eventually(async () => {
      await publishAll(matching)
      expect(await hits(matching, her.id)).toEqual({ jobseekers: 1 })
    })

    const event = await firstExposure()
    expect(event).toMatchObject({ payload: { data: { people: [] } }, confirmed_at: null })
    expect(domainEvent.safeParse(event?.payload).error).toBeUndefined()
  })

  it('keeps the highest version that was said of her, and the moment when she was erased first', async () => {
    await using matching = await startMatching()
    const worker = matching.startWorker()
    const her = jobseeker({ version: 7 })
    await worker.take(change(her))
    const erased = erase(her.id, 3)

    await worker.take(erased)
    await worker.take({ ...erase(her.id, 9), occurredAt: '2099-01-01T00:00:00Z' })

    const kept = await matching.rows('select version, facts, erased_at from matching.jobseekers where id = $1', [her.id])
    expect(kept).toEqual([{ version: 7, facts: { id: her.id, version: 7 }, erased_at: new Date(erased.occurredAt) }])
    expect(await findJobseeker(matching.database.db, her.id)).toBeNull()
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

  it('is taken off a list that was written while she was erased, by somebody who had read her before', async () => {
    await using matching = await startMatching()
    const [postingId, herId, matchId] = [v7(), v7(), v7()]
    await matching.rows(
      `insert into matching.jobseekers (id, tenant_id, version, facts, erased_at, forget_at) values ($1, $1, 2, '{}', now(), now())`,
      [herId],
    )
    await matching.rows('insert into matching.matches (id, posting_id, jobseeker_id) values ($1, $2, $3)', [matchId, postingId, herId])
    await matching.rows(
      `insert into matching.shortlist_entries (posting_id, jobseeker_id, match_id, rank, rank_key, verdict, score, confidence, component_scores,
        posting_version, jobseeker_version, scoring_version, evaluated_at)
      values ($1, $2, $3, 1, 7000, 'eligible', 7000, 8000, '{1}', 1, 1, 'x', now())`,
      [postingId, herId, matchId],
    )

    expect([await forgetErased(matching.database.db), await forgetErased(matching.database.db)]).toEqual([1, 1])

    // Marked once, and she is looked for until the list has let go of her.
    expect(await matching.rows('select kind, entity_id from matching.due')).toEqual([{ kind: 'posting', entity_id: postingId }])
    await matching.rows('delete from matching.shortlist_entries')
    await forgetErased(matching.database.db)
    expect(await matching.rows('select 1 from matching.matches')).toEqual([])
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
