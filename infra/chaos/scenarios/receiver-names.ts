import { type Reply, startDnsServer } from '../../../services/webhooks/test/dns-server.ts'
import type { Scenario, ScenarioContext, Seen } from '../scenario.ts'
import { waitUntil } from '../world/waiting.ts'
import { attemptsAt, comesOf } from './parts/attempts.ts'
import { openFair } from './parts/fair.ts'
import { said } from './parts/figures.ts'
import { preloaded } from './parts/preloaded.ts'

const deadlineMs = 15_000
const noticedWithinMs = 4_000

/** By the first label of the name. */
const replies: Record<string, { reply: Reply; comesOf: string }> = {
  nxdomain: { reply: { rcode: 'NXDOMAIN' }, comesOf: 'dns_failed' },
  servfail: { reply: { rcode: 'SERVFAIL' }, comesOf: 'dns_failed' },
  refused: { reply: { rcode: 'REFUSED' }, comesOf: 'dns_failed' },
  silent: { reply: { silent: true }, comesOf: 'dns_failed' },
  garbage: { reply: { garbage: true }, comesOf: 'dns_failed' },
  empty: { reply: { addresses: [] }, comesOf: 'dns_failed' },
  loopback: { reply: { addresses: ['127.0.0.1'] }, comesOf: 'refused_address' },
  metadata: { reply: { addresses: ['169.254.169.254'] }, comesOf: 'refused_address' },
  mixed: { reply: { addresses: ['93.184.215.14', '10.0.0.1'] }, comesOf: 'refused_address' },
  alias: { reply: { addresses: ['::1'], aliases: ['cdn.example.net'] }, comesOf: 'refused_address' },
}

export const receiverNames: Scenario = {
  id: 'receiver-names',
  rows: ['c35', 'W8'],
  fault: 'names of receivers that do not exist, whose name server fails, is silent or talks nonsense, or that lead to addresses inside',
  component: 'webhooks worker, with private addresses forbidden',
  expected:
    'A name that cannot be resolved is `dns_failed` and tried again; one that leads inside is `refused_address`, without a connection; each within 15 s.',
  backends: ['postgres'],
  inQuick: false,
  run,
}

async function run(context: ScenarioContext): Promise<Seen> {
  await using dns = await startDnsServer(({ name }) => replies[name.toLowerCase().split('.')[0] ?? '']?.reply ?? { rcode: 'NXDOMAIN' })
  const strict = { WEBHOOK_ALLOW_PRIVATE: 'false' }
  await using world = await context.startWorld({
    envOf: { 'webhooks-api': strict, 'webhooks-worker': strict },
    place: (spec) => (spec.name === 'webhooks-worker' ? preloaded(spec, 'own-dns.ts', { DNS_SERVER: dns.address }) : spec),
  })
  await using fair = await openFair(world)
  const names = Object.keys(replies)
  const endpointIds: string[] = []
  for (const name of names) endpointIds.push(await fair.endpoint(`https://${name}.hooks.example.com/`, ['posting.published']))
  const inside = await world.ask({
    method: 'POST',
    path: '/v1/webhook-endpoints',
    role: 'organiser',
    body: { url: 'https://127.0.0.1/', events: ['posting.published'] },
  })
  await fair.put('named')

  const firsts = async () => await Promise.all(endpointIds.map(async (id) => (await attemptsAt(world, id))[0]))
  await waitUntil(async () => (await firsts()).every((one) => one !== undefined && one.outcome !== 'sending'), {
    withinMs: 2 * deadlineMs,
    pollMs: 100,
  })
  const attempts = await firsts()
  const found = attempts.map((one) => (one ? comesOf(one) : 'none'))
  const slowestMs = Math.max(...attempts.map((one) => one?.durationMs ?? Number.POSITIVE_INFINITY))
  const wrong = names.filter((name, at) => found[at] !== replies[name]?.comesOf)
  return {
    ok: wrong.length === 0 && slowestMs <= deadlineMs + noticedWithinMs && inside.kind === 'answer' && inside.status === 422,
    seen: `${names.map((name, at) => `${name}: ${found[at]}`).join(', ')}; the longest took ${said(slowestMs)}, the name server heard ${dns.questions.length} questions; an endpoint on 127.0.0.1 was answered ${inside.kind === 'answer' ? inside.status : inside.reason}.`,
    figures: { names: names.length, wrong: wrong.length, slowestMs: Math.round(slowestMs) },
  }
}
