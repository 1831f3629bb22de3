import { changeConsent, closePosting, type DeedOptions, erasePerson, type Kept, pushBatch, writePerson, writePosting } from './deeds.ts'

export interface LaneOptions extends DeedOptions {
  /** Postings where people live, postings where nobody lives, and people, of each lane. */
  size: { lively: number; quiet: number; people: number }
}

// In a hundred requests.
const deeds = [
  ['batch', 26],
  ['write', 24],
  ['close', 8],
  ['person', 32],
  ['consent', 9],
  ['erase', 1],
] as const

/** One client: each call makes one request and answers how many changes it asked for. */
export function openLane(options: LaneOptions): () => Promise<number> {
  const { chance, size, prefix, lane } = options
  const keep = (kind: string, count: number): Kept[] =>
    Array.from({ length: count }, (_, at) => ({ key: `${prefix}-${kind}-${lane}-${at}`, id: null, state: 'none' }))
  const lively = keep('l', size.lively)
  const quiet = keep('q', size.quiet)
  const people = keep('p', size.people)
  // Who was lost or erased is followed by somebody new, so that there is always somebody.
  const pick = (from: Kept[]): Kept => {
    const kept = chance.pick(from)
    if (kept.state !== 'lost') return kept
    const next: Kept = { key: `${kept.key}.1`, id: null, state: 'none' }
    from[from.indexOf(kept)] = next
    return next
  }
  return async () => {
    const deed = chance.weighted(deeds)
    if (deed === 'batch')
      return await pushBatch(
        options,
        quiet.filter(({ state }) => state !== 'lost'),
      )
    if (deed === 'write' || deed === 'close') {
      const posting = pick(lively)
      return await (deed === 'close' && posting.id !== null ? closePosting : writePosting)(options, posting)
    }
    const person = pick(people)
    if (deed === 'person' || person.id === null) return await writePerson(options, person)
    return await (deed === 'consent' ? changeConsent : erasePerson)(options, person)
  }
}
