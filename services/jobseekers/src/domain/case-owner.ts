import type { NewCaseOwners } from '@zhihe/contracts/register-plan'
import { chinaDay } from './china-day.ts'
import type { CaseOwner } from './file-ledger.ts'
import type { Staff } from './file-views.ts'
import { readPhone } from './phone.ts'
import type { Refusal } from './refusal.ts'

/** Who looks after a person, with the telephone in one spelling. */
export type CheckedOwner = Pick<CaseOwner, 'side' | 'organisation' | 'from'> & Staff

export type CheckedOwners = { ok: true; owners: CheckedOwner[] } | { ok: false; refusals: Refusal[] }

const earliest = '1900-01-01'

export function checkOwners({ owners }: NewCaseOwners, options: { now: Date; allowTestNumbers: boolean }): CheckedOwners {
  const refusals: Refusal[] = []
  const checked = owners.map(({ side, organisation, name, phone, from }, at) => {
    const clean = phone === undefined ? null : readPhone(phone, options)
    if (phone !== undefined && clean === null) refusals.push({ pointer: `/owners/${at}/phone`, reason: 'bad_phone' })
    if (from > chinaDay(options.now)) refusals.push({ pointer: `/owners/${at}/from`, reason: 'in_the_future' })
    if (from < earliest) refusals.push({ pointer: `/owners/${at}/from`, reason: 'too_long_ago' })
    return { side, organisation: organisation.trim(), from, name: name?.trim() ?? null, phone: clean }
  })
  return refusals.length > 0 ? { ok: false, refusals } : { ok: true, owners: checked }
}

export function isSameOwner(a: CheckedOwner, b: CheckedOwner): boolean {
  return a.side === b.side && a.organisation === b.organisation && a.from === b.from && a.name === b.name && a.phone === b.phone
}
