import { setTimeout as pause } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { digestOf } from '../src/index/digest.ts'
import { openIndex } from '../src/index/open-index.ts'
import { keepEvent } from '../src/jobs/keep-event.ts'
import { adoptRows } from '../src/store/adopt-rows.ts'
import { change, jobseeker, posting, publish } from './facts.ts'
import { startMatching } from './matching-service.ts'

const now = () => new Date('2026-11-22T09:00:00Z')
const claim = { token: 'test', leaseMs: 60_000 }

describe('an index over tables that were restored from a dump', () => {
  it('gives rows with transaction numbers of another server its own, and misses no change whose number one of them bore', async () => {
    await using matching = await startMatching()
    const { database, url: listenUrl, logger } = matching
    const people = Array.from({ length: 5 }, () => jobseeker())
    for (const event of [...people.map((person) => change(person)), publish(posting())]) await keepEvent(database.db, event, claim)
    // The lost server had come further: the next transactions here will bear numbers that rows have already.
    for (const table of ['jobseekers', 'postings'])
      await matching.rows(`update matching.${table} set xid = ((pg_current_xact_id()::text)::bigint + 4)::text::xid8`)
    await using index = openIndex({ database, listenUrl, now, logger, follows: false })

    await index.catchUp()
    for (const person of people) {
      await keepEvent(database.db, change({ ...person, version: 2, active: false }), claim)
      await index.catchUp()
    }

    await using fresh = openIndex({ database, listenUrl, now, logger, follows: false })
    await fresh.catchUp()
    expect(digestOf(index.memory)).toEqual(digestOf(fresh.memory))
    expect(await matching.rows('select from matching.jobseekers where xid >= pg_snapshot_xmax(pg_current_snapshot())')).toEqual([])
  })

  it('waits for a row that somebody has in hand', async () => {
    await using matching = await startMatching()
    const { database } = matching
    await keepEvent(database.db, publish(posting()), claim)
    await matching.rows('update matching.postings set xid = ((pg_current_xact_id()::text)::bigint + 1000)::text::xid8')
    const holder = await database.pool.connect()
    await holder.query('begin')
    await holder.query('select from matching.postings for update')

    const adopting = adoptRows(database.db)
    const early = await Promise.race([adopting, pause(200).then(() => 'waits' as const)])
    await holder.query('commit')
    holder.release()

    expect(early).toBe('waits')
    expect(await adopting).toBe(1)
    expect(await matching.rows('select from matching.postings where xid >= pg_snapshot_xmax(pg_current_snapshot())')).toEqual([])
  })
})
