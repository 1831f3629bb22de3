import { describe, expect, it } from 'vitest'
import { openIndex } from '../src/index/open-index.ts'
import { keepEvent, keepEvents } from '../src/jobs/keep-event.ts'
import { markAffected } from '../src/jobs/mark-affected.ts'
import { refreshPostings } from '../src/jobs/refresh-postings.ts'
import { change, jobseeker, posting, publish } from './facts.ts'
import { candidateRefKey, startMatching } from './matching-service.ts'

const now = () => new Date()
const claim = { token: 'test', leaseMs: 60_000 }

async function startPieces() {
  const stack = new AsyncDisposableStack()
  const matching = stack.use(await startMatching())
  const { database, url: listenUrl, logger } = matching
  const { db } = database
  const openOwnIndex = (follows = false) => stack.use(openIndex({ database, listenUrl, now, logger, follows }))
  return { ...matching, db, openOwnIndex, [Symbol.asyncDispose]: () => stack.disposeAsync() }
}

describe('a person who comes while a list is being made', () => {
  it('is found by the verification, though her own look at the lists found them full', async () => {
    await using pieces = await startPieces()
    const { db } = pieces
    const [index, otherIndex] = [pieces.openOwnIndex(), pieces.openOwnIndex()]
    const deps = { db, index, now, candidateRefKey, verified: new Map() }
    const job = posting({ headcount: 1 })
    const members = Array.from({ length: 10 }, () => jobseeker())
    const late = jobseeker()
    await keepEvent(db, publish(job), claim)
    for (const member of members) await keepEvent(db, change(member), claim)
    expect(await refreshPostings(deps, [job.id])).toEqual([])
    await keepEvent(db, change({ ...members[0]!, version: 2, active: false }), claim)
    const seen: unknown[] = []
    const lateAfterFirstLook = async () => {
      await index.catchUp()
      if (seen.length > 0) return
      const mark = await keepEvent(db, change(late), claim)
      seen.push(await markAffected({ db, index: otherIndex, now, claim }, [late.id], [mark!.seq]))
    }

    const again = await refreshPostings({ ...deps, index: { ...index, catchUp: lateAfterFirstLook } }, [job.id])

    expect(seen).toEqual([[]])
    expect(again).toEqual([job.id])
    expect(await refreshPostings(deps, again)).toEqual([])
    const list = (await pieces.list(job.id)).map((entry) => entry.jobseeker_id)
    expect(list).toHaveLength(10)
    expect(list).toContain(late.id)
  })

  it('is found among more people than would be judged one by one', async () => {
    await using pieces = await startPieces()
    const { db } = pieces
    const index = pieces.openOwnIndex()
    const job = posting({ headcount: 1 })
    const skilled = posting({ headcount: 1, skills: [{ code: 'S0101', level: 1, must: true }] })
    await Promise.all([keepEvent(db, publish(job), claim), keepEvent(db, publish(skilled), claim)])
    const deps = { db, index, now, candidateRefKey, verified: new Map() }
    let looks = 0
    const crowdAfterFirstLook = async () => {
      await index.catchUp()
      looks += 1
      if (looks === 1)
        await keepEvents(
          db,
          crowd.map((person) => change(person)),
          claim,
        )
    }
    const crowd = Array.from({ length: 80 }, () => jobseeker())

    const again = await refreshPostings({ ...deps, index: { ...index, catchUp: crowdAfterFirstLook } }, [job.id, skilled.id])

    expect(again).toEqual([job.id])
    expect(await refreshPostings(deps, again)).toEqual([])
    expect(await pieces.list(job.id)).toHaveLength(10)
    await keepEvents(
      db,
      crowd.map((person) => change({ ...person, version: 2, active: person === crowd[0] })),
      claim,
    )
    expect(await refreshPostings(deps, [job.id])).toEqual([])
    expect((await pieces.list(job.id)).map((entry) => entry.jobseeker_id)).toEqual([crowd[0]!.id])
  })

  it('makes a posting that changes meanwhile be ranked again', async () => {
    await using pieces = await startPieces()
    const index = pieces.openOwnIndex()
    const job = posting()
    await keepEvent(pieces.db, publish(job), claim)
    let looks = 0
    const changedAfterFirstLook = async () => {
      await index.catchUp()
      looks += 1
      if (looks === 1) await keepEvent(pieces.db, publish({ ...job, version: 2 }), claim)
    }

    const deps = { db: pieces.db, now, candidateRefKey, verified: new Map() }
    const again = await refreshPostings({ ...deps, index: { ...index, catchUp: changedAfterFirstLook } }, [job.id])

    expect(again).toEqual([job.id])
  })
})

describe('the index', () => {
  it('sees a transaction that began early and commits late', async () => {
    await using pieces = await startPieces()
    const index = pieces.openOwnIndex()
    const [early, late] = [jobseeker(), jobseeker()]
    const insert = 'insert into matching.jobseekers (id, tenant_id, version, facts) values ($1, $1, 1, $2)'
    const slow = await pieces.database.pool.connect()
    await slow.query('begin')
    await slow.query(insert, [early.id, early])
    await pieces.rows(insert, [late.id, late])
    await index.catchUp()
    await index.catchUp()
    const before = [early, late].map(({ id }) => index.memory.jobseeker(id) !== undefined)

    await slow.query('commit')
    slow.release()
    await index.catchUp()

    expect(before).toEqual([false, true])
    expect(index.memory.jobseeker(early.id)).toBeDefined()
  })

  it('hears of a change without being asked', async () => {
    await using pieces = await startPieces()
    const index = pieces.openOwnIndex(true)
    const person = jobseeker()
    await index.catchUp()

    await keepEvent(pieces.db, change(person), claim)

    await expect.poll(() => index.memory.jobseeker(person.id), { timeout: 2_000, interval: 10 }).toBeDefined()
  })
})
