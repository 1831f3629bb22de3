import { eventually } from '@zhihe/testing/eventually'
import { describe, expect, it } from 'vitest'
import { markByClock } from '../src/store/due-store.ts'
import { change, jobseeker, posting, publish } from './facts.ts'
import { startMatchingApi } from './matching-api.ts'
import { startMatching } from './matching-service.ts'

const november = new Date('2026-11-22T09:00:00+08:00')
const december = new Date('2026-12-01T00:00:00+08:00')

/** A posting whose list of ten is emptied again and again, and a clock that can be turned. */
async function startChurn(people: number) {
  const matching = await startMatching()
  let time = november
  const worker = matching.startWorker({ now: () => time })
  const job = posting({ headcount: 1 })
  const everybody = new Map(Array.from({ length: people }, () => jobseeker()).map((person) => [person.id, person]))
  await Promise.all([...everybody.values()].map((person) => worker.take(change(person))))
  await worker.take(publish(job))
  const settled = async () => await eventually(async () => expect(await matching.due()).toBe(0))
  const leave = async () => {
    await settled()
    const gone = (await matching.list(job.id)).map((entry) => everybody.get(entry.jobseeker_id)!)
    await Promise.all(gone.map((person) => worker.take(change({ ...person, version: 2, active: false }))))
    await settled()
  }
  const proposals = async () =>
    (await matching.rows<{ month: string; n: number }>('select proposals_month as month, proposals as n from matching.shortlists'))[0]
  return {
    ...matching,
    worker,
    job,
    leave,
    proposals,
    turnTo: (at: Date) => {
      time = at
    },
    size: async () => (await matching.list(job.id)).length,
  }
}

describe('the proposals of a posting in a month', () => {
  it('end at twice its places; who waits comes in when the month turns', async () => {
    await using churn = await startChurn(32)
    await churn.leave()
    const second = await churn.size()
    await churn.leave()
    await churn.worker.take(change(jobseeker()))
    const usedUp = [await churn.size(), await churn.proposals(), await churn.due()]

    churn.turnTo(december)

    expect(second).toBe(10)
    expect(usedUp).toEqual([0, { month: '2026-11', n: 20 }, 0])
    await eventually(async () => expect(await churn.size()).toBe(10))
    expect(await churn.proposals()).toEqual({ month: '2026-12', n: 10 })
    const proposed = (await churn.emitted()).flatMap((event) => (event.type === 'shortlist.changed' ? event.data.proposed : []))
    expect(new Set(proposed.map(({ matchId }) => matchId)).size).toBe(30)
    expect(proposed).toHaveLength(30)
  })

  it('begin anew once when nobody waits, and the clock leaves the list alone from then on', async () => {
    await using churn = await startChurn(20)
    await churn.leave()
    await churn.leave()

    churn.turnTo(december)

    await eventually(async () => expect(await churn.proposals()).toEqual({ month: '2026-12', n: 0 }))
    await eventually(async () => expect(await churn.due()).toBe(0))
    expect(await markByClock(churn.database.db, december, 100)).toBe(0)
  })

  it('do not keep the members of a full list from staying, nor a new version of the posting from being ranked', async () => {
    await using churn = await startChurn(20)
    await churn.leave()

    await churn.worker.take(publish({ ...churn.job, version: 2 }))

    expect(await churn.size()).toBe(10)
    expect((await churn.list(churn.job.id)).every((entry) => entry.posting_version === 2)).toBe(true)
    expect(await churn.proposals()).toEqual({ month: '2026-11', n: 20 })
  })
})

describe('among equal postings', () => {
  it('the one with fewer candidates per vacancy stands first in a person’s list', async () => {
    await using api = await startMatchingApi()
    const [crowded, quiet] = [posting({ headcount: 1 }), posting({ headcount: 9 })]
    const people = Array.from({ length: 4 }, () => jobseeker())
    for (const person of people) await api.worker.take(change(person, api.tenants.federation))
    for (const facts of [crowded, quiet]) await api.worker.take(publish(facts, api.tenants.organiser, api.employerId))
    await api.worker.index.catchUp()

    const { items } = await api.page(`jobseekerId=${people[0]!.id}`, 'federation')

    expect(crowded.id < quiet.id).toBe(true)
    expect(items.map(({ score }) => score)).toEqual([items[0]!.score, items[0]!.score])
    expect(items.map(({ postingId }) => postingId)).toEqual([quiet.id, crowded.id])
  })
})
