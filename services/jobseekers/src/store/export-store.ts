import type { Executor, Transaction } from '@zhihe/postgres/pool'
import { sql } from 'drizzle-orm'
import type { StoredMatch, StoredRow, StoredRows } from '../domain/person-export.ts'

export interface StoredPerson {
  register: StoredRows
  auditTrail: StoredRow[]
  matching: { facts: StoredRow | null; toldVersions: unknown[]; matches: StoredMatch[]; exposure: StoredRow | null }
  webhooks: { messages: (StoredRow & { recipient: StoredRow; attempts_made: StoredRow[] })[] }
}

/** She is not erased until the transaction ends. */
export async function keepPerson(tx: Transaction, id: string): Promise<void> {
  await tx.execute(sql`select from jobseekers.jobseekers where id = ${id}::uuid for key share`)
}

/** All that the stores hold of a person, as of one moment; what is sealed still is. Whether it may be read is decided elsewhere. */
export async function readStores(db: Executor, jobseekerId: string): Promise<StoredPerson> {
  const { rows } = await db.execute<Record<string, unknown>>(sql`
    select jobseekers.export_person(${jobseekerId}::uuid) as register, rights.matching_export(${jobseekerId}::uuid) as matching,
      rights.webhooks_export(${jobseekerId}::uuid) as webhooks, coalesce((
        select jsonb_agg(jsonb_build_object('at', e.at, 'action', e.action, 'reason', e.reason, 'actor', e.actor, 'keyId', e.key_id,
          'identitiesOpened', least(e.opened, 1), 'detail', e.detail) order by e.at, e.chain, e.seq)
        from audit.people p join audit.entries e on e.chain = p.chain and e.seq = p.seq
        where p.jobseeker_id = ${jobseekerId}::uuid
      ), '[]') as "auditTrail"`)
  const [row] = rows as unknown as StoredPerson[]
  if (!row) throw new Error('reading what the stores hold of a person')
  return row
}
