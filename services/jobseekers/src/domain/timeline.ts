import type { PersonFile } from '@zhihe/contracts/person-file'
import { addDays, startOfDay } from './china-day.ts'
import type { ConsentDecision } from './consent.ts'
import type { FileLedger } from './file-ledger.ts'

type Entry = PersonFile['timeline'][number]

export interface Past {
  registeredAt: Date
  consents: readonly ConsentDecision[]
  ledger: FileLedger
  now: Date
}

const longest = 1_000

/** What has happened, newest first: kinds and codes, and nothing of what was written before a change. What is yet to come is under dueDates. */
export function timelineOf({ registeredAt, consents, ledger, now }: Past): Entry[] {
  const { changes } = ledger
  const entries = [
    entry('registered', registeredAt),
    ...changes.map(({ at, kinds }) => entry('changed', at, { kinds: [...kinds] })),
    ...consents.map(({ id, at, purpose, decision }) => entry('consent', at, { refId: id, code: purpose, detail: decision })),
    ...filed(ledger),
  ]
  return entries
    .filter(({ at }) => Date.parse(at) <= now.getTime())
    .toSorted((a, b) => Date.parse(b.at) - Date.parse(a.at))
    .slice(0, longest)
}

function filed({ assessments, statuses, owners, measures, confirmations }: FileLedger): Entry[] {
  return [
    ...assessments.flatMap(({ id, at, validUntil, instrument: { code } }) => [
      entry('assessed', at, { refId: id, code }),
      entry('assessment_ended', validUntil, { refId: id, code }),
    ]),
    ...statuses.flatMap(({ id, code, source, since, until }) => [
      entry('status_began', startOfDay(since), { refId: id, code, detail: source }),
      ...(until === null ? [] : [entry('status_ended', startOfDay(addDays(until, 1)), { refId: id, code, detail: source })]),
    ]),
    ...owners.flatMap(({ id, side, from, endedAt }) => [
      entry('owner_began', startOfDay(from), { refId: id, code: side }),
      ...(endedAt === null ? [] : [entry('owner_ended', endedAt, { refId: id, code: side })]),
    ]),
    ...measures.flatMap(({ id, kind, agreedOn, doneOn, outcome }) => [
      entry('measure_agreed', startOfDay(agreedOn), { refId: id, code: kind }),
      ...(doneOn === null ? [] : [entry('measure_done', startOfDay(doneOn), { refId: id, code: kind, detail: outcome })]),
    ]),
    ...confirmations.map(({ id, at, channel }) => entry('confirmed', at, { refId: id, code: channel })),
  ]
}

function entry(kind: Entry['kind'], at: Date, more: Partial<Entry> = {}): Entry {
  return { at: at.toISOString(), kind, refId: null, code: null, detail: null, kinds: [], ...more }
}
