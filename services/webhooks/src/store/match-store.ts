import type { Transaction } from '@zhihe/postgres/pool'
import { type SQL, sql } from 'drizzle-orm'
import type { MatchHistory } from '../domain/placement.ts'

/** One match at one endpoint. */
export interface MatchAt {
  endpointId: string
  matchId: string
}

type Keyed<Row> = MatchAt & Row & Record<string, unknown>

/**
 * What was said of a list, or of a disclosure, is told one event after the other: a withdrawal that is heard at the same moment as its proposal must see
 * its messages or not, and never first not and then so. Rows that are not there yet cannot be locked, so this locks the name.
 */
export async function takeTurn(tx: Transaction, subject: string): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`webhooks.told ${subject}`}, 0))`)
}

/**
 * A withdrawal of this `seq`: what was to be said of these matches is cancelled, unless it is on its way at this moment. Returns the keys of those of which nothing
 * had gone out since they were last withdrawn: there is nothing to take back. Take the turn of the list first, so that nothing is added meanwhile;
 * an attempt that begins at the same moment is waited for and counts.
 */
export async function cancelUnheard(tx: Transaction, pairs: readonly MatchAt[], seq: number): Promise<ReadonlySet<string>> {
  await tx.execute(sql`
    update webhooks.messages m set status = 'cancelled', next_attempt_at = null, claimed_by = null, claimed_until = null
    from ${unnested(pairs)}
    where m.endpoint_id = p.endpoint_id and m.match_id = p.match_id and m.type in ('match.proposed', 'match.updated') and m.seq < ${seq}
      and m.status in ('pending', 'held', 'missed') and (m.attempts = 0 or m.claimed_by is null)`)
  const { rows } = await tx.execute<Keyed<unknown>>(sql`
    select p.endpoint_id as "endpointId", p.match_id as "matchId"
    from ${unnested(pairs)} cross join lateral (
      select max(m.seq) as seq from webhooks.messages m
      where m.endpoint_id = p.endpoint_id and m.match_id = p.match_id and m.type = 'match.withdrawn' and m.seq < ${seq}
    ) last join webhooks.messages m on m.endpoint_id = p.endpoint_id and m.match_id = p.match_id
      and m.type in ('match.proposed', 'match.updated') and m.seq < ${seq} and m.seq > coalesce(last.seq, -1)
    group by 1, 2
    having max(m.attempts) = 0`)
  return new Set(rows.map(keyOf))
}

/** What these endpoints were told of these matches, by key; those of which nothing was said are not in it. */
export async function readHistory(tx: Transaction, pairs: readonly MatchAt[]): Promise<ReadonlyMap<string, MatchHistory>> {
  if (pairs.length === 0) return new Map()
  const { rows } = await tx.execute<
    Keyed<{ isHeld: boolean; isKnown: boolean; waitsUntil: string | Date | null; withdrawnSeq: string | null }>
  >(sql`
    select m.endpoint_id as "endpointId", m.match_id as "matchId",
      bool_or(m.status = 'held') as "isHeld",
      bool_or(m.type <> 'match.withdrawn' and (m.attempts > 0 or m.status = 'pending' or m.released_at is not null)) as "isKnown",
      max(m.next_attempt_at) filter (where m.status = 'pending' and m.attempts = 0) as "waitsUntil",
      max(m.seq) filter (where m.type = 'match.withdrawn') as "withdrawnSeq"
    from ${unnested(pairs)} join webhooks.messages m on m.endpoint_id = p.endpoint_id and m.match_id = p.match_id
    group by 1, 2`)
  return new Map(
    rows.map(({ isHeld, isKnown, waitsUntil, withdrawnSeq, ...pair }) => [
      keyOf(pair),
      {
        isHeld,
        isKnown,
        waitsUntil: waitsUntil === null ? null : new Date(waitsUntil),
        withdrawnSeq: withdrawnSeq === null ? null : Number(withdrawnSeq),
      },
    ]),
  )
}

/** Puts what is held of matches where their newest score has its turn. */
export async function rankHeld(tx: Transaction, pairs: readonly (MatchAt & { priority: number })[]): Promise<void> {
  if (pairs.length === 0) return
  await tx.execute(sql`
    update webhooks.messages m set priority = p.priority
    from unnest(${sql.param(pairs.map(({ endpointId }) => endpointId))}::uuid[], ${sql.param(pairs.map(({ matchId }) => matchId))}::uuid[],
      ${sql.param(pairs.map(({ priority }) => priority))}::int[]) as p (endpoint_id, match_id, priority)
    where m.endpoint_id = p.endpoint_id and m.match_id = p.match_id and m.status = 'held'`)
}

export function keyOf({ endpointId, matchId }: MatchAt): string {
  return `${endpointId} ${matchId}`
}

function unnested(pairs: readonly MatchAt[]): SQL {
  return sql`unnest(${sql.param(pairs.map(({ endpointId }) => endpointId))}::uuid[], ${sql.param(pairs.map(({ matchId }) => matchId))}::uuid[])
    as p (endpoint_id, match_id)`
}
