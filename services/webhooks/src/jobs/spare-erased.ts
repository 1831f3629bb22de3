import type { Transaction } from '@zhihe/postgres/pool'
import type { Draft } from '../domain/drafts.ts'
import { candidateRefIn, isOfErased, tellsOfPerson } from '../domain/erasure.ts'
import { findErased, holdErasures } from '../store/erasure-store.ts'

export interface Spared {
  /** What may still be said. */
  drafts: readonly Draft[]
  /** Of them, by `dedupKey`, those that lose their words when they have been sent. */
  owed: ReadonlySet<string>
}

/** Leaves out what an event tells of people who are erased: it was on its way while they were. Nobody is erased until the transaction ends. */
export async function spareErased(tx: Transaction, drafts: readonly Draft[]): Promise<Spared> {
  const named = drafts.flatMap((draft) => {
    const candidateRef = isAboutSomebody(draft) ? candidateRefIn(draft.body) : null
    return candidateRef === null ? [] : [{ draft, candidateRef }]
  })
  if (named.length === 0) return { drafts, owed: new Set() }
  await holdErasures(tx)
  const people = named.flatMap(({ draft }) => draft.jobseekerId ?? [])
  const erased = await findErased(
    tx,
    people,
    named.map(({ candidateRef }) => candidateRef),
  )
  const gone = named.filter(
    ({ draft, candidateRef }) =>
      erased.candidateRefs.has(candidateRef) ||
      (draft.jobseekerId !== null && erased.people.has(draft.jobseekerId)) ||
      isOfErased(draft.body),
  )
  const silenced = new Set(gone.flatMap(({ draft }) => (tellsOfPerson(draft) ? [draft] : [])))
  return {
    drafts: drafts.filter((draft) => !silenced.has(draft)),
    owed: new Set(gone.flatMap(({ draft }) => (silenced.has(draft) ? [] : [draft.dedupKey]))),
  }
}

function isAboutSomebody({ type }: Draft): boolean {
  return type.startsWith('match.') || type.startsWith('disclosure.')
}
