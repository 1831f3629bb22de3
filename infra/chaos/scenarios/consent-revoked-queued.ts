import { startWebhookCatcher, type WebhookCatcher } from '@zhihe/testing/webhook-catcher'
import type { Scenario, ScenarioContext, Seen } from '../scenario.ts'
import { waitUntil } from '../world/waiting.ts'
import type { World } from '../world/world.ts'
import { bodyOf } from './parts/arrival.ts'
import { decide, type Fair, openFair, statusOf } from './parts/fair.ts'
import { inTime, said } from './parts/figures.ts'
import { mustHold } from './parts/must-hold.ts'

const goneWithinMs = 5_000
const heldMs = 4_000

export const consentRevokedQueued: Scenario = {
  id: 'consent-revoked-queued',
  rows: ['c40'],
  fault:
    'a consent is withdrawn while what it allowed is queued: once with its events in the queue and nobody to take them, once with a message in flight',
  component: 'matching worker, webhooks worker, API',
  expected: 'The match is 404 afterwards, what was queued is cancelled and not sent; what was in flight stands in the log.',
  backends: ['postgres', 'redis'],
  inQuick: false,
  run,
}

async function run(context: ScenarioContext): Promise<Seen> {
  await using world = await context.startWorld()
  await using fair = await openFair(world)
  await using catcher = await startWebhookCatcher()
  await fair.endpoint(catcher.url, ['match.proposed'])
  await fair.put('revoked', { headcount: 10 })
  const held = await withdrawInFlight(fair, catcher)
  const queued = await withdrawQueued(fair, catcher)
  return {
    ok:
      queued.told === 0 &&
      queued.statuses.every((status) => status === 'cancelled') &&
      inTime(queued.goneMs, goneWithinMs) &&
      held.settledMs !== null &&
      held.attempts >= held.told,
    seen: `Queued: GET answered 404 ${said(queued.goneMs)} after the withdrawal, ${queued.told} of ${queued.matches} matches were told, ${queued.statuses.length} messages (${[...new Set(queued.statuses)].join(', ') || 'none was written'}); in flight: ${held.told} were being told, ${held.attempts} attempts in the log, nothing waits ${said(held.settledMs)} after the withdrawal.`,
    figures: { told: queued.told, goneMs: queued.goneMs ?? -1, inFlight: held.told, attemptsInFlight: held.attempts },
  }
}

/** The receiver holds its answer while she withdraws. */
async function withdrawInFlight(fair: Fair, catcher: WebhookCatcher) {
  const { world } = fair
  catcher.answerWith({ status: 204, delayMs: heldMs })
  const person = await fair.person(1)
  await mustHold('she is being told of', async () => countTold(catcher, await matchesOf(world, person)) > 0, 30_000)
  const told = countTold(catcher, await matchesOf(world, person))
  await decide(world, person, { decision: 'revoked' })
  const settledMs = await waitUntil(async () => (await statusesOf(world, person)).every((status) => status !== 'pending'), {
    withinMs: 5 * heldMs,
  })
  catcher.answerWith({ status: 204 })
  return { told, settledMs, attempts: await countAttempts(world, person) }
}

/** Whoever would make messages of the events, and send them, is away while she withdraws. */
async function withdrawQueued(fair: Fair, catcher: WebhookCatcher) {
  const { world } = fair
  await world.processes.end('webhooks-worker')
  const person = await fair.person(2)
  await mustHold('she is on a list', async () => (await matchesOf(world, person)).length > 0, 30_000)
  const matches = await matchesOf(world, person)
  await decide(world, person, { decision: 'revoked' })
  const areGone = async (): Promise<boolean> => {
    const answers = await Promise.all(matches.map((id) => world.ask({ method: 'GET', path: `/v1/matches/${id}`, role: 'enterprise' })))
    return answers.every((answer) => statusOf(answer) === 404)
  }
  const goneMs = await waitUntil(areGone, { withinMs: 4 * goneWithinMs })
  await world.processes.start('webhooks-worker')
  // Behind her in the queue: when he is told of, she would have been.
  const witness = await fair.person(3)
  await mustHold('the witness is told of', async () => countTold(catcher, await matchesOf(world, witness)) > 0, 60_000)
  return { goneMs, matches: matches.length, told: countTold(catcher, matches), statuses: await statusesOf(world, person) }
}

function countTold({ requests }: WebhookCatcher, matchIds: readonly string[]): number {
  return requests.filter(({ rawBody }) => matchIds.includes(bodyOf(rawBody).data.matchId ?? '')).length
}

async function matchesOf({ database }: World, jobseekerId: string): Promise<string[]> {
  const { rows } = await database.pool.query<{ id: string }>(
    `select distinct coalesce(e.match_id, m.match_id)::text as id from (select match_id from matching.shortlist_entries where jobseeker_id = $1) e
      full join (select match_id from webhooks.messages where jobseeker_id = $1) m on m.match_id = e.match_id`,
    [jobseekerId],
  )
  return rows.map(({ id }) => id)
}

async function statusesOf({ database }: World, jobseekerId: string): Promise<string[]> {
  const { rows } = await database.pool.query<{ status: string }>('select status from webhooks.messages where jobseeker_id = $1', [
    jobseekerId,
  ])
  return rows.map(({ status }) => status)
}

async function countAttempts({ database }: World, jobseekerId: string): Promise<number> {
  const { rows } = await database.pool.query<{ found: number }>(
    'select count(*)::int as found from webhooks.attempts a join webhooks.messages m on m.id = a.message_id where m.jobseeker_id = $1',
    [jobseekerId],
  )
  return rows[0]?.found ?? 0
}
