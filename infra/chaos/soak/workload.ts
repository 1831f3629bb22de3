import { setTimeout as pause } from 'node:timers/promises'
import { type LaneOptions, openLane } from './lane.ts'

export interface WorkloadOptions extends Omit<LaneOptions, 'lane'> {
  lanes: number
  /** Changes a second, all lanes together. */
  perSecond: number
}

export interface Workload {
  /** Changes sent so far, whatever became of them. */
  sent(): number
  /** Stops asking for new ones; resolves when every change is known, or was tried for so long. */
  finish(withinMs: number): Promise<void>
}

/** Clients that do not wait for each other: each has postings and people of its own, whom nobody else changes. */
export function startWorkload({ lanes, perSecond, teller, ...rest }: WorkloadOptions): Workload {
  const state = { sent: 0, isOver: false }
  const startedAt = performance.now()
  const run = async (lane: number): Promise<void> => {
    const next = openLane({ ...rest, teller, lane })
    for (let mine = 0; !state.isOver; ) {
      const changes = await next()
      mine += changes
      state.sent += changes
      const dueAt = startedAt + (mine * lanes * 1_000) / perSecond
      // Who is behind does not rush: an outage must not be followed by a flood of its own making.
      await pause(Math.max(5, Math.min(dueAt - performance.now(), 5_000)))
    }
  }
  const all = Promise.all(Array.from({ length: lanes }, (_, lane) => run(lane)))
  return {
    sent: () => state.sent,
    finish: async (withinMs) => {
      state.isOver = true
      teller.finish(withinMs)
      await all
    },
  }
}
