import type { Assessment as AssessmentView, Status as StatusView } from '@zhihe/contracts/register-file'
import type { CaseOwner as CaseOwnerView, Measure as MeasureView } from '@zhihe/contracts/register-plan'
import { type Assessment, isValid } from './assessment.ts'
import { chinaDay } from './china-day.ts'
import type { CaseOwner, Sealed } from './file-ledger.ts'
import { isOverdue, type Measure } from './plan.ts'
import { isInForce, type Status, statusLabels } from './status.ts'

export function toAssessmentView(assessment: Assessment & Sealed, now: Date): AssessmentView {
  const { id, instrument, assessor, at, validUntil, items, sealed, recordedAt } = assessment
  return {
    id,
    instrument,
    assessor,
    at: at.toISOString(),
    validUntil: validUntil.toISOString(),
    items: [...items],
    inForce: isValid(assessment, now),
    hasNote: sealed !== null,
    recordedAt: recordedAt.toISOString(),
  }
}

export function toStatusView(status: Status & Sealed, now: Date): StatusView {
  const { id, code, source, since, until, sealed, recordedAt } = status
  return {
    id,
    code,
    source,
    since,
    ...statusLabels[code],
    until,
    inForce: isInForce(status, chinaDay(now)),
    hasNote: sealed !== null,
    recordedAt: recordedAt.toISOString(),
  }
}

export function toMeasureView(measure: Measure & Sealed, now: Date): MeasureView {
  const { id, kind, agreedOn, dueOn, doneOn, outcome, sealed, recordedAt, changedAt } = measure
  return {
    id,
    kind,
    agreedOn,
    dueOn,
    doneOn,
    outcome,
    overdue: isOverdue(measure, chinaDay(now)),
    hasNote: sealed !== null,
    recordedAt: recordedAt.toISOString(),
    changedAt: changedAt.toISOString(),
  }
}

/** Name and telephone of a member of staff; null where nobody said. */
export interface Staff {
  name: string | null
  phone: string | null
}

export function toCaseOwnerView({ side, organisation, from, recordedAt }: CaseOwner, { name, phone }: Staff): CaseOwnerView {
  return { side, organisation, from, name, phone, recordedAt: recordedAt.toISOString() }
}
