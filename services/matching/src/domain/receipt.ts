import { createHash } from 'node:crypto'
import type { MatchReceipt } from '@zhihe/contracts/match'
import { ruleCodes } from '@zhihe/scoring/judge'
import { type Part, parts } from '@zhihe/scoring/parts'
import { scoringVersion, weights } from '@zhihe/scoring/weights'

type Receipt = MatchReceipt['receipt']

/** What every judgement of this process rests on besides the facts: which kinds of them are read, by which rules and weights. The same for everybody. */
export const basis: Pick<Receipt, 'inputs' | 'rules' | 'weights'> = {
  inputs: inputsOf(parts),
  rules: [...ruleCodes],
  weights: { version: scoringVersion, sha256: digestOf(weights) },
}

/** The kinds of facts that some part reads; that no other moves anything is a test over random cases. */
export function inputsOf(of: readonly Pick<Part, 'reads'>[]): Receipt['inputs'] {
  const all = (side: 'posting' | 'jobseeker') => [...new Set<string>(of.flatMap(({ reads }) => reads[side]))].toSorted()
  return { posting: all('posting'), jobseeker: all('jobseeker') }
}

/** SHA-256 of figures by name, whatever the order they stand in. */
export function digestOf(figures: Readonly<Record<string, number>>): string {
  const sorted = Object.fromEntries(Object.entries(figures).toSorted(([a], [b]) => (a < b ? -1 : 1)))
  return createHash('sha256').update(JSON.stringify(sorted)).digest('hex')
}
