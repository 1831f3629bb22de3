import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DomainEvent } from '@zhihe/contracts/event'
import { v7 } from 'uuid'
import { describe, expect, it } from 'vitest'
import { digestOf } from '../src/index/digest.ts'
import { type MatchIndex, openIndex } from '../src/index/open-index.ts'
import { indexDigest } from '../src/index-digest.ts'
import { keepEvent } from '../src/jobs/keep-event.ts'
import { refreshPostings } from '../src/jobs/refresh-postings.ts'
import { forgetErased } from '../src/store/erasure-store.ts'
import { change, close, federationTenant, jobseeker, posting, publish } from './facts.ts'
import { startMatchingApi } from './matching-api.ts'
import { candidateRefKey, startMatching } from './matching-service.ts'

const now = () => new Date('2026-11-22T09:00:00Z')
const claim = { token: 'test', leaseMs: 60_000 }
const erase = (jobseekerId: string, version: number): DomainEvent => ({
  id: v7(),
  type: 'jobseeker.erased',
  occurredAt: now().toISOString(),
  data: { tenantId: federationTenant, jobseekerId, version, recipients: [] },
})

async function startHouse() {
  const stack = new AsyncDisposableStack()
  const matching = stack.use(await startMatching())
  const folder = await mkdtemp(join(tmpdir(), 'zhihe-digest-'))
  stack.defer(() => rm(folder, { recursive: true }))
  const { database, url: listenUrl, logger } = matching
  const start = async (snapshotFile?: string) => {
    const index = openIndex({ database, listenUrl, now, logger, follows: false, snapshotFile })
    await index.catchUp()
    return index
  }
  const keep = async (event: Parameters<typeof keepEvent>[1]) => void (await keepEvent(database.db, event, claim))
  const rank = async (index: MatchIndex, ids: readonly string[]) => {
    const deps = { db: database.db, index, now, candidateRefKey, verified: new Map() }
    for (let left = ids; left.length > 0; ) left = await refreshPostings(deps, left)
  }
  /** What a process that reads the tables now would know. */
  const fresh = async () => digestOf((await start()).memory)
  return { ...matching, file: join(folder, 'a.snapshot'), start, keep, rank, fresh, [Symbol.asyncDispose]: () => stack.disposeAsync() }
}

describe('the digest of an index', () => {
  it('is that of a fresh load, after changes of every kind, a start from a file and an erasure', async () => {
    await using house = await startHouse()
    const follower = await house.start()
    const keeper = await house.start(house.file)
    const people = Array.from({ length: 14 }, () => jobseeker())
    const jobs = [posting({ headcount: 1 }), posting({ headcount: null }), posting(), posting({ headcount: 2 })]
    const ids = jobs.map(({ id }) => id)

    const steps: (() => Promise<unknown>)[] = [
      ...people.map((person) => () => house.keep(change(person))),
      ...jobs.map((job) => () => house.keep(publish(job))),
      () => house.rank(follower, ids),
      () => house.keep(close(ids[2]!, 2)),
      () => house.keep(change({ ...people[0]!, version: 2, active: false })),
      () => house.rank(keeper, ids),
      () =>
        house.rows('update matching.shortlists set suppressed = $1, xid = pg_current_xact_id() where posting_id = $2', [
          [people[3]!.id],
          ids[0],
        ]),
      () => house.keep(publish({ ...jobs[1]!, version: 2, headcount: 7 })),
      () => house.keep(erase(people[1]!.id, 3)),
      () => forgetErased(house.database.db),
      () => house.rank(follower, ids),
    ]
    for (const step of steps) {
      await step()
      await Promise.all([follower.catchUp(), keeper.catchUp()])
      const expected = await house.fresh()
      expect({ step: String(step), known: [digestOf(follower.memory), digestOf(keeper.memory)] }).toEqual({
        step: String(step),
        known: [expected, expected],
      })
    }
    await keeper[Symbol.asyncDispose]()
    await house.keep(change(jobseeker()))

    expect(digestOf((await house.start(house.file)).memory)).toEqual(await house.fresh())
  })

  it.each([
    ['a fact of a person', "update matching.jobseekers set facts = jsonb_set(facts, '{payFloorFen}', '123456')"],
    ['a fact of a posting', "update matching.postings set facts = jsonb_set(facts, '{headcount}', '7')"],
    ['whose person she is', 'update matching.jobseekers set tenant_id = gen_random_uuid()'],
    ['whose posting it is', 'update matching.postings set employer_id = gen_random_uuid()'],
    ['a version on a list', 'update matching.shortlist_entries set jobseeker_version = 9 where rank = 1'],
    ['who stands on a list', 'delete from matching.shortlist_entries where rank = 1'],
    ['the number of a list', 'update matching.shortlists set seq = seq + 1'],
    ['who is left out', 'update matching.shortlists set suppressed = array[gen_random_uuid()]'],
    ['who is pinned', 'update matching.shortlists set pinned = array[gen_random_uuid()]'],
  ])('changes with %s', async (_, flip) => {
    await using house = await startHouse()
    const index = await house.start()
    const job = posting()
    for (const event of [change(jobseeker()), change(jobseeker()), publish(job)]) await house.keep(event)
    await house.rank(index, [job.id])
    await index.catchUp()
    const before = digestOf(index.memory)
    expect(await house.fresh()).toEqual(before)

    await house.rows(flip)

    expect((await house.fresh()).digest).not.toBe(before.digest)
    expect(digestOf(index.memory)).toEqual(before)
  })

  it('is shown to operators by the API, without a key, with how far it has read', async () => {
    await using house = await startMatchingApi()

    const response = await house.app.inject('/index-digest')

    expect(response.statusCode).toBe(200)
    const { postings, jobseekers, lists, digest } = await indexDigest(house.worker.index)
    expect(response.json()).toMatchObject({ postings, jobseekers, lists, digest })
    expect(response.json()).toMatchObject({ asOf: expect.any(String), watermark: expect.stringMatching(/^\d+$/) })
  })
})
