import type { Rebuild } from '@zhihe/contracts/rebuild'
import { v7 } from 'uuid'
import { describe, expect, it } from 'vitest'
import { change, close, jobseeker, posting, publish } from './facts.ts'
import { startMatchingApi } from './matching-api.ts'

/** A house with postings of two cities whose lists somebody has emptied behind our back. */
async function startSpoilt(postings: number) {
  const api = await startMatchingApi()
  const jobs = Array.from({ length: postings }, (_, place) => posting({ regionCode: place % 2 === 0 ? '330106' : '330203' }))
  await Promise.all(
    Array.from({ length: 4 }, () => api.worker.take(change(jobseeker({ willingRegions: ['330000'] }), api.tenants.federation))),
  )
  await Promise.all(jobs.map((job) => api.worker.take(publish(job, api.tenants.organiser, api.employerId))))
  await api.rows('delete from matching.shortlist_entries where posting_id <> all($1::uuid[])', [[jobs[0]!.id]])
  await api.rows(
    'update matching.shortlists set size = 0, floor_tier = null, floor_key = null, xid = pg_current_xact_id() where posting_id <> $1',
    [jobs[0]!.id],
  )
  const start = async () => await api.post('/v1/rebuilds', undefined, 'admin')
  const progress = async (id: string) => (await api.get(`/v1/rebuilds/${id}`, 'admin')).json<Rebuild>()
  const batches = async () => (await api.emitted()).filter(({ type }) => type === 'rebuild.batch_due')
  const listed = async () =>
    (await api.rows<{ n: number }>('select count(*)::integer as n from matching.shortlist_entries group by posting_id')).map(({ n }) => n)
  return { api, jobs, start, progress, batches, listed, [Symbol.asyncDispose]: () => api[Symbol.asyncDispose]() }
}

describe('POST /v1/rebuilds', () => {
  it('makes every list anew in batches, with progress, and does a batch that comes twice once', async () => {
    await using house = await startSpoilt(203)

    const started = await house.start()
    const { id } = started.json<Rebuild>()
    const again = (await house.start()).json<Rebuild>()
    const [first, second, ...rest] = await house.batches()
    await house.api.worker.take(first)
    const halfway = await house.progress(id)
    await house.api.worker.take(first)
    await Promise.all([house.api.worker.take(second), house.api.worker.take(second)])

    // What has arrived is not taken for lost.
    const unseen = await house.api.rows('select id from matching.unseen($1) as id', [[first?.id, second?.id]])
    expect(unseen).toEqual([])
    expect(started.statusCode).toBe(202)
    expect(again.id).toBe(id)
    expect(rest).toEqual([])
    expect(halfway).toMatchObject({ total: 203, done: 200, failed: 0, finishedAt: null })
    const finished = await house.progress(id)
    expect(finished).toMatchObject({ id, total: 203, done: 203, failed: 0 })
    expect(Date.parse(finished.finishedAt!)).toBeGreaterThanOrEqual(Date.parse(finished.startedAt))
    expect(await house.listed()).toEqual(Array.from({ length: 203 }, () => 4))
    expect(await house.api.due()).toBe(0)
  })

  it('goes on with another worker when one stops in the middle', async () => {
    await using house = await startSpoilt(60)
    const { id } = (await house.start()).json<Rebuild>()
    const [batch] = await house.batches()
    const leaving = house.api.startWorker()

    const taken = leaving.take(batch).then(
      () => 'done',
      () => 'stopped',
    )
    await leaving.index.catchUp()
    await leaving[Symbol.asyncDispose]()
    const outcome = await taken
    await house.api.worker.take(batch)

    expect(['done', 'stopped']).toContain(outcome)
    expect(await house.progress(id)).toMatchObject({ total: 60, done: 60, failed: 0 })
    expect(await house.listed()).toEqual(Array.from({ length: 60 }, () => 4))
  })

  it('counts a posting that cannot be ranked as failed and does the others', async () => {
    await using house = await startSpoilt(5)
    const broken = house.jobs[1]!.id
    await house.start()
    await house.api.asOwner(`alter table matching.shortlist_entries add constraint refused check (posting_id <> '${broken}') not valid`)
    const [batch] = await house.batches()

    await house.api.worker.take(batch)

    const [progress] = await house.api.rows<{ done: number; failed: number }>('select done, failed from matching.rebuild_batches')
    expect(progress).toEqual({ done: 4, failed: 1 })
  })

  it('announces what is left again when it has stood for long', async () => {
    await using house = await startSpoilt(3)
    const { id } = (await house.start()).json<Rebuild>()
    await house.api.rows("update matching.rebuilds set started_at = now() - interval '11 minutes'")

    const again = (await house.start()).json<Rebuild>()
    const [, second] = await house.batches()
    await house.api.worker.take(second)

    expect(again.id).toBe(id)
    expect(await house.progress(id)).toMatchObject({ total: 3, done: 3, finishedAt: expect.any(String) })
  })

  it('has nothing to do without open postings, and leaves out closed ones', async () => {
    await using house = await startSpoilt(2)
    for (const job of house.jobs) await house.api.worker.take(close(job.id, 2))

    const { id } = (await house.start()).json<Rebuild>()

    expect(await house.progress(id)).toMatchObject({ total: 0, done: 0, finishedAt: expect.any(String) })
  })

  it('is for admins, and knows no other rebuild', async () => {
    await using house = await startSpoilt(1)

    const refused = await Promise.all(
      (['organiser', 'enterprise', 'federation'] as const).map((as) => house.api.post('/v1/rebuilds', undefined, as)),
    )
    const unknown = await house.api.get(`/v1/rebuilds/${v7()}`, 'admin')

    expect(refused.map(({ statusCode }) => statusCode)).toEqual([403, 403, 403])
    expect(unknown.statusCode).toBe(404)
  })
})
