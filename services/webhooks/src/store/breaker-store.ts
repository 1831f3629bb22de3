import type { Transaction } from '@zhihe/postgres/pool'
import { sql } from 'drizzle-orm'
import { afterAnswer, type Breaker, isBeyondHope, phaseOf } from '../domain/breaker.ts'
import { announceDisabled } from './announce-disabled.ts'
import type { Outcome } from './record-store.ts'

interface EndpointState extends Breaker {
  id: string
  pausedUntil: Date | null
}

interface Change {
  before: EndpointState
  after: EndpointState
  disabledReason: 'gone' | 'failing' | null
  at: Date
}

/** What waits for an endpoint that is back is spread over this, in its order. */
const healOverMs = 30_000
/** As many as one statement may take; others keep their time. */
const mostHurried = 5_000

/**
 * Tells breakers what their endpoints answered. Locks the rows of those for which that changes something, all others stay untouched: a success
 * of a sound endpoint is no write. What follows for messages is done by the function returned, once their outcomes are noted.
 */
export async function noteAnswers(tx: Transaction, outcomes: readonly Outcome[]): Promise<() => Promise<void>> {
  const heard = outcomes.filter(({ message }) => message.kind !== 'test')
  const failed = heard.filter(({ answer }) => !answer.ok)
  const states = await lockTouched(tx, {
    all: [...new Set(heard.map(({ message }) => message.endpointId))],
    failed: [...new Set(failed.map(({ message }) => message.endpointId))],
  })
  const changes = states.map((state) =>
    decide(
      state,
      heard.filter(({ message }) => message.endpointId === state.id),
    ),
  )
  if (changes.length === 0) return async () => {}
  await writeStates(tx, changes)
  return async () => {
    for (const change of changes) {
      if (change.disabledReason !== null) await disable(tx, change, change.disabledReason)
      else if (phaseOf(change.before, change.at) !== 'closed' && phaseOf(change.after, change.at) === 'closed') await hurry(tx, change)
    }
  }
}

async function lockTouched(tx: Transaction, { all, failed }: { all: string[]; failed: string[] }): Promise<EndpointState[]> {
  if (all.length === 0) return []
  const { rows } = await tx.execute<EndpointState & Record<string, unknown>>(sql`
    select id, failures, failing_since as "failingSince", open_until as "openUntil", paused_until as "pausedUntil" from webhooks.endpoints
    where id = any(${sql.param(all)}::uuid[]) and (failures > 0 or open_until is not null or id = any(${sql.param(failed)}::uuid[]))
      and status <> 'disabled' and deleted_at is null
    order by id
    for no key update`)
  return rows.map((row) => ({
    ...row,
    failingSince: toDate(row.failingSince),
    openUntil: toDate(row.openUntil),
    pausedUntil: toDate(row.pausedUntil),
  }))
}

function decide(before: EndpointState, outcomes: readonly Outcome[]): Change {
  let after = before
  let disabledReason: Change['disabledReason'] = null
  let at = new Date(0)
  for (const { answer, step, now } of outcomes) {
    at = now > at ? now : at
    after = { ...after, ...afterAnswer(after, { isSuccess: answer.ok, at: now }) }
    if (step.status === 'failed' && step.disablesEndpoint) disabledReason = 'gone'
    else if (!answer.ok && isBeyondHope(after, now)) disabledReason ??= 'failing'
    if (step.status === 'pending' && step.pausesEndpointUntil) after = { ...after, pausedUntil: step.pausesEndpointUntil }
  }
  return { before, after, disabledReason, at }
}

async function writeStates(tx: Transaction, changes: readonly Change[]): Promise<void> {
  const column = <T>(pick: (change: Change) => T) => sql.param(changes.map(pick))
  await tx.execute(sql`
    update webhooks.endpoints e set
      failures = c.failures, failing_since = c.failing_since, open_until = c.open_until, paused_until = c.paused_until,
      status = case when c.disabled_reason is null then e.status else 'disabled' end,
      disabled_reason = coalesce(c.disabled_reason, e.disabled_reason), disabled_at = coalesce(c.disabled_at, e.disabled_at),
      updated_at = coalesce(c.disabled_at, e.updated_at)
    from unnest(
      ${column(({ before }) => before.id)}::uuid[], ${column(({ after }) => after.failures)}::int[],
      ${column(({ after }) => after.failingSince)}::timestamptz[], ${column(({ after }) => after.openUntil)}::timestamptz[],
      ${column(({ after }) => after.pausedUntil)}::timestamptz[], ${column(({ disabledReason }) => disabledReason)}::text[],
      ${column(({ disabledReason, at }) => (disabledReason === null ? null : at))}::timestamptz[]
    ) as c (id, failures, failing_since, open_until, paused_until, disabled_reason, disabled_at)
    where e.id = c.id`)
}

/** What was to be sent is kept as missed: one replay sends it. The owner hears of it elsewhere. */
async function disable(tx: Transaction, { before, after, at }: Change, reason: 'gone' | 'failing'): Promise<void> {
  await tx.execute(sql`
    update webhooks.messages set status = 'missed', next_attempt_at = null, claimed_by = null, claimed_until = null
    where endpoint_id = ${before.id} and status in ('pending', 'held') and next_kind <> 'test'`)
  await announceDisabled(tx, { endpointId: before.id, reason, failures: after.failures, at })
}

async function hurry(tx: Transaction, { before, at }: Change): Promise<void> {
  await tx.execute(sql`
    with waiting as (
      select id, row_number() over (order by next_attempt_at, id) as place, count(*) over () as total from webhooks.messages
      where endpoint_id = ${before.id} and status = 'pending' and next_attempt_at > ${at} and claimed_by is null and next_kind <> 'test'
      order by next_attempt_at, id limit ${mostHurried}
    )
    update webhooks.messages m
    set next_attempt_at = least(m.next_attempt_at, ${at}::timestamptz + w.place * ${healOverMs}::int / w.total * interval '1 millisecond')
    from waiting w where m.id = w.id and m.claimed_by is null`)
}

function toDate(value: Date | string | null): Date | null {
  return value === null ? null : new Date(value)
}
