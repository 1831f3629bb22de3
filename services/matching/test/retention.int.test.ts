import { purge } from '@zhihe/retention/purge'
import { v7 } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { forgetOldFacts, retentionRules } from '../src/store/retention.ts'
import { startMatching } from './matching-service.ts'

let matching: Awaited<ReturnType<typeof startMatching>>
beforeAll(async () => {
  matching = await startMatching()
})
afterAll(() => matching[Symbol.asyncDispose]())

const [longAgo, then, later] = ['2020-01-01T00:00:00Z', '2026-03-10T12:00:00+08:00', '2099-01-01T00:00:00Z']

interface Kept {
  /** The last day on which what happened `then` is still there. */
  lastDay: string
  /** Writes one row, by name, with the time that counts; every other time of it is `other`. */
  write: (name: string, at: string | null, other: string) => Promise<unknown>
  /** The names of what is there. */
  left: string
  /** Rows that stay however old they are. */
  stay?: (() => Promise<unknown>)[]
}

const writeEvent = (name: string, at: string | null, other: string) =>
  matching.rows(`insert into matching.outbox (id, type, payload, created_at, published_at) values ($1, $2, '{}', $3, $4)`, [
    v7(),
    name,
    other,
    at,
  ])
const writePerson = (name: string, at: string | null, { other = longAgo, forgetAt = null as string | null } = {}) =>
  matching.rows(
    `insert into matching.jobseekers (id, tenant_id, version, facts, changed_at, erased_at, forget_at, forgotten_pairs)
    values ($1, $1, $2, '{}', $3, $4, $5, '{}')`,
    [v7(), places.indexOf(name) + 1, other, at, forgetAt],
  )
const places = ['due', 'young', 'known', 'looked for']

const kept: Record<string, Kept> = {
  inbox: {
    lastDay: '2026-04-09',
    write: (name, at) =>
      matching.rows('insert into matching.inbox (consumer, event_id, received_at) values ($1, $2, $3)', [name, v7(), at]),
    left: 'select consumer as name from matching.inbox',
  },
  outbox: {
    lastDay: '2026-03-24',
    write: writeEvent,
    left: 'select type as name from matching.outbox',
    stay: [() => writeEvent('unpublished', null, longAgo)],
  },
  tombstones: {
    lastDay: '2027-03-10',
    write: (name, at, other) => writePerson(name, at, { other }),
    left: `select (array['${places.join("','")}'])[version] as name from matching.jobseekers`,
    stay: [() => writePerson('known', null), () => writePerson('looked for', longAgo, { forgetAt: longAgo })],
  },
  people_seen: {
    lastDay: '2027-03-10',
    write: (name, at, other) =>
      matching.rows(
        'insert into matching.people_seen (employer_id, day, jobseeker_id, tenant_id, key_id, at) values ($1, $2, $1, $1, $3, $4)',
        [v7(), other, name === 'due' ? '00000000-0000-4000-8000-000000000001' : '00000000-0000-4000-8000-000000000002', at],
      ),
    left: `select case right(key_id::text, 1) when '1' then 'due' else 'young' end as name from matching.people_seen`,
  },
}

describe('what matching keeps', () => {
  it('is what these tests say', () => {
    expect(retentionRules.map(({ name }) => name).toSorted()).toEqual(Object.keys(kept).toSorted())
  })

  it.each(Object.entries(kept))(
    'of %s goes on the day after its last, and not before',
    async (name, { lastDay, write, left, stay = [] }) => {
      const rules = retentionRules.filter((rule) => rule.name === name)
      for (const writeOne of stay) await writeOne()
      await write('due', then, later)
      await write('young', '2026-03-11T00:00:00+08:00', longAgo)
      const names = async () => (await matching.rows<{ name: string }>(left)).map((row) => row.name).toSorted()
      const all = await names()

      const onTheLastDay = await purge(matching.database.db, rules, new Date(`${lastDay}T23:59:59+08:00`))
      expect([onTheLastDay, await names()]).toEqual([[{ rule: name, rows: 0, isDone: true }], all])

      const onTheDay = await purge(matching.database.db, rules, new Date(Date.parse(`${lastDay}T23:59:59+08:00`) + 1_000))
      expect([onTheDay, await names()]).toEqual([[{ rule: name, rows: 1, isDone: true }], all.filter((one) => one !== 'due')])
    },
  )

  it('of versions of facts is the one that is known, those that a published entry was made from, and those of a day', async () => {
    const [settled, fresh, posting] = [v7(), v7(), v7()]
    for (const [id, age] of [
      [settled, '25 hours'],
      [fresh, '23 hours'],
    ])
      await matching.rows(
        `with her as (
          insert into matching.jobseekers (id, tenant_id, version, facts, changed_at) values ($1, $1, 3, '{}', now() - $2::interval)
        ) insert into matching.jobseeker_facts (id, version, facts) select $1, version, '{}' from generate_series(1, 3) as version`,
        [id, age],
      )
    await matching.rows(
      `with pair as (insert into matching.matches (id, posting_id, jobseeker_id) values ($1, $1, $2))
      insert into matching.shortlist_entries (posting_id, jobseeker_id, match_id, rank, rank_key, verdict, score, confidence, component_scores,
        posting_version, jobseeker_version, scoring_version, evaluated_at)
      values ($1, $2, $1, 1, 7000, 'eligible', 7000, 8000, '{1}', 1, 2, 'x', now())`,
      [posting, settled],
    )

    expect(await forgetOldFacts(matching.database.db)).toBe(1)

    const versions = await matching.rows<{ id: string; versions: number[] }>(
      'select id, array_agg(version order by version) as versions from matching.jobseeker_facts where id = any($1) group by id order by id',
      [[settled, fresh]],
    )
    expect(versions).toEqual([
      { id: settled, versions: [2, 3] },
      { id: fresh, versions: [1, 2, 3] },
    ])
  })
})
