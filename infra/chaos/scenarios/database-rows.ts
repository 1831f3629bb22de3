import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { Client } from 'pg'
import type { Scenario } from '../scenario.ts'
import { idOf, isDone, layGround } from '../world/ground.ts'
import { metricOf, percentile, waitUntil } from '../world/waiting.ts'
import type { World } from '../world/world.ts'
import { inTime } from './parts/figures.ts'
import { allArrived, putMany, wrongEffects } from './parts/held-events.ts'

const doneWithinMs = 30_000
const flowsWithinMs = 1_000
const killedWithinMs = 35_000
const pickedUpWithinMs = 2_000
const healedWithinMs = 15_000
const hangsMs = 8_000

export const conflicts: Scenario = {
  id: 'database-conflicts',
  rows: ['c17'],
  fault: 'every first and second try to write a posting meets a serialization failure (40001), every third a deadlock (40P01) too',
  component: 'postings API',
  expected: 'tried again up to three times, then 503; what was answered with success is written once',
  backends: ['postgres'],
  inQuick: false,
  run: async ({ startWorld }) => {
    await using world = await startWorld()
    await using ground = await layGround(world)
    const { pool } = world.database
    await pool.query(conflictOn(2))
    const eased = await world.ask(ground.putPosting(randomUUID()))
    await pool.query(conflictOn(1_000))
    const stubborn = await world.ask(ground.putPosting(randomUUID()))
    await pool.query(endConflicts)
    const after = await world.ask(ground.putPosting(randomUUID()))
    const status = stubborn.kind === 'answer' ? stubborn.status : 0
    const mayReturn = stubborn.kind === 'answer' && stubborn.headers.has('retry-after')
    const { repeated } = await wrongEffects(world)
    return {
      ok: isDone(eased) && (status === 503 || status === 409) && mayReturn && isDone(after) && repeated === 0,
      seen: `Two conflicts: ${isDone(eased) ? 'done all the same' : 'refused'} after ${Math.round(eased.tookMs)} ms; conflicts without end: ${status}${mayReturn ? ' with Retry-After' : ''} after ${Math.round(stubborn.tookMs)} ms; then ${isDone(after) ? 'well again' : 'still wrong'}.`,
      figures: { easedMs: Math.round(eased.tookMs), stubbornMs: Math.round(stubborn.tookMs) },
    }
  },
}

// A sequence is not rolled back with what failed, so it counts the tries.
const conflictOn = (tries: number): string => `
  drop sequence if exists public.chaos_tries;
  create sequence public.chaos_tries;
  grant usage on sequence public.chaos_tries to public;
  create or replace function public.chaos_conflict() returns trigger language plpgsql as $$
  declare seen bigint := nextval('public.chaos_tries');
  begin
    if seen <= ${tries} then raise exception 'planted' using errcode = case seen % 3 when 0 then '40P01' else '40001' end; end if;
    return new;
  end $$;
  create or replace trigger chaos_conflict before insert on postings.outbox for each row execute function public.chaos_conflict()`
const endConflicts = `
  drop trigger chaos_conflict on postings.outbox;
  drop function public.chaos_conflict();
  drop sequence public.chaos_tries`

export const idleWriter: Scenario = {
  id: 'database-idle-writer',
  rows: ['c19', 'R6'],
  fault: 'a writer puts an event into the outbox and sleeps in its transaction',
  component: 'outbox relay',
  expected: 'the events of others flow within 1 s; the sleeper is ended after 30 s; what it wrote is never told',
  backends: ['postgres'],
  inQuick: false,
  run: async ({ startWorld, quick }) => {
    await using world = await startWorld()
    await using ground = await layGround(world)
    const sleeper = new Client({
      connectionString: Object.assign(new URL(world.database.url), { username: 'zhihe_postings' }).href,
      idle_in_transaction_session_timeout: 30_000, // as the pools of the house set it
    })
    let endedAfterMs = -1
    const startedAt = performance.now()
    sleeper.on('error', () => {})
    sleeper.on('end', () => (endedAfterMs = Math.round(performance.now() - startedAt)))
    await sleeper.connect()
    const phantom = randomUUID()
    await sleeper.query('begin')
    await sleeper.query(
      "insert into postings.outbox (id, type, payload) select $1::uuid, type, jsonb_set(payload, '{id}', to_jsonb($1::uuid::text)) from postings.outbox limit 1",
      [phantom],
    )
    const flowMs: number[] = []
    for (let at = 0; at < (quick ? 10 : 40); at++) flowMs.push(await timeToTell(world, ground))
    if (!quick) await waitUntil(() => endedAfterMs >= 0, { withinMs: killedWithinMs, pollMs: 100 })
    await sleeper.end().catch(() => {})
    const { rowCount } = await world.database.pool.query('select 1 from webhooks.inbox where event_id = $1', [phantom])
    const p99Ms = percentile(flowMs, 0.99)
    return {
      ok: inTime(p99Ms, flowsWithinMs) && rowCount === 0 && (quick || endedAfterMs <= killedWithinMs),
      seen: `Beside it ${flowMs.length} postings were told after ${percentile(flowMs, 0.5)} ms in the middle and ${p99Ms} ms at p99; its own event was ${rowCount === 0 ? 'never told' : 'told'}; ${quick ? 'it was let go' : `it was ended after ${endedAfterMs} ms`}.`,
      figures: { p50Ms: percentile(flowMs, 0.5), p99Ms, endedAfterMs },
    }
  },
}

async function timeToTell(world: World, ground: Awaited<ReturnType<typeof layGround>>): Promise<number> {
  const startedAt = performance.now()
  const id = idOf(await world.ask(ground.putPosting(randomUUID())))
  const told = id === null ? null : await waitUntil(() => ground.told().has(id), { withinMs: doneWithinMs })
  return told === null ? doneWithinMs : performance.now() - startedAt
}

const channels = [
  { name: 'postings-relay', channel: 'outbox_postings', component: 'outbox relay' },
  { name: 'webhooks-worker', channel: 'webhooks_messages', component: 'webhook sender' },
] as const

/** Only the connection that listens says nothing any more; everything else goes on. */
export const halfOpen: readonly Scenario[] = channels.map(({ name, channel, component }) => ({
  id: `database-half-open-listen-${name}`,
  rows: ['R8', 'c15'],
  fault: 'the one connection that listens is half-open, nothing comes and nothing is said, and for 8 s no new one can be made',
  component,
  expected: 'picked up within 2 s (p99 1 s) by looking by itself; a new connection within 15 s; a metric says degraded meanwhile',
  backends: ['postgres', 'redis'],
  inQuick: false,
  run: async ({ startWorld, quick }) => {
    await using world = await startWorld()
    await using ground = await layGround(world)
    const line = world.lines[name]?.database
    const listening = line?.connections().filter((one) => /listen "/i.test(one.said().toString()) && one.said().includes(channel)) ?? []
    for (const one of listening) one.conduct({ up: { kind: 'drop' }, down: { kind: 'drop' } })
    line?.conduct({ connect: 'hang' })
    const startedAt = performance.now()
    const elapsed = (): number => performance.now() - startedAt
    const pickedMs: number[] = []
    let degradedMs = -1
    let healedMs = -1
    for (let hangs = true; elapsed() < (quick ? 18_000 : 40_000); await pause(50)) {
      pickedMs.push(await timeToTell(world, ground))
      const isUp = metricOf(await world.processes.metrics(name), 'zhihe_listen_up', `channel="${channel}"`) === 1
      if (!isUp && degradedMs < 0) degradedMs = Math.round(elapsed())
      if (isUp && degradedMs >= 0 && healedMs < 0) healedMs = Math.round(elapsed())
      if (hangs && elapsed() > hangsMs) {
        line?.heal()
        hangs = false
      }
    }
    const [p99Ms, maxMs] = [percentile(pickedMs, 0.99), percentile(pickedMs, 1)]
    return {
      ok: listening.length > 0 && inTime(maxMs, pickedUpWithinMs) && healedMs >= 0 && healedMs <= healedWithinMs && degradedMs >= 0,
      seen: `${listening.length} connection half-open; ${pickedMs.length} postings told, p50 ${percentile(pickedMs, 0.5)} ms, p99 ${p99Ms} ms, slowest ${maxMs} ms from the push to the receiver; the metric ${degradedMs < 0 ? 'never said degraded' : `said degraded after ${degradedMs} ms`} and well again ${healedMs < 0 ? 'never' : `after ${healedMs} ms`}.`,
      figures: { p50Ms: percentile(pickedMs, 0.5), p99Ms, maxMs, degradedMs, healedMs },
    }
  },
}))

export const lockedOutbox: Scenario = {
  id: 'database-locked-outbox',
  rows: ['c18'],
  fault: 'LOCK TABLE on the inbox of matching for 8 s while postings are pushed',
  component: 'matching worker',
  expected: 'each try ends after its lock timeout and the job goes back; all done after, nothing twice',
  backends: ['postgres', 'redis'],
  inQuick: false,
  run: async ({ startWorld }) => {
    await using world = await startWorld()
    await using ground = await layGround(world)
    const holder = new Client({ connectionString: world.database.url })
    await holder.connect()
    await holder.query('begin; lock table matching.inbox in access exclusive mode')
    const ids = await putMany(world, ground, 20)
    await pause(8_000)
    await holder.end()
    const doneMs = await allArrived(world, ground, ids, doneWithinMs)
    const { repeated } = await wrongEffects(world)
    return {
      ok: doneMs !== null && repeated === 0,
      seen: `${ids.length} postings pushed; ${doneMs === null ? 'not all ranked in 30 s' : `all ranked ${doneMs} ms after the lock was gone`}; ${repeated} told twice.`,
      figures: { doneMs: doneMs ?? -1 },
    }
  },
}
