import type { Db } from '@zhihe/postgres/pool'
import { sql } from 'drizzle-orm'
import type { AuditFinding } from './verify.ts'

const endPattern = /^(\d{1,2})-(\d{1,18})-([0-9a-f]{64})$/
const endsPerStatement = 5_000

/**
 * Holds ends of chains that were logged (`anchorAudit`) against the entries that stand there now. What was written anew after the log was written shows,
 * whoever did it. Ends of chains that were empty, and those that were purged since, tell nothing. Throws at what is no end.
 */
export async function compareEnds(db: Db, ends: readonly string[]): Promise<AuditFinding[]> {
  const logged = [...new Set(ends)].map(readEnd).filter(({ seq }) => seq > 0)
  const findings: AuditFinding[] = []
  for (let start = 0; start < logged.length; start += endsPerStatement) {
    const page = JSON.stringify(logged.slice(start, start + endsPerStatement))
    const { rows } = await db.execute<{ chain: number; seq: string }>(
      sql`select l.chain, l.seq::text from jsonb_to_recordset(${page}::jsonb) as l (chain smallint, seq bigint, hash text)
        left join audit.entries e on e.chain = l.chain and e.seq = l.seq
        where encode(e.hash, 'hex') is distinct from l.hash
          and l.seq > coalesce((select max(c.seq) from audit.checkpoints c where c.chain = l.chain), 0)
        order by l.chain, l.seq`,
    )
    findings.push(...rows.map(({ chain, seq }): AuditFinding => ({ chain, seq: Number(seq), kind: 'rewritten' })))
  }
  return findings
}

function readEnd(text: string): { chain: number; seq: number; hash: string } {
  const [, chain, seq, hash] = endPattern.exec(text) ?? []
  if (chain === undefined || seq === undefined || hash === undefined) throw new Error('this is no end of an audit chain')
  return { chain: Number(chain), seq: Number(seq), hash }
}
