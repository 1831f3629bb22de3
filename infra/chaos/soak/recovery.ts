import { setTimeout as pause } from 'node:timers/promises'
import type { Consumer } from '@zhihe/contracts/event'
import { unheardEvents } from '../checker/events.ts'
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
  /** Events and messages that it had, or that waited for it, when it was killed. */
  held: number
  /** Until the last of them was done; null: not in time. */
  tookMs: number | null
}

const workers = {
  'matching-worker': 'matching',
  'webhooks-worker': 'webhooks',
  'jobseekers-worker': 'jobseekers',
} as const satisfies Record<string, Consumer>
const burst = 40
const holdsWithinMs = 10_000
const doneWithinMs = 60_000
const calmWithinMs = 60_000
const pollMs = 20

/** Kills workers while they hold jobs, one at a time and with nothing else wrong, and measures how long it takes until those jobs are done. */
export async function measureRecovery(world: World, options: RecoveryOptions): Promise<Recovery[]> {
  const names = Object.keys(workers) as (keyof typeof workers)[]
  const recoveries: Recovery[] = []
  for (let kill = 0; kill < options.kills; kill++) {
    const worker = names[kill % names.length] ?? 'matching-worker'
    await push(world, options)
    const held = await untilItHolds(world, workers[worker])
    if (!world.processes.signal(worker, 'SIGKILL')) continue
    const killedAt = performance.now()
    const isDone = await untilDone(world, workers[worker], held)
    const recovery = { worker, held: held.size, tookMs: isDone ? Math.round(performance.now() - killedAt) : null }
    options.tell(`${worker} killed with ${recovery.held} under way: done after ${recovery.tookMs ?? `more than ${doneWithinMs}`} ms`)
    recoveries.push(recovery)
    await untilQuiet(world.database.pool, { withinMs: calmWithinMs })
    await world.processes.untilReady(calmWithinMs, [worker])
  }
  return recoveries
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

async function untilItHolds(world: World, consumer: Consumer): Promise<Set<string>> {
  const deadline = performance.now() + holdsWithinMs
  for (;;) {
    const held = await heldBy(world, consumer)
    if (held.size > 0 || performance.now() > deadline) return held
    await pause(pollMs)
  }
}

async function untilDone(world: World, consumer: Consumer, held: ReadonlySet<string>): Promise<boolean> {
  const deadline = performance.now() + doneWithinMs
  for (;;) {
    const still = await heldBy(world, consumer)
    if ([...held].every((id) => !still.has(id))) return true
    if (performance.now() > deadline) return false
    await pause(pollMs)
  }
}

/** Events that were handed to the queue and are not done, and messages that are not sent. */
async function heldBy({ database: { pool } }: World, consumer: Consumer): Promise<Set<string>> {
  const { rows } = await pool.query<{ id: string }>(
    `select event_id::text as id from (${unheardEvents}) u where consumer = $1 and published_at is not null
     union all select id from webhooks.messages where $1 = 'webhooks' and status = 'pending' and attempts <= 1`,
    [consumer],
  )
  return new Set(rows.map(({ id }) => id))
}
