import { isWithinRegion } from '@zhihe/vocabulary/region'
import type { Pair, Relaxation } from '../facts.ts'

/** The relaxation that holds for this posting, or null. */
export function relaxationFor({ posting, context }: Pair, rule: Relaxation['rule']): Relaxation | null {
  if (context.relaxations === undefined || context.relaxations.length === 0) return null
  const held = context.relaxations.find(
    (relaxation) =>
      relaxation.rule === rule &&
      isWithinRegion(posting.regionCode, relaxation.regionCode) &&
      (relaxation.channel === undefined || relaxation.channel === posting.channel),
  )
  return held ?? null
}
