import { startWebhookCatcher } from '@zhihe/testing/webhook-catcher'
import type { Scenario, ScenarioContext, Seen } from '../scenario.ts'
import { percentile, waitUntil } from '../world/waiting.ts'
import type { World } from '../world/world.ts'
import { bodyOf } from './parts/arrival.ts'
import { decide, openFair, statusOf } from './parts/fair.ts'
import { inTime, said } from './parts/figures.ts'
import { mustHold } from './parts/must-hold.ts'

const stopWithinMs = 5_000
const postings = 4
const people = 20

export const consentStop: Scenario = {
  id: 'consent-stop',
  rows: ['c40', 'S5'],
  fault: 'people withdraw their consent to matching, one after the other, while employers are being told of them',
  component: 'the whole house',
  expected:
    'Within 5 s she has left every list, the API shows her no more, whatever was still to be told of her is cancelled, also what had been tried before, and the withdrawal is told.',
  backends: ['postgres', 'redis'],
  inQuick: false,
  run,
}

async function run(context: ScenarioContext): Promise<Seen> {
  await using world = await context.startWorld()
  await using fair = await openFair(world)
  await using catcher = await startWebhookCatcher()
  await fair.endpoint(catcher.url, ['match.proposed', 'match.withdrawn'])
  // Who is never answered well keeps what it is told waiting: there is something to cancel.
  await using deaf = await startWebhookCatcher({ reply: { status: 500 } })
  await fair.endpoint(deaf.url, ['match.proposed', 'match.updated'])
  const ids: string[] = []
  for (let at = 0; at < people; at += 1) ids.push(await fair.person(at))
  for (let at = 0; at < postings; at += 1) await fair.put(`stop-${at}`, { title: `数据标注员${at}`, headcount: 10 })
  await mustHold('everybody is proposed', async () => (await countTraces(world, ids)).entries >= people * postings, 60_000)
  await mustHold('employers are told', () => catcher.requests.length >= people * postings, 60_000)

  const stops: Stop[] = []
  for (const id of ids.slice(0, context.quick ? 6 : people)) stops.push(await withdraw(world, id))
  const expected = stops.length * postings
  const withdrawnMs = await waitUntil(
    () => catcher.requests.filter(({ rawBody }) => bodyOf(rawBody).type === 'match.withdrawn').length >= expected,
    {
      withinMs: 2 * stopWithinMs,
    },
  )

  const waits = stops.map(({ stoppedMs }) => stoppedMs ?? Number.POSITIVE_INFINITY)
  const slowestMs = Math.max(...waits)
  return {
    ok: stops.every(({ status }) => status === 201) && inTime(slowestMs, stopWithinMs) && withdrawnMs !== null,
    seen: `${stops.length} withdrawals: off all lists, shown no more, with nothing of her left to be told, after p50 ${said(percentile(waits, 0.5))}, at most ${said(slowestMs)}; ${withdrawnMs === null ? 'not all' : `all ${expected}`} withdrawals were told.`,
    figures: { withdrawals: stops.length, p50Ms: percentile(waits, 0.5), slowestMs: Math.round(slowestMs) },
  }
}

interface Stop {
  status: number | null
  stoppedMs: number | null
}

async function withdraw(world: World, id: string): Promise<Stop> {
  const status = statusOf(await decide(world, id, { decision: 'revoked' }))
  const stoppedMs = await waitUntil(
    async () => {
      const { entries, pending } = await countTraces(world, [id])
      return entries + pending === 0 && !(await isShown(world, id))
    },
    { withinMs: 4 * stopWithinMs },
  )
  return { status, stoppedMs }
}

async function isShown(world: World, id: string): Promise<boolean> {
  const list = await world.ask({ method: 'GET', path: `/v1/matches?jobseekerId=${id}&limit=1`, role: 'federation' })
  return list.kind !== 'answer' || list.status !== 200 || (list.body as { items: unknown[] }).items.length > 0
}

/** Where these people still stand in a list, and what is still to be told of them. */
async function countTraces({ database }: World, ids: readonly string[]): Promise<{ entries: number; pending: number }> {
  const { rows } = await database.pool.query<{ entries: number; pending: number }>(
    `select (select count(*)::int from matching.shortlist_entries where jobseeker_id = any($1::uuid[])) as entries,
      (select count(*)::int from webhooks.messages where jobseeker_id = any($1::uuid[]) and type <> 'match.withdrawn' and status in ('pending', 'held')) as pending`,
    [ids],
  )
  return rows[0] ?? { entries: 0, pending: 0 }
}
