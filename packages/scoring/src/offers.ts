import { type AccommodationCode, accommodations } from '@zhihe/vocabulary/accommodation'
import type { IcfCode } from '@zhihe/vocabulary/icf'
import type { PostingFacts } from './facts.ts'

export interface Lift {
  code: AccommodationCode
  by: number
}

// Who works from anywhere works from home and has no way to go.
const metByRemoteWork: readonly AccommodationCode[] = ['HS-10', 'HS-15']
const jobRestructuring: AccommodationCode = 'HS-08'

// Only what helps in the workplace lifts a demand of the work: extra time in an examination does not make the later job easier.
const liftsByIcf = new Map<IcfCode, Lift[]>()
for (const { code, mitigates, phases } of accommodations) {
  if (!(phases as readonly string[]).includes('work')) continue
  for (const { icf, by } of mitigates) liftsByIcf.set(icf, [...(liftsByIcf.get(icf) ?? []), { code, by }])
}
// The strongest first; job restructuring last of all, because it changes the job instead of the way it is done.
for (const lifts of liftsByIcf.values()) lifts.sort((a, b) => rank(a) - rank(b))

const stepsByIcf = new Map([...liftsByIcf].map(([icf, lifts]) => [icf, new Map(lifts.map(({ code, by }) => [code, by]))]))

function rank({ code, by }: Lift): number {
  return code === jobRestructuring ? 0 : -by
}

/** Whether the posting offers it; a remote posting offers work at home and needs no barrier-free way to it. */
export function isOffered(posting: PostingFacts, code: AccommodationCode): boolean {
  return posting.accommodations.includes(code) || isMetByRemoteWork(posting, code)
}

/** Whether the need falls away because the work is remote. */
export function isMetByRemoteWork({ workMode }: PostingFacts, code: AccommodationCode): boolean {
  return workMode === 'remote' && metByRemoteWork.includes(code)
}

/** The strongest offered accommodation for an activity, or null. The best one counts, never a sum. */
export function bestOffer(posting: PostingFacts, icf: IcfCode): Lift | null {
  let best: Lift | null = null
  for (const lift of liftsByIcf.get(icf) ?? []) {
    if ((best === null || lift.by > best.by) && isOffered(posting, lift.code)) best = lift
  }
  return best
}

/** By how many steps (0-4) the posting's offers lower a difficulty at work: that of `bestOffer`, found without naming it. */
export function offeredLift(posting: PostingFacts, icf: IcfCode): number {
  const steps = stepsByIcf.get(icf)
  if (steps === undefined) return 0
  let best = 0
  if (posting.workMode === 'remote') for (const code of metByRemoteWork) best = Math.max(best, steps.get(code) ?? 0)
  for (const code of posting.accommodations) best = Math.max(best, steps.get(code) ?? 0)
  return best
}

/** Whether one accommodation of the catalogue, were it offered, would lift a difficulty by that many steps. */
export function canBeLifted(icf: IcfCode, steps: number): boolean {
  return liftsByIcf.get(icf)?.some(({ by }) => by >= steps) ?? false
}

/** At most three accommodations that each lift it alone, the best first. */
export function accommodationsLifting(icf: IcfCode, steps: number): AccommodationCode[] {
  const able = (liftsByIcf.get(icf) ?? []).filter(({ by }) => by >= steps)
  return able.slice(0, 3).map(({ code }) => code)
}
