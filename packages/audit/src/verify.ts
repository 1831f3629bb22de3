import type { Db } from '@zhihe/postgres/pool'
import { sql } from 'drizzle-orm'
import { findSwaps } from './find-swaps.ts'

/**
 * A place where the audit does not hold.
 * - `changed`: a field or the hash is not what was written.
 * - `missing`: `rows` entries from here on are gone.
 * - `swapped`: what stands here was written at `with`.
 * - `truncated`: the end of the chain is not where its head says.
 * - `rewritten`: it was another entry when the end of the chain was anchored.
 * - `unlisted`: whom entries of this chain name is not what questions about people are answered from; `seq` is 0.
 */
export interface AuditFinding {
  chain: number
  seq: number
  kind: 'changed' | 'missing' | 'swapped' | 'truncated' | 'rewritten' | 'unlisted'
  rows?: number
  with?: number
}

export interface AuditVerdict {
  ok: boolean
  /** How many entries were read. */
  entries: number
  chains: number
  /** How many places do not hold, also those that `findings` leaves out: it has at most 200 of a chain. */
  faults: number
  findings: AuditFinding[]
}

export const chainCount = 16
const findingsPerChain = 200

interface ChainVerdict {
  entries: string
  faults: string
  places: { seq: number; kind: 'changed' | 'missing' | 'truncated' | 'rewritten'; rows: number }[]
}

/**
 * Reads the whole audit and says where it was tampered with. Each chain is judged as of one moment; entries may be added meanwhile. Takes
 * `atOnce` connections (default 4). Rejects when a chain takes longer than the pool's deadline (some 300,000 entries a second and connection).
 */
export async function verifyAudit(db: Db, { atOnce = 4 }: { atOnce?: number } = {}): Promise<AuditVerdict> {
  const verdict: AuditVerdict = { ok: true, entries: 0, chains: chainCount, faults: 0, findings: [] }
  const chains = Array.from({ length: chainCount }, (_, chain) => chain).values()
  const walk = async (): Promise<void> => {
    for (const chain of chains) await judge(db, chain, verdict)
  }
  await Promise.all([judgePeople(db, verdict), ...Array.from({ length: atOnce }, walk)])
  verdict.findings.sort((a, b) => a.chain - b.chain || a.seq - b.seq)
  verdict.ok = verdict.faults === 0
  return verdict
}

async function judge(db: Db, chain: number, verdict: AuditVerdict): Promise<void> {
  const { rows } = await db.execute<ChainVerdict & Record<string, unknown>>(
    sql`select entries::text, faults::text, places from audit.verify(${chain}::smallint, ${findingsPerChain})`,
  )
  const [answer] = rows
  if (!answer) throw new Error(`chain ${chain} of the audit was not judged`)
  const findings = answer.places.map(
    ({ seq, kind, rows: gone }): AuditFinding => ({ chain, seq, kind, ...(kind === 'missing' && { rows: gone }) }),
  )
  verdict.entries += Number(answer.entries)
  verdict.faults += Number(answer.faults)
  verdict.findings.push(...(findings.length > 1 ? await findSwaps(db, chain, findings) : findings))
}

async function judgePeople(db: Db, verdict: AuditVerdict): Promise<void> {
  const { rows } = await db.execute<{ chain: number }>(sql`select chain from audit.verify_people() as chain`)
  verdict.faults += rows.length
  verdict.findings.push(...rows.map(({ chain }): AuditFinding => ({ chain, seq: 0, kind: 'unlisted' })))
}
