import { setTimeout as pause } from 'node:timers/promises'
import type { WorldClient } from '../../world/client.ts'
import type { Ground } from '../../world/ground.ts'
import { startLoad, tally } from '../../world/load.ts'
import { mixedLoad } from './mixed-load.ts'

const leastPerSecond = 10
const trialMs = 4_000

/** The rate asked for, or half of it again and again until nothing is put off: what a busy machine refuses is nobody's fault. */
export async function sustainable(ask: WorldClient, ground: Ground, wanted: number): Promise<number> {
  for (let perSecond = wanted; perSecond > leastPerSecond; perSecond = Math.floor(perSecond / 2)) {
    const trial = startLoad(ask, perSecond, mixedLoad(ground))
    await pause(trialMs)
    const { asked, done } = tally(await trial.stop())
    if (done === asked) return perSecond
  }
  return leastPerSecond
}
