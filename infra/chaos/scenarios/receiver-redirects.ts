import { startWebhookCatcher, type WebhookReply } from '@zhihe/testing/webhook-catcher'
import type { Scenario, ScenarioContext, Seen } from '../scenario.ts'
import { waitUntil } from '../world/waiting.ts'
import { attemptsAt, comesOf } from './parts/attempts.ts'
import { openFair } from './parts/fair.ts'
import { said } from './parts/figures.ts'

const statuses = [301, 302, 303, 307, 308] as const
const secondAfterMs = { least: 3_900, most: 9_000 }

export const receiverRedirects: Scenario = {
  id: 'receiver-redirects',
  rows: ['c32'],
  fault: 'receivers answer 301, 302, 303, 307, 308 to an address inside, and 200 with a meta refresh',
  component: 'webhooks worker',
  expected:
    'Nothing is followed; a redirect is a failure (`redirect`), tried again 5 s later by schedule; the meta refresh is what its status says.',
  backends: ['postgres'],
  inQuick: false,
  run,
}

async function run(context: ScenarioContext): Promise<Seen> {
  await using world = await context.startWorld()
  await using fair = await openFair(world)
  await using inside = await startWebhookCatcher()
  await using stack = new AsyncDisposableStack()
  const replies: WebhookReply[] = [
    ...statuses.map((status) => ({ status, headers: { location: inside.url } })),
    {
      status: 200,
      headers: { 'content-type': 'text/html', refresh: `0;url=${inside.url}` },
      body: `<meta http-equiv="refresh" content="0;url=${inside.url}">`,
    },
  ]
  const endpointIds: string[] = []
  for (const reply of replies)
    endpointIds.push(await fair.endpoint(stack.use(await startWebhookCatcher({ reply })).url, ['posting.published']))
  await fair.put('redirected')

  const redirected = endpointIds.slice(0, statuses.length)
  const areTriedAgain = async () =>
    (await Promise.all(redirected.map((id) => attemptsAt(world, id)))).every((attempts) => attempts[1]?.outcome === 'failure')
  await waitUntil(areTriedAgain, { withinMs: 20_000, pollMs: 100 })

  const attempts = await Promise.all(endpointIds.map((id) => attemptsAt(world, id)))
  const judged = attempts.map(([first]) => (first ? `${comesOf(first)} ${first.errorCode ?? 'ok'}` : 'none'))
  const waits = attempts
    .slice(0, statuses.length)
    .map(([first, second]) => (first && second ? second.startedAt.getTime() - first.startedAt.getTime() : null))
  const areRight = judged.every((found, at) => found === (at < statuses.length ? `${statuses[at]} redirect` : '200 ok'))
  const areOnTime = waits.every((wait) => wait !== null && wait >= secondAfterMs.least && wait <= secondAfterMs.most)
  const longestMs = Math.max(...waits.map((wait) => wait ?? Number.POSITIVE_INFINITY))
  return {
    ok: areRight && areOnTime && inside.requests.length === 0,
    seen: `Judged ${judged.join(', ')}; ${inside.requests.length} requests reached the address inside; the second attempt began ${said(Math.min(...waits.map((wait) => wait ?? 0)))} to ${said(longestMs)} after the first.`,
    figures: { reachedInside: inside.requests.length, longestWaitMs: longestMs },
  }
}
