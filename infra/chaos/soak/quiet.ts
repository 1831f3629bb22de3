import { setTimeout as pause } from 'node:timers/promises'
import type { Pool } from 'pg'
import { unheardEvents } from '../checker/events.ts'

/** What is still on its way from a committed change to everybody who is to hear of it. */
export interface Underway {
  unpublished: number
  unheard: number
  unranked: number
  /** Messages that could be sent now. */
  unsent: number
  /** Messages whose receiver failed, and which wait for the next time of the published schedule. */
  scheduled: number
  /** People of whom the register counts other than what the lists say. */
  uncounted: number
}

const pollMs = 250
const pollsBetweenWords = 20

const underway = `
  with unheard as materialized (${unheardEvents}),
  pending as (
    select m.claimed_by is null
      and (m.next_attempt_at > now() or e.failures > 0 or coalesce(e.open_until > now(), false) or coalesce(e.paused_until > now(), false)) as waits
    from webhooks.messages m join webhooks.endpoints e on e.id = m.endpoint_id where m.status = 'pending'
  ),
  listed as (
    select jobseeker_id, count(*) as lists, count(*) filter (where rank = 1) as first_places from matching.shortlist_entries group by jobseeker_id
  )
  select
    (select count(*)::int from unheard where published_at is null) as unpublished,
    (select count(*)::int from unheard where published_at is not null) as unheard,
    (select count(*)::int from matching.due) as unranked,
    (select count(*)::int from pending where not waits) as unsent,
    (select count(*)::int from pending where waits) as scheduled,
    (select count(*)::int from listed l full join jobseekers.exposures e using (jobseeker_id)
      where (coalesce(l.lists, 0), coalesce(l.first_places, 0)) is distinct from (coalesce(e.lists, 0)::bigint, coalesce(e.first_places, 0)::bigint)) as uncounted`

export async function readUnderway(pool: Pool): Promise<Underway> {
  const { rows } = await pool.query<Underway>(underway)
  const [row] = rows
  if (!row) throw new Error('the database did not say what is under way')
  return row
}

/** Whether nothing moves but what waits for a receiver that failed. */
export function isQuiet({ unpublished, unheard, unranked, unsent, uncounted }: Underway): boolean {
  return unpublished + unheard + unranked + unsent + uncounted === 0
}

export interface Quiet {
  /** Milliseconds waited; null: it did not become quiet in time. */
  tookMs: number | null
  /** null: the database never answered. */
  last: Underway | null
}

export interface QuietOptions {
  withinMs: number
  /** When more than quiet is asked for. */
  isDone?: (underway: Underway) => boolean
  /** Told every few seconds what still moves. */
  tell?: (text: string) => void
}

/** Waits until nothing is under way any more. */
export async function untilQuiet(pool: Pool, { withinMs, isDone = isQuiet, tell = () => {} }: QuietOptions): Promise<Quiet> {
  const startedAt = performance.now()
  let last: Underway | null = null
  for (let polls = 1; ; polls++) {
    // Right after a crash the first connections are dead.
    last = await readUnderway(pool).catch(() => last)
    const tookMs = Math.round(performance.now() - startedAt)
    if (last && isDone(last)) return { tookMs, last }
    if (tookMs > withinMs) return { tookMs: null, last }
    if (polls % pollsBetweenWords === 0) tell(`under way: ${JSON.stringify(last)}`)
    await pause(pollMs)
  }
}
