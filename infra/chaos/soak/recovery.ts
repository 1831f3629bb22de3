import { setTimeout as pause } from 'node:timers/promises'
import type { Consumer } from '@zhihe/contracts/event'
import { unheardEvents } from '../checker/events.ts'
import { killHolding } from '../world/held-table.ts'
import type { World } from '../world/world.ts'
import { livelyRegion, postingContent } from './contents.ts'
import { soakSource } from './deeds.ts'
import { untilQuiet } from './quiet.ts'

export interface RecoveryOptions {
  kills: number
  employerId: string
  /** Unlike any before. */
  newMarker: () => number
  tell: (text: string) => void
}

export interface Recovery {
  worker: string
  /** Events that it had, or that waited for it, when it was killed. */
  held: number
  /** Until the last of them was done; null: not in time. */
  tookMs: number | null
}

/** Postings alone give the worker of jobseekers nothing to do; it is killed in `process-kill-jobseekers-worker`. */
const consumers = ['matching', 'webhooks'] as const satisfies Consumer[]
const burst = 40
const doneWithinMs = 60_000
const calmWithinMs = 60_000
const pollMs = 20

/**
 * Kills workers while they hold jobs, one at a time and with nothing else wrong, and measures how long it takes until what they had, and what waited
 * for them, is done. A kill that hit a worker with nothing in its hands is told and not counted.
 */
export async function measureRecovery(world: World, options: RecoveryOptions): Promise<Recovery[]> {
  const recoveries: Recovery[] = []
  for (let kill = 0; kill < options.kills; kill++) {
    const consumer = consumers[kill % consumers.length] ?? 'matching'
    const recovery = await killOnce(world, consumer, options)
    if (recovery === null) options.tell(`the worker of ${consumer} had nothing in its hands: not counted`)
    else {
      options.tell(
        `${recovery.worker} killed with ${recovery.held} under way: done after ${recovery.tookMs ?? `more than ${doneWithinMs}`} ms`,
      )
      recoveries.push(recovery)
    }
    await untilQuiet(world.database.pool, { withinMs: calmWithinMs, tell: options.tell })
    await world.processes.untilReady(calmWithinMs, [`${consumer}-worker`])
  }
  return recoveries
}

async function killOnce(world: World, consumer: Consumer, options: RecoveryOptions): Promise<Recovery | null> {
  const pushing = push(world, options)
  const { killed, at } = await killHolding(world, consumer)
  await pushing
  if (!killed) return null
  const held = await heldBy(world, consumer)
  // Somebody else of its role was waiting for the table.
  if (held.length === 0) return null
  const isDone = await untilDone(world, consumer, held)
  return { worker: `${consumer}-worker`, held: held.length, tookMs: isDone ? Math.round(performance.now() - at) : null }
}

/** The value below which 99 % of them lie; the greatest of fewer than a hundred. null where one never ended, or there are none. */
export function p99Of(recoveries: readonly Recovery[]): number | null {
  const times = recoveries.map(({ tookMs }) => tookMs ?? Number.POSITIVE_INFINITY).toSorted((a, b) => a - b)
  const value = times[Math.ceil(times.length * 0.99) - 1]
  return value === undefined || value === Number.POSITIVE_INFINITY ? null : value
}

// Every second one is made anew, so that lists change and messages and exposures follow.
async function push(world: World, { employerId, newMarker }: RecoveryOptions): Promise<void> {
  const items = Array.from({ length: burst }, () => {
    const marker = newMarker()
    return {
      source: `${soakSource}-recovery`,
      externalId: `r-${marker}`,
      ...postingContent({ employerId, regionCode: livelyRegion, marker }),
    }
  })
  const answer = await world.ask({ method: 'POST', path: '/v1/postings/batch', role: 'organiser', body: { items } })
  if (answer.kind === 'none' || answer.status >= 300)
    throw new Error(`the postings of a recovery were not taken: ${JSON.stringify(answer).slice(0, 300)}`)
}

/** Events that were announced for this consumer and that it has not kept; a relay that was quick to hand them over may not have noted that yet. */
async function heldBy({ database: { pool } }: World, consumer: Consumer): Promise<string[]> {
  const { rows } = await pool.query<{ id: string }>(`select event_id::text as id from (${unheardEvents}) u where consumer = $1`, [consumer])
  return rows.map(({ id }) => id)
}

// Only these are asked for: the whole outbox of a long run takes longer to read than they take to be done.
async function untilDone({ database: { pool } }: World, consumer: Consumer, held: readonly string[]): Promise<boolean> {
  const deadline = performance.now() + doneWithinMs
  for (;;) {
    const { rows } = await pool.query<{ kept: number }>(
      `select count(*)::int as kept from ${consumer}.inbox where event_id = any($1::uuid[])`,
      [held],
    )
    if (rows[0]?.kept === held.length) return true
    if (performance.now() > deadline) return false
    await pause(pollMs)
  }
}
