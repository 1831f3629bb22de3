import { z } from 'zod'
import type { Sealed } from '../domain/file-ledger.ts'
import type { Staff } from '../domain/file-views.ts'
import type { FileSeal } from './file-seal.ts'

const staff = z.strictObject({ name: z.string().nullable(), phone: z.string().nullable() })

/** The note of an entry; null where there is none. */
export function noteOf({ sealed }: Sealed, seal: FileSeal | null): string | null {
  return sealed === null ? null : z.string().parse(opened(sealed, seal))
}

/** Who of the staff it is; nulls where nobody was named. */
export function staffOf({ sealed }: Sealed, seal: FileSeal | null): Staff {
  return sealed === null ? { name: null, phone: null } : staff.parse(opened(sealed, seal))
}

function opened(sealed: Buffer, seal: FileSeal | null): unknown {
  if (seal === null) throw new Error('the key of a file is gone')
  return seal.open(sealed)
}
