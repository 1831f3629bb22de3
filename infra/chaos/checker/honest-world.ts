import * as fc from 'fast-check'
import type { Change, ClientRecord, Effect, Result } from '../history/records.ts'
import type { KeptVersion, Ledger, Standing } from './check-ledger.ts'

/** A history and the tables of a house that kept every promise in it. */
export interface HonestWorld {
  records: ClientRecord[]
  ledger: Ledger
}

interface Deed {
  subject: number
  effect: Effect
  result: Result
  /** Of an unknown one: whether it was done. */
  happened: boolean
  /** Whether the client lived to write down what it was told. */
  noted: boolean
}

const subjects = 5
const mostDeeds = 40

const deed = fc.record<Deed>({
  subject: fc.nat({ max: subjects - 1 }),
  effect: fc.constantFrom('write', 'write', 'close'),
  result: fc.constantFrom('ok', 'ok', 'ok', 'fail', 'info'),
  happened: fc.boolean(),
  noted: fc.constantFrom(true, true, true, false),
})

/** Any order of changes of a few postings. After one of which nothing is known a client leaves a posting alone, as the soak's do. */
export const honestWorld: fc.Arbitrary<HonestWorld> = fc.array(deed, { maxLength: mostDeeds }).map((deeds) => {
  const records: ClientRecord[] = []
  const kept = new Map<number, { versions: KeptVersion[]; standing: Standing }>()
  const left = new Set<number>()
  for (const [at, { subject, effect, result, happened, noted }] of deeds.entries()) {
    if (left.has(subject)) continue
    const marker = at + 1
    const change: Change = { subject: `posting:${subject}`, effect, marker }
    records.push({ kind: 'intent', op: at, at, changes: [change] })
    const isKnown = noted && result !== 'info'
    if (!isKnown) left.add(subject)
    if (noted) records.push({ kind: 'outcome', op: at, at, tries: 1, results: [{ result, id: result === 'ok' ? `id-${subject}` : null }] })
    if (result === 'fail' || (!isKnown && !happened)) continue
    keep(kept, { subject, effect, marker })
  }
  return { records, ledger: ledgerOf(kept) }
})

function keep(
  kept: Map<number, { versions: KeptVersion[]; standing: Standing }>,
  { subject, effect, marker }: { subject: number; effect: Effect; marker: number },
): void {
  const entity = `id-${subject}`
  const versions = kept.get(subject)?.versions ?? []
  versions.push({ entity, version: versions.length + 1, marker })
  kept.set(subject, { versions, standing: { entity, marker, isOpen: effect !== 'close' } })
}

function ledgerOf(kept: ReadonlyMap<number, { versions: KeptVersion[]; standing: Standing }>): Ledger {
  const all = [...kept.values()]
  return { versions: all.flatMap(({ versions }) => versions), standings: all.map(({ standing }) => standing) }
}
