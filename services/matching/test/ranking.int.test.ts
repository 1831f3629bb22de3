import { eventually } from '@zhihe/testing/eventually'
import { describe, expect, it } from 'vitest'
import { keepEvent } from '../src/jobs/keep-event.ts'
import { change, close, jobseeker, posting, publish } from './facts.ts'
import { startMatching } from './matching-service.ts'

describe('the ranking worker', () => {
  it('lists a person for a posting, whichever is heard of first', async () => {
    await using matching = await startMatching()
    const worker = matching.startWorker()
    const early = jobseeker()
    const late = jobseeker()
    const job = posting()

    await worker.take(change(early))
    await worker.take(publish(job))
    await worker.take(change(late))

    await eventually(async () => {
      expect((await matching.list(job.id)).map((entry) => entry.jobseeker_id)).toEqual([early.id, late.id])
      expect(await matching.due()).toBe(0)
    })
  })

  it('announces who came and who left, once, with a rising seq', async () => {
    await using matching = await startMatching()
    const worker = matching.startWorker()
    const person = jobseeker({ accommodationsNeeded: [{ code: 'HS-01', required: false }] })
    const job = posting()
    await worker.take(publish(job))
    await worker.take(change(person))
    await eventually(async () => expect(await matching.list(job.id)).toHaveLength(1))

    const event = change({ ...person, version: 2, active: false })
    await worker.take(event)
    await worker.take(event)

    await eventually(async () => expect(await matching.list(job.id)).toHaveLength(0))
    const emitted = (await matching.emitted()).flatMap((one) => (one.type === 'shortlist.changed' ? [one.data] : []))
    expect(emitted).toMatchObject([
      { postingId: job.id, proposed: [{ verdict: 'eligible', needs: [{ code: 'HS-01' }] }], withdrawn: [] },
      { postingId: job.id, proposed: [], withdrawn: [{ reason: 'no_longer_fits' }] },
    ])
    expect(emitted[1]!.seq).toBeGreaterThan(emitted[0]!.seq)
    expect(emitted[1]!.withdrawn[0]!.candidateRef).toBe(emitted[0]!.proposed[0]!.candidateRef)
    expect(emitted[0]!.proposed[0]!.jobseekerId).toBe(person.id)
    expect(JSON.stringify(emitted).split(person.id)).toHaveLength(2)
  })

  it('ignores an older version and a second delivery', async () => {
    await using matching = await startMatching()
    const worker = matching.startWorker()
    const person = jobseeker()
    const job = posting()
    const published = publish({ ...job, version: 3 })
    await worker.take(change(person))
    await worker.take(published)
    const before = await matching.list(job.id)
    const seqOf = () => matching.rows<{ seq: string }>('select seq from matching.shortlists')
    const seq = await seqOf()

    await worker.take(published)
    await worker.take(close(job.id, 2))
    await worker.take(publish({ ...job, version: 2, headcount: 0 }))

    expect(await matching.list(job.id)).toEqual(before)
    expect(await seqOf()).toEqual(seq)
    expect(await matching.due()).toBe(0)
  })

  it('empties the list of a closed posting and does not open it again for a late publication', async () => {
    await using matching = await startMatching()
    const worker = matching.startWorker()
    const job = posting()
    await worker.take(change(jobseeker()))
    await worker.take(publish(job))

    await worker.take(close(job.id, 3))
    await worker.take(publish({ ...job, version: 2 }))

    expect(await matching.list(job.id)).toEqual([])
    const emitted = (await matching.emitted()).filter(({ type }) => type === 'shortlist.changed')
    expect(emitted.at(-1)).toMatchObject({ data: { withdrawn: [{ reason: 'posting_closed' }], proposed: [] } })
  })

  it('remembers a posting that was closed before it was heard of', async () => {
    await using matching = await startMatching()
    const worker = matching.startWorker()
    const job = posting()
    await worker.take(change(jobseeker()))

    await worker.take(close(job.id, 2))
    await worker.take(publish(job))

    expect(await matching.list(job.id)).toEqual([])
  })

  it('settles the marks of a worker that died between keeping and ranking', async () => {
    await using matching = await startMatching({ leaseMs: 300 })
    const job = posting()
    const dead = { token: 'dead', leaseMs: 300 }
    await keepEvent(matching.database.db, publish(job), dead)
    await keepEvent(matching.database.db, change(jobseeker()), dead)

    matching.startWorker()

    await eventually(async () => {
      expect(await matching.list(job.id)).toHaveLength(1)
      expect(await matching.due()).toBe(0)
    })
  })

  it('empties a list when the window of its posting is over', async () => {
    await using matching = await startMatching()
    let time = new Date('2026-11-22T09:00:00Z')
    const worker = matching.startWorker({ now: () => time })
    const job = posting({ closesAt: '2026-11-22T10:00:00Z' })
    await worker.take(change(jobseeker()))
    await worker.take(publish(job))
    expect(await matching.list(job.id)).toHaveLength(1)

    time = new Date('2026-11-22T10:00:00Z')

    await eventually(async () => expect(await matching.list(job.id)).toEqual([]))
  })

  it('fills a list when the window of its posting opens', async () => {
    await using matching = await startMatching()
    let time = new Date('2026-11-22T09:00:00Z')
    const worker = matching.startWorker({ now: () => time })
    const job = posting({ opensAt: '2026-11-22T10:00:00Z' })
    await worker.take(change(jobseeker()))
    await worker.take(publish(job))
    expect(await matching.list(job.id)).toEqual([])

    time = new Date('2026-11-22T10:00:00Z')

    await eventually(async () => expect(await matching.list(job.id)).toHaveLength(1))
  })

  it('takes the best of the others when a member of a full list leaves or falls', async () => {
    await using matching = await startMatching()
    const worker = matching.startWorker()
    const job = posting({ headcount: 1, experienceYears: 5, occupationCode: null })
    const people = Array.from({ length: 12 }, () => jobseeker())
    for (const person of people) await worker.take(change(person))
    await worker.take(publish(job))
    const full = await matching.list(job.id)
    const gone = people.find(({ id }) => id === full[4]!.jobseeker_id)!

    await worker.take(change({ ...gone, version: 2, active: false }))

    await eventually(async () => {
      const list = await matching.list(job.id)
      expect(list).toHaveLength(10)
      expect(list.map((entry) => entry.jobseeker_id)).not.toContain(gone.id)
    })
  })

  it('refuses a mark that was written while it stopped, so that whoever waits for it can stop too', async () => {
    await using matching = await startMatching()
    const worker = matching.startWorker()
    const job = posting()
    const mark = await keepEvent(matching.database.db, publish(job), worker.refresher.claim)
    await worker[Symbol.asyncDispose]()

    await expect(worker.refresher.settle(mark!)).rejects.toThrow('left to another process')
  })

  it('ranks what was kept in its name by a commit of which it never heard', async () => {
    await using matching = await startMatching({ leaseMs: 300 })
    const worker = matching.startWorker()
    const [job, person] = [posting(), jobseeker()]

    // As when the connection breaks between the commit and its answer: the event is in the inbox, and the queue's second try finds it there.
    for (const event of [publish(job), change(person)]) {
      await keepEvent(matching.database.db, event, worker.refresher.claim)
      await worker.take(event)
    }

    await eventually(async () => {
      expect((await matching.list(job.id)).map(({ jobseeker_id }) => jobseeker_id)).toEqual([person.id])
      expect(await matching.due()).toBe(0)
    })
  })

  it('keeps going when every connection is cut', async () => {
    await using matching = await startMatching()
    const worker = matching.startWorker()
    const job = posting()
    await worker.take(publish(job))

    const cut = matching.rows(
      "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and usename = 'zhihe_matching'",
    )
    // As the queue does: the same event again until it is taken.
    const event = change(jobseeker())
    await Promise.all([cut, eventually(() => worker.take(event), { withinMs: 15_000 })])

    await eventually(async () => expect((await matching.list(job.id)).length).toBeGreaterThanOrEqual(1))
    await eventually(() => expect(worker.index.isReady()).toBe(true))
  })
})
