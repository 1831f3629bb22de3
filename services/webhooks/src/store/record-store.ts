import type { Db, Executor } from '@zhihe/postgres/pool'
import { type SQL, sql } from 'drizzle-orm'
import type { Answer } from '../domain/answer.ts'
import { openMs } from '../domain/breaker.ts'
import { isTry, type NextStep } from '../domain/next-step.ts'
import { noteAnswers } from './breaker-store.ts'
import type { ClaimedMessage } from './claim-store.ts'

export interface Delivery {
  message: Pick<ClaimedMessage, 'id' | 'endpointId' | 'number' | 'kind'>
  token: string
  now: Date
}

/** What came of an attempt. */
export interface Outcome extends Delivery {
  answer: Answer
  step: NextStep
  durationMs: number
}

/**
 * Notes what came of attempts, of the messages as well as of their endpoints. An attempt's own row is the truth about it and is written in any
 * case; the message only while this claim still holds it: not when it was cancelled meanwhile, or taken over. Returns those that are in somebody
 * else's hands at this moment, of which nothing is noted yet: waiting for them here could end in a deadlock.
 */
export async function recordOutcomes(db: Db, outcomes: readonly Outcome[]): Promise<Outcome[]> {
  const busy = [
    ...(await recordSuccesses(
      db,
      outcomes.filter(({ answer }) => answer.ok),
    )),
    ...(await recordFailures(
      db,
      outcomes.filter(({ answer }) => !answer.ok),
    )),
  ]
  return outcomes.filter(({ message }) => busy.includes(message.id))
}

// The common case is one statement and no transaction around it. A breaker that a success closes, which is seldom, is a matter of its own:
// should the process die in between, the next success closes it.
async function recordSuccesses(db: Db, outcomes: readonly Outcome[]): Promise<string[]> {
  if (outcomes.length === 0) return []
  const { busy, areFailing } = await noteAttempts(db, outcomes)
  if (areFailing) await db.transaction(async (tx) => await (await noteAnswers(tx, outcomes))())
  return busy
}

async function recordFailures(db: Db, outcomes: readonly Outcome[]): Promise<string[]> {
  if (outcomes.length === 0) return []
  return await db.transaction(async (tx) => {
    const noteLater = await noteAnswers(tx, outcomes) // locks endpoints before messages, as everybody does who takes both
    const { busy } = await noteAttempts(tx, outcomes)
    await noteLater()
    return busy
  })
}

/** Gives a message back whose attempt was broken off: nobody knows what its receiver did. */
export async function returnMessage(db: Db, { message, token, now }: Delivery): Promise<void> {
  const { id, number, kind } = message
  const dueAt = kind === 'probe' ? sql`next_attempt_at` : sql`${now}`
  await db.execute(sql`
    with held as (
      update webhooks.messages set next_attempt_at = ${dueAt}, claimed_by = null, claimed_until = null
      where id = ${id} and claimed_by = ${token} and status = 'pending'
    )
    update webhooks.attempts set outcome = 'unknown'
    where message_id = ${id} and number = ${number} and outcome = 'sending'`)
}

interface Noted {
  busy: string[]
  /** Something is to be forgiven to one of their endpoints. */
  areFailing: boolean
}

async function noteAttempts(db: Executor, outcomes: readonly Outcome[]): Promise<Noted> {
  const endpointIds = [...new Set(outcomes.map(({ message }) => message.endpointId))]
  const { rows } = await db.execute<{ id: string | null }>(sql`
    with answered as (
      ${columnsOf(outcomes)}
    ), mine as materialized (
      select m.id from webhooks.messages m join answered a on a.id = m.id and a.token = m.claimed_by
      where m.status = 'pending'
      for update of m skip locked
    ), busy as materialized (
      select m.id from webhooks.messages m join answered a on a.id = m.id and a.token = m.claimed_by
      where m.status = 'pending' and m.id not in (select id from mine)
    ), written as (
      update webhooks.messages m set
        status = a.status, next_attempt_at = case when a.status = 'pending' then coalesce(a.next_attempt_at, m.next_attempt_at) end,
        last_response_status = a.response_status, tries = m.tries + a.is_try::int, lost = 0, claimed_by = null, claimed_until = null
      from answered a where m.id = a.id and m.claimed_by = a.token and m.id in (select id from mine)
    ), noted as (
      update webhooks.attempts t set
        outcome = a.outcome, duration_ms = a.duration_ms, response_status = a.response_status, error_code = a.error_code,
        response_snippet = a.snippet, next_attempt_at = case when a.id in (select id from mine) then a.attempt_next end
      from answered a
      where t.message_id = a.id and t.number = a.number and t.outcome in ('sending', 'unknown') and a.id not in (select id from busy)
    )
    select id from busy
    union all
    select null from webhooks.endpoints
    where id = any(${sql.param(endpointIds)}::uuid[]) and (failures > 0 or open_until is not null)`)
  return { busy: rows.flatMap(({ id }) => id ?? []), areFailing: rows.some(({ id }) => id === null) }
}

function columnsOf(outcomes: readonly Outcome[]): SQL {
  const column = <T>(pick: (outcome: Outcome) => T) => sql.param(outcomes.map(pick))
  return sql`select * from unnest(
    ${column(({ message }) => message.id)}::text[], ${column(({ message }) => message.number)}::int[], ${column(({ token }) => token)}::text[],
    ${column(({ step }) => step.status)}::text[], ${column(nextAttemptAt)}::timestamptz[], ${column(attemptNext)}::timestamptz[],
    ${column(({ message }) => isTry(message.kind))}::bool[], ${column(({ answer }) => (answer.ok ? 'success' : 'failure'))}::text[],
    ${column(({ durationMs }) => durationMs)}::int[], ${column(({ answer }) => answer.status)}::int[],
    ${column(({ answer }) => (answer.ok ? null : answer.errorCode))}::text[], ${column(({ answer }) => answer.snippet)}::text[]
  ) as a (id, number, token, status, next_attempt_at, attempt_next, is_try, outcome, duration_ms, response_status, error_code, snippet)`
}

function nextAttemptAt({ step }: Outcome): Date | null {
  return step.status === 'pending' ? step.nextAttemptAt : null
}

/** What the log of attempts says of the next one: after a failed probe, when there may be another. */
function attemptNext({ step, message, now }: Outcome): Date | null {
  if (step.status !== 'pending') return null
  return message.kind === 'probe' ? new Date(now.getTime() + openMs) : step.nextAttemptAt
}
