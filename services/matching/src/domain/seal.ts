/** Which server and which files of it the tables are: another one after they were made anew, however alike they look. */
export interface Place {
  /** null: this role may not ask. */
  server: string | null
  tables: string
}

/** Ties a snapshot to the database it was read from. */
export interface Seal {
  token: string
  /** The transaction that wrote the token, later than everything the snapshot holds. */
  xid: string
  place: Place
}

/** What the database says about a seal. */
export interface SealCheck {
  /** The transaction that wrote the row of the token, modulo 2^32; null: there is none. */
  writtenBy: string | null
  /** The first transaction that has not begun. */
  nextXid: string
}

export interface SealQuestion {
  seal: Seal
  /** From where on changes would be read. */
  watermarkXid: string
  place: Place
  check: SealCheck
}

/** Why a process must not start from a snapshot, or null: the database still holds all that the snapshot saw. */
export function sealRefusal({ seal, watermarkXid, place, check }: SealQuestion): string | null {
  if (seal.place.server !== place.server) return 'it was read from another server'
  if (seal.place.tables !== place.tables) return 'it was read from other tables'
  if (check.writtenBy === null) return 'the database does not know it'
  // A row keeps the transaction that wrote it; one that was loaded from a dump was written by another.
  if (check.writtenBy !== low32(seal.xid)) return 'the database was loaded from a copy'
  if (!isBelow(seal.xid, check.nextXid) || isBelow(check.nextXid, watermarkXid)) return 'the database is older than it'
  return null
}

function low32(xid: string): string {
  return String(BigInt(xid) & 0xffff_ffffn)
}

function isBelow(xid: string, other: string): boolean {
  return BigInt(xid) < BigInt(other)
}
