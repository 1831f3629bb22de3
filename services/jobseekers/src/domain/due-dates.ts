import type { PersonFile } from '@zhihe/contracts/person-file'
import { isValid } from './assessment.ts'
import { chinaDay } from './china-day.ts'
import type { FileLedger } from './file-ledger.ts'
import { followUpsDue } from './plan.ts'
import { isInForce } from './status.ts'

type DueDate = PersonFile['dueDates'][number]

/** What is to be done, or ends, and by which day; soonest first. What is done or over is not due. */
export function dueDatesOf({ assessments, statuses, measures, certificateExpiresOn, facts }: FileLedger, now: Date): DueDate[] {
  const day = chinaDay(now)
  const due = (kind: DueDate['kind'], on: string, { refId = null, code = null }: Partial<DueDate> = {}): DueDate => {
    return { kind, on, overdue: on < day, refId, code }
  }
  const dates = [
    due('confirmation', facts.confirmationDueOn),
    ...measures.filter(({ doneOn }) => doneOn === null).map(({ id, kind, dueOn }) => due('measure', dueOn, { refId: id, code: kind })),
    ...followUpsDue(measures).map((on) => due('follow_up', on)),
    ...assessments
      .filter((one) => isValid(one, now))
      .map(({ id, validUntil, instrument }) => due('assessment_end', chinaDay(validUntil), { refId: id, code: instrument.code })),
    ...statuses.flatMap((one) => {
      return one.until !== null && isInForce(one, day) ? [due('status_end', one.until, { refId: one.id, code: one.code })] : []
    }),
    ...(certificateExpiresOn === null ? [] : [due('certificate_end', certificateExpiresOn)]),
  ]
  return dates.toSorted((a, b) => (a.on < b.on ? -1 : a.on > b.on ? 1 : 0))
}
