import type { Db } from '@zhihe/postgres/pool'
import { sql } from 'drizzle-orm'
import { genesisOf, hashEntry } from './entry-hash.ts'
import { readBeginning, readEntries, type StoredEntry } from './stored-entries.ts'
import type { AuditFinding } from './verify.ts'

// Each broken entry is tried at the place of each other one.
const mostTried = 64

/**
 * Among entries that are not what was hashed, finds those that were written at each other's places: with or without their hashes. A swap that
 * took the hashes along also breaks the entries behind the two; those are then what they were, and are left out.
 */
export async function findSwaps(db: Db, chain: number, findings: readonly AuditFinding[]): Promise<AuditFinding[]> {
  const broken = findings.filter(({ kind }) => kind === 'changed').slice(0, mostTried)
  const places = [...new Set(broken.flatMap(({ seq }) => [seq - 1, seq]))]
  if (broken.length < 2) return [...findings]
  const stored = await readEntries(db, sql`e.chain = ${chain} and e.seq in (${sql.join(places, sql`, `)})`)
  const bySeq = new Map(stored.map((entry) => [Number(entry.seq), entry]))
  const { seq: firstSeq, hash: firstHash } = (await readBeginning(db, chain)) ?? { seq: 0, hash: genesisOf(chain) }
  const hashAt = (seq: number) => (seq === firstSeq ? firstHash : bySeq.get(seq)?.hash)

  const homeOf = new Map<number, number>()
  for (const { seq } of broken) {
    const entry = bySeq.get(seq)
    const home = entry && broken.find((other) => other.seq !== seq && isWrittenAt(other.seq, entry))
    if (home) homeOf.set(seq, home.seq)
  }
  return findings.filter((finding) => !isBehindSwap(finding)).map(named)

  function isWrittenAt(seq: number, entry: StoredEntry): boolean {
    const there = bySeq.get(seq)
    // The hash before that place may itself have been carried off, to where this entry came from or next to it.
    const before = [hashAt(seq - 1), there?.hash, ...broken.map((other) => hashAt(other.seq))]
    return before.some((previous) => {
      const hash = previous && hashEntry(previous, { ...entry, seq: String(seq) })
      return hash !== undefined && (hash.equals(entry.hash) || there?.hash.equals(hash) === true)
    })
  }

  function isBehindSwap({ kind, seq }: AuditFinding): boolean {
    const entry = bySeq.get(seq)
    if (kind !== 'changed' || homeOf.has(seq) || !homeOf.has(seq - 1) || !entry) return false
    const carriedOff = [...homeOf].filter(([, home]) => home === seq - 1).map(([place]) => bySeq.get(place)?.hash)
    return carriedOff.some((previous) => previous !== undefined && hashEntry(previous, entry).equals(entry.hash))
  }

  function named(finding: AuditFinding): AuditFinding {
    const home = finding.kind === 'changed' ? homeOf.get(finding.seq) : undefined
    return home === undefined ? finding : { ...finding, kind: 'swapped', with: home }
  }
}
