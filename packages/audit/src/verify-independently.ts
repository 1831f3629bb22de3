import type { Db } from '@zhihe/postgres/pool'
import { sql } from 'drizzle-orm'
import { genesisOf, hashEntry } from './entry-hash.ts'
import { readBeginning, readEntries } from './stored-entries.ts'
import { type AuditFinding, chainCount } from './verify.ts'

const entriesPerPage = 5_000

/**
 * Hashes every entry again outside of the database, whose functions its owner could have changed. Says of each chain the first place that does not
 * hold, and where it ends: those ends are what the log must know. Slower than `verifyAudit` by an order of magnitude.
 */
export async function verifyIndependently(db: Db): Promise<{ ends: ChainEnd[]; findings: AuditFinding[] }> {
  const ends: ChainEnd[] = []
  const findings: AuditFinding[] = []
  for (let chain = 0; chain < chainCount; chain += 1) {
    const { end, finding } = await walk(db, chain)
    ends.push(end)
    if (finding) findings.push(finding)
  }
  return { ends, findings }
}

export interface ChainEnd {
  chain: number
  seq: number
  hash: string
}

async function walk(db: Db, chain: number): Promise<{ end: ChainEnd; finding?: AuditFinding }> {
  let { seq, hash } = (await readBeginning(db, chain)) ?? { seq: 0, hash: genesisOf(chain) }
  const end = (): ChainEnd => ({ chain, seq, hash: hash.toString('hex') })
  // The head before the entries: those that come meanwhile are beyond it.
  const head = await readHead(db, chain)
  while (seq < head.seq) {
    const page = await readEntries(
      db,
      sql`e.chain = ${chain} and e.seq > ${seq} and e.seq <= ${head.seq} order by e.seq limit ${entriesPerPage}`,
    )
    if (page.length === 0) break
    for (const entry of page) {
      const place = Number(entry.seq)
      if (place !== seq + 1) return { end: end(), finding: { chain, seq: seq + 1, kind: 'missing', rows: place - seq - 1 } }
      if (!hashEntry(hash, entry).equals(entry.hash)) return { end: end(), finding: { chain, seq: place, kind: 'changed' } }
      seq = place
      hash = entry.hash
    }
  }
  return seq === head.seq && hash.equals(head.hash) ? { end: end() } : { end: end(), finding: { chain, seq: head.seq, kind: 'truncated' } }
}

async function readHead(db: Db, chain: number): Promise<{ seq: number; hash: Buffer }> {
  const { rows } = await db.execute<{ seq: string; hash: Buffer }>(
    sql`select last_seq::text as seq, last_hash as hash from audit.chains where chain = ${chain}`,
  )
  return rows[0] ? { seq: Number(rows[0].seq), hash: rows[0].hash } : { seq: 0, hash: Buffer.alloc(0) }
}
