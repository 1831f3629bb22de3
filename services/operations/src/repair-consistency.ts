import type { Db } from '@zhihe/postgres/pool'
import { sql } from 'drizzle-orm'
import { type Code, codeTexts } from './domain/codes.ts'
import type { Terms } from './store/look.ts'
import { allLooks } from './store/looks.ts'
import { repairs } from './store/repairs.ts'
import { type Asker, noteRepairs } from './store/report-store.ts'

export interface Repaired {
  code: Code
  /** What was found just before. */
  found: number
  /** What was put in order or sent again. */
  done: number
  repairable: boolean
}

const defaults: Terms = { graceMs: 60_000, marginMs: 5_000, busy: [] }
// What is more is found again, and mended by the next call.
const mostAtOnce = 10_000

/**
 * Looks once more and mends what it finds under these codes, each in a transaction of its own, by functions of the schemas that own the rows. Said twice
 * it is done once: what was mended is not found again. What follows from it (a list made anew, a message sent) is the work of the services.
 */
export async function repairConsistency(db: Db, codes: readonly Code[], options: Partial<Terms> = {}): Promise<Repaired[]> {
  const terms = { ...defaults, ...options }
  const wanted = new Set(codes)
  const repaired: Repaired[] = []
  // In the order of the table, whatever order was asked for.
  for (const code of Object.keys(repairs) as Code[]) if (wanted.delete(code)) repaired.push(await mend(db, code, terms))
  return [...repaired, ...Array.from(wanted, (code) => ({ code, found: 0, done: 0, repairable: codeTexts[code].repairable }))]
}

/** The same, and keeps what was done and who asked for it. */
export async function repairAndNote(
  db: Db,
  codes: readonly Code[],
  { by, now }: { by: Asker; now: () => Date },
): Promise<{ id: string; at: Date; repairs: Repaired[] }> {
  const repaired = await repairConsistency(db, codes)
  const at = now()
  return { id: await noteRepairs(db, { by, at, done: repaired }), at, repairs: repaired }
}

/** Who asks at the command line, with the rights of the database's owner. */
export const commandLine: Asker = { tenantId: '00000000-0000-7000-8000-000000000000', keyId: null }

async function mend(db: Db, code: Code, terms: Terms): Promise<Repaired> {
  const repair = repairs[code]
  if (!repair) return { code, found: 0, done: 0, repairable: false }
  return await db.transaction(async (tx) => {
    const { rows } = await tx.execute<{ ids: string[] | null }>(sql`
      select array_agg(f.id) as ids from (
        select distinct l.id from (${allLooks[repair.look](terms)}) l where l.code = ${code} and not l.underway order by l.id limit ${mostAtOnce}) f`)
    const ids = rows[0]?.ids ?? []
    if (ids.length === 0) return { code, found: 0, done: 0, repairable: true }
    const mended = await tx.execute<{ done: number }>(sql`select (${repair.mend(sql`${sql.param(ids)}::text[]`, terms)})::integer as done`)
    return { code, found: ids.length, done: mended.rows[0]?.done ?? 0, repairable: true }
  })
}
