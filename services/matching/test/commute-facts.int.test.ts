import { readFileSync } from 'node:fs'
import { openDatabase } from '@zhihe/postgres/pool'
import { createTestDatabase } from '@zhihe/testing/database'
import { sql } from 'drizzle-orm'
import { v7 } from 'uuid'
import { describe, expect, it } from 'vitest'
import { jobseeker } from './facts.ts'

const migration = readFileSync(new URL('../migrations/20261122030000_commute_facts/migration.sql', import.meta.url), 'utf8')

describe('the migration that adds the facts of the commute', () => {
  it('writes down that nobody has said, changes nothing that is said, and wakes nobody who tails', async () => {
    await using database = await createTestDatabase()
    await using opened = openDatabase({ url: database.adminUrl, applicationName: 'commute-facts-test' })
    const said = jobseeker({ commuteMaxMinutes: 45, commuteModes: ['wheelchair'] })
    const { commuteMaxMinutes: _, commuteModes: __, ...old } = jobseeker({ commuteMaxKm: 8 })
    for (const facts of [said, old]) {
      const json = JSON.stringify(facts)
      await opened.db.execute(
        sql`insert into matching.jobseekers (id, tenant_id, version, facts) values (${facts.id}, ${v7()}, 1, ${json}::jsonb)`,
      )
      await opened.db.execute(sql`insert into matching.jobseeker_facts (id, version, facts) values (${facts.id}, 1, ${json}::jsonb)`)
    }
    const xids = async () =>
      (await opened.db.execute(sql`select id, xid::text from matching.jobseekers order by id`, 'objects')) as unknown[]
    const before = await xids()

    await opened.db.execute(sql.raw(migration))
    await opened.db.execute(sql.raw(migration))

    for (const table of ['jobseekers', 'jobseeker_facts']) {
      const rows = await opened.db.execute(
        sql`select facts from matching.${sql.identifier(table)} order by facts ->> 'commuteMaxKm' nulls first`,
        'objects',
      )
      expect(rows).toEqual([{ facts: said }, { facts: { ...old, commuteMaxMinutes: null, commuteModes: null } }])
    }
    expect(await xids()).toEqual(before)
  })
})
