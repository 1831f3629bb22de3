import type { Jobseeker as JobseekerView } from '@zhihe/contracts/jobseeker'
import type { PersonFile } from '@zhihe/contracts/person-file'
import { assessedItems, capabilitiesInForce, newestFirst } from './assessment.ts'
import { chinaDay } from './china-day.ts'
import { completenessOf, type FileFacts, missingOf } from './completeness.ts'
import { dueDatesOf } from './due-dates.ts'
import { type FileLedger, lastConfirmedAt, type Sealed, toFileRow } from './file-ledger.ts'
import { type Staff, toAssessmentView, toCaseOwnerView, toMeasureView, toStatusView } from './file-views.ts'
import type { Dossier } from './jobseeker.ts'
import { plans } from './plans.ts'
import { questionsOf } from './questions.ts'
import { statusLabels, suggestStatuses } from './status.ts'
import { timelineOf } from './timeline.ts'

export interface Filed {
  dossier: Dossier
  /** Identity masked, matching said. */
  view: Pick<JobseekerView, 'identity' | 'matching'>
  ledger: FileLedger
  /** What was sealed, opened; null where nothing was. */
  open: { note: (row: Sealed) => string | null; staff: (row: Sealed) => Staff }
}

/** 一人一档一策: one page of everything the plans want of a person. */
export function toPersonFile({ dossier, view, ledger, open }: Filed, now: Date): PersonFile {
  const { id, status, profile, createdAt } = dossier.jobseeker
  const facts = { ...toFileRow(ledger, now), ...ledger.facts }
  const capabilities = capabilitiesInForce(profile.capabilities, assessedItems(ledger.assessments, now), now)
  const noted = <T extends Sealed, V>(rows: readonly T[], toView: (row: T, now: Date) => V) =>
    rows.map((row) => ({ ...toView(row, now), note: open.note(row) }))
  return {
    jobseekerId: id,
    asOf: now.toISOString(),
    status,
    matching: view.matching,
    identity: view.identity,
    registeredAt: createdAt.toISOString(),
    completeness: completenessView(facts, now),
    confirmation: {
      lastAt: lastConfirmedAt(ledger.confirmations)?.toISOString() ?? null,
      dueOn: facts.confirmationDueOn,
      overdue: facts.confirmationDueOn < chinaDay(now),
    },
    caseOwners: ledger.owners.filter(({ endedAt }) => endedAt === null).map((owner) => toCaseOwnerView(owner, open.staff(owner))),
    capabilities: capabilities.map(({ icf, difficulty, source }) => ({ icf, difficulty, source })),
    questions: questionsOf(capabilities, ledger.assessments, now),
    dueDates: dueDatesOf(ledger, now),
    assessments: noted(newestFirst(ledger.assessments), toAssessmentView),
    statuses: noted(ledger.statuses.toReversed(), toStatusView),
    suggestions: suggestStatuses(profile, ledger.statuses, chinaDay(now)).map((one) => {
      return { ...one, ...statusLabels[one.code], askedBy: plans.graduates }
    }),
    measures: noted(ledger.measures.toReversed(), toMeasureView),
    disclosures: ledger.disclosures,
    timeline: timelineOf({ registeredAt: createdAt, consents: dossier.ledger, ledger, now }),
  }
}

function completenessView(facts: FileFacts, now: Date): PersonFile['completeness'] {
  return {
    score: completenessOf(facts, now),
    missing: missingOf(facts, now).map(({ code, zh, en, weight, askedBy }) => ({ code, zh, en, weight, askedBy })),
  }
}
