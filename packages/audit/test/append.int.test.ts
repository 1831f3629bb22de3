import { openDatabase } from '@zhihe/postgres/pool'
import { createTestDatabase } from '@zhihe/testing/database'
import { sql } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { type AuditEntry, appendAudit, auditPart } from '../src/append.ts'

const entry: AuditEntry = {
  tenantId: '019a0000-0000-7000-8000-000000000001',
  keyId: '019a0000-0000-7000-8000-000000000002',
  actor: 'federation',
  action: 'identity.read',
  reason: 'serve',
  jobseekerIds: ['019a0000-0000-7000-8000-000000000003'],
  opened: 1,
  at: new Date('2026-11-22T09:00:00.123Z'),
}

describe('an audit entry', () => {
  it('is added by the register, alone or as a part of a statement, and by nobody else', async () => {
    await using testDatabase = await createTestDatabase()
    await using database = openDatabase({ url: testDatabase.url('zhihe_jobseekers'), applicationName: 'test', maxConnections: 1 })
    await using matching = openDatabase({ url: testDatabase.url('zhihe_matching'), applicationName: 'test' })

    await appendAudit(database.db, entry)
    await database.db.execute(sql`with ${auditPart({ ...entry, action: 'person.changed' })} select (select count(*) from audited)`)
    await database.db.execute(sql`with none as (select where false), ${auditPart(entry, sql`none`)} select (select count(*) from audited)`)

    const { rows } = await database.pool.query('select action, seq::integer, opened, jobseeker_ids as people from audit.entries order by seq')
    expect(rows).toEqual([
      { action: 'identity.read', seq: 1, opened: 1, people: entry.jobseekerIds },
      { action: 'person.changed', seq: 2, opened: 1, people: entry.jobseekerIds },
    ])
    await expect(appendAudit(matching.db, entry)).rejects.toThrow()
    for (const statement of ['update audit.entries set opened = 0', 'delete from audit.entries', 'update audit.chains set last_seq = 0'])
      await expect(database.pool.query(statement)).rejects.toThrow('permission denied')
  })
})
