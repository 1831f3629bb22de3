import type { Profile } from '@zhihe/contracts/jobseeker'
import type { Body } from './bodies.ts'
import { seededChance } from './chance.ts'

type Commute = Pick<Profile, 'commuteMaxMinutes' | 'commuteModes'>
type Mode = NonNullable<Profile['commuteModes']>[number]

/** How she gets to work and how long it may take, where she was asked. It has a chance of its own, so that it moves nothing else of the sample. */
export function commuteOf(body: Body, number: number): Commute {
  const chance = seededChance(1_000_003 * number)
  const isOnWheels = difficultyIn(body, 'd450') >= 4
  const ways: [Mode, boolean][] = [
    ['walking', !isOnWheels],
    ['wheelchair', isOnWheels],
    ['bicycle', difficultyIn(body, 'd455') <= 1 && difficultyIn(body, 'd110') <= 1 && chance.hits(45)],
    ['public_transport', difficultyIn(body, 'd470') <= 2],
    ['car', (body.d475 ?? 4) <= 1 && chance.hits(30)],
  ]
  const commuteModes = ways.filter(([, isHers]) => isHers).map(([mode]) => mode)
  return {
    ...(chance.hits(45) ? { commuteMaxMinutes: chance.between(2, 8) * 15 } : {}),
    ...(chance.hits(60) ? { commuteModes } : {}),
  }
}

function difficultyIn(body: Body, icf: keyof Body): number {
  return body[icf] ?? 0
}
