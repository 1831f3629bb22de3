import type { Context, Relaxation } from '@zhihe/scoring/facts'

/** A relaxation and the time of its plan; both ends are RFC 3339, the second exclusive, null: no end. */
interface DatedRelaxation extends Relaxation {
  from: string
  until: string | null
}

// The packs of the plans fill it; until then no limit of a posting is relaxed.
const inForce: readonly DatedRelaxation[] = []

/** What the plans relax at a time. */
export function relaxationsAt(at: Date): readonly Relaxation[] {
  return relaxationsOf(inForce, at)
}

/** The context in which everything of this service is judged. */
export function contextAt(at: Date): Context {
  return { at, relaxations: relaxationsAt(at) }
}

/** Those of `dated` that hold at a time. */
export function relaxationsOf(dated: readonly DatedRelaxation[], at: Date): Relaxation[] {
  const time = at.getTime()
  return dated
    .filter(({ from, until }) => Date.parse(from) <= time && (until === null || time < Date.parse(until)))
    .map(({ from: _from, until: _until, ...relaxation }) => relaxation)
}
