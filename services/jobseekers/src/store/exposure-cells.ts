import type { Db, Transaction } from '@zhihe/postgres/pool'
import { sql } from 'drizzle-orm'
import { type Cell, CellCounter, type Kind, kindOf } from '../domain/exposure-tally.ts'
import { type IdentityKeys, openIdentity, type SealedIdentity } from './identity-cipher.ts'

/** Whose people: of one tenant, or of everybody. */
export type AuditScope = { tenantId: string } | 'all'

interface SealedPerson extends SealedIdentity {
  jobseekerId: string
  tenantId: string
  regionCode: string
  sex: Kind['sex']
  lists: number
  firstPlaces: number
}

// Opening this many identities keeps the process busy for some 20 ms; then others have their turn.
const peoplePerPage = 2_000
const beforeAll = '00000000-0000-0000-0000-000000000000'

/**
 * Counts the people who are matched, as of one moment. Type and grade are read out of the sealed certificate number in memory, person by person,
 * and only the counts are kept (decision 012).
 */
export async function countCells(db: Db, scope: AuditScope, keys: IdentityKeys): Promise<Cell[]> {
  return await db.transaction(
    async (tx) => {
      const counter = new CellCounter()
      let after: string | undefined = beforeAll
      while (after !== undefined) {
        const people = await readPage(tx, scope, after)
        for (const person of people) {
          const { sex, regionCode, lists, firstPlaces } = person
          counter.add({ kind: kindOf(openIdentity(person, person, keys), sex), regionCode, lists, firstPlaces })
        }
        after = people.length < peoplePerPage ? undefined : people.at(-1)?.jobseekerId
      }
      return counter.cells()
    },
    { isolationLevel: 'repeatable read', accessMode: 'read only' },
  )
}

async function readPage(tx: Transaction, scope: AuditScope, after: string): Promise<SealedPerson[]> {
  const { rows } = await tx.execute<Record<string, unknown>>(
    sql`select j.id as "jobseekerId", j.tenant_id as "tenantId", j.region_code as "regionCode", j.profile ->> 'sex' as sex,
        i.key_id as "keyId", i.suite, i.nonce, i.ciphertext, coalesce(e.lists, 0) as lists, coalesce(e.first_places, 0) as "firstPlaces"
      from jobseekers.jobseekers j
      join vault.identities i on i.jobseeker_id = j.id
      left join jobseekers.exposures e on e.jobseeker_id = j.id
      where j.id > ${after}::uuid and j.status = 'active' and ${scope === 'all' ? sql`true` : sql`j.tenant_id = ${scope.tenantId}`} and (
        select c.decision from jobseekers.consents c
        where c.jobseeker_id = j.id and c.purpose = 'matching' order by c.decided_at desc, c.seq desc limit 1
      ) = 'granted'
      order by j.id limit ${peoplePerPage}`,
  )
  return rows as unknown as SealedPerson[]
}
