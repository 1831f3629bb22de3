import type { Change, ClientRecord, Intent, Outcome, Result } from '../history/records.ts'

/** A change and what its client knows of it. */
export interface Fate extends Change {
  op: number
  result: Result
  /** Of the posting or the person, as the answer named it. */
  id: string | null
}

/** What became of every change, in the order in which they were asked for. One without an outcome may be there or not: its client died first. */
export function fatesOf(records: readonly ClientRecord[]): Fate[] {
  const outcomes = new Map<number, Outcome>()
  for (const record of records) if (record.kind === 'outcome') outcomes.set(record.op, record)
  return records
    .filter((record): record is Intent => record.kind === 'intent')
    .toSorted((a, b) => a.op - b.op)
    .flatMap(({ op, changes }) =>
      changes.map((change, at) => {
        const { result = 'info' as const, id = null } = outcomes.get(op)?.results[at] ?? {}
        return { ...change, op, result, id }
      }),
    )
}

export function bySubject(fates: readonly Fate[]): Map<string, Fate[]> {
  return Map.groupBy(fates, ({ subject }) => subject)
}

/** The writes of people who had taken back their consent, or may have: nothing is said of them to anybody. */
export function untoldWrites(fates: readonly Fate[]): Set<number> {
  const untold = new Set<number>()
  const silent = new Set<string>()
  for (const { subject, effect, result, marker } of fates) {
    if (effect === 'revoke' && result !== 'fail') silent.add(subject)
    if (effect === 'grant' && result === 'ok') silent.delete(subject)
    if (effect === 'write' && silent.has(subject)) untold.add(marker)
  }
  return untold
}
