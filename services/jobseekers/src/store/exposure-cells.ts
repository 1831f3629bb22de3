import type { Db, Transaction } from '@zhihe/postgres/pool'
import { sql } from 'drizzle-orm'
import { type Cell, CellCounter, type Kind, kindOf } from '../domain/exposure-tally.ts'
import type { IdentityKeys } from './identity-keys.ts'
import { type AuditContext, entriesOf, fromVault, type SealedRow, sealedColumns, unseal } from './opening.ts'
import { jobseekers } from './schema.ts'

/** Whose people: of one tenant, or of everybody. */
export type AuditScope = { tenantId: string } | 'all'

interface SealedPerson extends SealedRow {
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
 * and only the counts are kept (decision 012). Every page is in the audit, and committed there, before it is opened.
 */
export async function countCells(db: Db, scope: AuditScope, { keys, audit }: { keys: IdentityKeys; audit: AuditContext }): Promise<Cell[]> {
  return await db.transaction(
    async (tx) => {
      const counter = new CellCounter()
      let after: string | undefined = beforeAll
      while (after !== undefined) {
        const people = await readPage(tx, scope, after)
        await recordPage(db, people, audit)
        for (const [at, identity] of unseal(people, keys, audit).entries()) {
          const { sex, regionCode, lists, firstPlaces } = people[at] as SealedPerson
          counter.add({ kind: kindOf(identity, sex), regionCode, lists, firstPlaces })
        }
        after = people.length < peoplePerPage ? undefined : people.at(-1)?.id
      }
      return counter.cells()
    },
    { isolationLevel: 'repeatable read', accessMode: 'read only' },
  )
}

// On a connection of its own: the counting transaction only reads, and would hold the end of an audit chain until it is done.
async function recordPage(db: Db, people: readonly SealedPerson[], audit: AuditContext): Promise<void> {
  if (people.length === 0) return
  const page = JSON.stringify(people.map(({ id, tenantId }) => ({ id, tenantId })))
  const from = sql`from jsonb_to_recordset(${page}::jsonb) as f (id uuid, "tenantId" uuid)`
  await db.execute(entriesOf(audit, sql`count(*)::integer`, from))
}

async function readPage(tx: Transaction, scope: AuditScope, after: string): Promise<SealedPerson[]> {
  const { rows } = await tx.execute<Record<string, unknown>>(
    sql`select ${sealedColumns}, ${jobseekers.regionCode} as "regionCode", ${jobseekers.profile} ->> 'sex' as sex,
        coalesce(e.lists, 0) as lists, coalesce(e.first_places, 0) as "firstPlaces"
      ${fromVault}
      left join jobseekers.exposures e on e.jobseeker_id = ${jobseekers.id}
      where ${jobseekers.id} > ${after}::uuid and ${jobseekers.status} = 'active'
        and ${scope === 'all' ? sql`true` : sql`${jobseekers.tenantId} = ${scope.tenantId}`} and exists (select from consent.given c where c.jobseeker_id = ${jobseekers.id} and c.purpose = 'matching')
      order by ${jobseekers.id} limit ${peoplePerPage}`,
  )
  return rows as unknown as SealedPerson[]
}
