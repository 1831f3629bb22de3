import { appendToOutbox, type Hold } from '@zhihe/outbox/append'
import type { Transaction } from '@zhihe/postgres/pool'
import { failpoint } from '@zhihe/runtime/failpoint'
import type { Change } from '../domain/posting.ts'
import { type Merge, recordMerges } from './merge-store.ts'
import { updatePostings, type Writer } from './save-postings.ts'
import { outbox } from './schema.ts'
import { freeCopies, mergeCopies } from './settle-merges.ts'

// Checking events against their contract takes the processor: other requests get their turn in between.
const eventsPerTurn = 500

/** Keeps changes of postings that are locked, what they mean for copies, and their events. Gives the changes as they were kept. */
export async function saveChanges<Of extends Change>(tx: Transaction, changes: readonly Of[], writer: Writer, now: Date): Promise<Of[]> {
  const { kept, freed } = await keepChanges(tx, changes, writer, now)
  await announce(tx, [...kept, ...freed], { now })
  return kept
}

/** The same without the events; `freed` are copies that do not stand behind one of these any more. */
export async function keepChanges<Of extends Change>(
  tx: Transaction,
  changes: readonly Of[],
  writer: Writer,
  now: Date,
): Promise<{ kept: Of[]; freed: Change[] }> {
  const merged = await mergeCopies(tx, changes)
  await keep(tx, merged, writer, now)
  const freed = await freeCopies(tx, merged.changes, now)
  await keep(tx, freed, writer, now)
  return { kept: merged.changes, freed: freed.changes }
}

async function keep(
  tx: Transaction,
  { changes, merges }: { changes: readonly Change[]; merges: readonly Merge[] },
  writer: Writer,
  now: Date,
) {
  await updatePostings(
    tx,
    changes.map(({ posting }) => posting),
    writer,
  )
  await recordMerges(tx, merges, now)
}

export async function announce(
  tx: Transaction,
  changes: readonly Change[],
  { now, hold }: { now: Date; hold?: Hold | undefined },
): Promise<void> {
  const events = changes.flatMap(({ event }) => (event === null ? [] : [event]))
  for (let at = 0; at < events.length; at += eventsPerTurn) {
    await appendToOutbox(tx, outbox, { events: events.slice(at, at + eventsPerTurn), now, hold })
    failpoint('events.appended')
  }
}
