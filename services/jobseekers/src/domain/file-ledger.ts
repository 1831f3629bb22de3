import type { ownerSides } from '@zhihe/contracts/register-plan'
import { type Assessment, assessedItems, nextAssessmentEnd } from './assessment.ts'
import { chinaDay } from './china-day.ts'
import type { FileFacts } from './completeness.ts'
import { type Employment, employmentOf, type Measure } from './plan.ts'
import { codesInForce, nextStatusEnd, type Status, type StatusCode } from './status.ts'

/** What was sealed, or not given. It is opened for the file alone. */
export interface Sealed {
  sealed: Buffer | null
}

export interface CaseOwner {
  id: string
  side: (typeof ownerSides)[number]
  organisation: string
  from: string
  endedAt: Date | null
  recordedAt: Date
}

export interface Confirmation {
  id: string
  at: Date
  channel: string
  changed: boolean
  recordedAt: Date
}

/** All that is kept of a person besides her facts, her consents and her identity; each in the order in which it was recorded. */
export interface FileLedger {
  assessments: readonly (Assessment & Sealed)[]
  statuses: readonly (Status & Sealed)[]
  owners: readonly (CaseOwner & Sealed)[]
  measures: readonly (Measure & Sealed)[]
  confirmations: readonly Confirmation[]
  changes: readonly { version: number; kinds: readonly string[]; at: Date }[]
  disclosures: { times: number; recipients: number }
  certificateExpiresOn: string | null
  facts: Pick<FileFacts, 'stated' | 'confirmationDueOn'>
}

/** What the narrow row of a file says of its ledger. */
export interface FileRow extends Omit<FileFacts, 'stated' | 'confirmationDueOn'> {
  statusCodes: StatusCode[]
  confirmedOn: string | null
  employment: Employment
  /** When time alone changes what the register says of her; null: never. */
  nextChangeAt: Date | null
}

export function toFileRow({ assessments, statuses, owners, measures, confirmations }: FileLedger, now: Date): FileRow {
  const day = chinaDay(now)
  const assessed = assessedItems(assessments, now)
  const assessedUntil = assessed.map(({ until }) => Date.parse(until))
  const confirmedAt = lastConfirmedAt(confirmations)
  const changes = [nextAssessmentEnd(assessed, now), nextStatusEnd(statuses, day)].flatMap((at) => (at ? [at.getTime()] : []))
  return {
    statusCodes: codesInForce(statuses, day),
    assessedUntil: assessedUntil.length === 0 ? null : new Date(Math.max(...assessedUntil)),
    confirmedOn: confirmedAt && chinaDay(confirmedAt),
    ownerSides: owners
      .filter(({ endedAt }) => endedAt === null)
      .map(({ side }) => side)
      .toSorted(),
    measures: measures.length,
    employment: employmentOf(measures),
    nextChangeAt: changes.length === 0 ? null : new Date(Math.min(...changes)),
  }
}

/** The newest, in whatever order they were recorded. */
export function lastConfirmedAt(confirmations: readonly Pick<Confirmation, 'at'>[]): Date | null {
  if (confirmations.length === 0) return null
  return new Date(Math.max(...confirmations.map(({ at }) => at.getTime())))
}
