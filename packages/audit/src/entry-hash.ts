import { createHash } from 'node:crypto'

/** An entry as it is hashed: every field as text, times in microseconds since 1970. */
export interface EntryText {
  chain: string
  seq: string
  at: string
  recordedAt: string
  tenantId: string
  keyId: string | null
  actor: string
  action: string
  reason: string
  jobseekerIds: readonly string[]
  opened: string
  /** The very text that is stored. */
  detail: string
}

/**
 * The hash of an entry, given the one before it: SHA-256 of thirteen lines of text (decision 020). The database computes the same in
 * `audit.canonical`; this one is for whoever does not trust the database with it.
 */
export function hashEntry(previous: Buffer, entry: EntryText): Buffer {
  const { chain, seq, at, recordedAt, tenantId, keyId, actor, action, reason, jobseekerIds, opened, detail } = entry
  const lines = [
    previous.toString('hex'),
    chain,
    seq,
    at,
    recordedAt,
    tenantId,
    keyId ?? '-',
    actor,
    action,
    reason,
    jobseekerIds.join(','),
    opened,
    detail,
  ]
  return createHash('sha256').update(lines.join('\n')).digest()
}

/** What the first entry of a chain takes in. */
export function genesisOf(chain: number): Buffer {
  return createHash('sha256').update(`zhihe audit chain ${chain}`).digest()
}
