import type { Seen } from '../../scenario.ts'
import type { World } from '../../world/world.ts'
import { type Disturbed, forExample, told } from './disturb.ts'
import { inconsistenciesOf, wrongEffects } from './held-events.ts'

const answeredWithinMs = 3_000

export interface Aftermath {
  /** Until all that was pushed had arrived; null: not in time. */
  arrivedMs: number | null
  pushed: number
  before: string
}

/** Whether a disturbed house answered as it should and lost nothing. */
export async function judge(world: World, seen: Disturbed, { arrivedMs, pushed, before }: Aftermath): Promise<Seen> {
  const { counts, slowestMs, healedMs, stillWrong, deaths } = seen
  const inconsistent = await inconsistenciesOf(world)
  const { repeated } = await wrongEffects(world)
  const isAnswered = slowestMs <= answeredWithinMs && counts.none + counts.broken + counts.refused === 0
  return {
    ok: isAnswered && stillWrong === 0 && arrivedMs !== null && repeated + deaths === 0 && inconsistent === '',
    seen: `${before}${told(seen)}; well again ${healedMs} ms after; ${pushed === 0 ? '' : `${pushed} postings ${arrivedMs === null ? 'did not all arrive' : `arrived ${arrivedMs} ms after`}, `}${repeated} told twice, ${inconsistent === '' ? 'all tables agree' : inconsistent}; ${deaths} deaths.${forExample(seen)}`,
    figures: { slowestMs, healedMs, stillWrong, arrivedMs: arrivedMs ?? -1, repeated, deaths },
  }
}
