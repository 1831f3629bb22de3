import { hostileBehaviours } from '../../../services/webhooks/test/corpora/hostile-behaviours.ts'
import { type Receiver, startReceiver } from '../../../services/webhooks/test/receiver.ts'
import type { Scenario, ScenarioContext, Seen } from '../scenario.ts'
import { waitUntil } from '../world/waiting.ts'
import { attemptsAt, comesOf } from './parts/attempts.ts'
import { type Fair, openFair } from './parts/fair.ts'
import { said } from './parts/figures.ts'
import { residentMiB } from './parts/memory.ts'

interface Stranger {
  what: string
  comesOf: readonly (number | string)[]
  /** Resolves with the address that is subscribed. */
  open: (stack: AsyncDisposableStack) => Promise<string>
}

const deadlineMs = 15_000
const noticedWithinMs = 4_000
const grownMostMiB = 50
const snippetMostBytes = 1_024
/** An owner has twenty endpoints at most. */
const atOnce = 18

const ofTheCorpus: readonly Stranger[] = hostileBehaviours.map(({ what, serve, atOnce: isAtOnce = false, comesOf: outcome }) => ({
  what,
  comesOf: [outcome].flat(),
  open: async (stack) =>
    urlOf(stack.use(await startReceiver((socket) => void (isAtOnce ? serve(socket) : socket.once('data', () => serve(socket)))))),
}))
const ofOurOwn: readonly Stranger[] = [
  { what: 'refuses whoever comes', comesOf: ['connection_failed'], open: async () => urlOf(await closed()) },
  {
    what: 'hangs in TLS',
    comesOf: ['timeout'],
    open: async (stack) => urlOf(stack.use(await startReceiver(() => {}))).replace('http:', 'https:'),
  },
  {
    what: 'says 200 after 14.5 s',
    comesOf: [200],
    open: async (stack) =>
      urlOf(
        stack.use(
          await startReceiver(
            (socket) =>
              void socket.once('data', () => setTimeout(() => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n'), 14_500)),
          ),
        ),
      ),
  },
]
const strangers = [...ofOurOwn, ...ofTheCorpus]

export const receiverHostile: Scenario = {
  id: 'receiver-hostile',
  rows: ['c30', 'c31', 'c33', 'W9'],
  fault: `${strangers.length} hostile receivers, ${atOnce} at once: refuse, hang in TLS, header or body, reset, 200 just before the deadline, 100 and 102 for ever, endless bodies, headers of 64 KiB, bombs of four encodings, broken HTTP`,
  component: 'webhooks worker',
  expected:
    'Each attempt is over within 15 s, is judged for what it is and stands in the log with at most 1 KiB of the answer; the worker lives and grows by less than 50 MiB.',
  backends: ['postgres'],
  inQuick: false,
  run,
}

async function run(context: ScenarioContext): Promise<Seen> {
  await using world = await context.startWorld()
  await using fair = await openFair(world)
  const wanted = context.quick ? strangers.slice(0, atOnce) : strangers
  const judged: Judged[] = []
  await fair.put('warm-up')
  const restMiB = residentMiB(world, 'webhooks-worker')
  let mostMiB = restMiB
  for (let from = 0; from < wanted.length; from += atOnce) {
    const watching = setInterval(() => (mostMiB = Math.max(mostMiB, residentMiB(world, 'webhooks-worker'))), 100)
    judged.push(...(await meet(fair, wanted.slice(from, from + atOnce), from)))
    clearInterval(watching)
    context.tell(`${judged.length} of ${wanted.length} hostile receivers met`)
  }
  const wrong = judged.filter(({ isRight }) => !isRight)
  const slowestMs = Math.max(...judged.map(({ ms }) => ms ?? Number.POSITIVE_INFINITY))
  const snippetBytes = Math.max(...judged.map((one) => one.snippetBytes))
  const deaths = world.processes.deaths('webhooks-worker')
  return {
    ok:
      wrong.length + deaths === 0 &&
      slowestMs <= deadlineMs + noticedWithinMs &&
      snippetBytes <= snippetMostBytes &&
      mostMiB - restMiB < grownMostMiB,
    seen: `${judged.length} met, ${wrong.length} misjudged${wrong.length > 0 ? ` (${wrong.map(({ what, came }) => `${what}: ${came}`).join('; ')})` : ''}; the longest attempt took ${said(slowestMs)}, at most ${snippetBytes} bytes of an answer were kept; the worker went from ${restMiB} to ${mostMiB} MiB, ${deaths} deaths.`,
    figures: { receivers: judged.length, wrong: wrong.length, slowestMs: Math.round(slowestMs), snippetBytes, grownMiB: mostMiB - restMiB },
  }
}

interface Judged {
  what: string
  came: number | string
  isRight: boolean
  ms: number | null
  snippetBytes: number
}

/** One message to each at the same time; their endpoints are deleted afterwards. */
async function meet(fair: Fair, some: readonly Stranger[], round: number): Promise<Judged[]> {
  const { world } = fair
  await using stack = new AsyncDisposableStack()
  const endpointIds: string[] = []
  for (const stranger of some) endpointIds.push(await fair.endpoint(await stranger.open(stack), ['posting.published']))
  await fair.put(`hostile-${round}`)
  const first = async (endpointId: string) => (await attemptsAt(world, endpointId))[0]
  await waitUntil(
    async () => {
      const attempts = await Promise.all(endpointIds.map(first))
      return attempts.every((attempt) => attempt !== undefined && attempt.outcome !== 'sending')
    },
    { withinMs: deadlineMs + 2 * noticedWithinMs, pollMs: 100 },
  )
  const judged = await Promise.all(
    some.map(async ({ what, comesOf: right }, at): Promise<Judged> => {
      const attempt = await first(endpointIds[at] ?? '')
      const came = attempt ? comesOf(attempt) : 'no attempt'
      return { what, came, isRight: right.includes(came), ms: attempt?.durationMs ?? null, snippetBytes: attempt?.snippetBytes ?? 0 }
    }),
  )
  for (const id of endpointIds) await world.ask({ method: 'DELETE', path: `/v1/webhook-endpoints/${id}`, role: 'organiser' })
  return judged
}

async function closed(): Promise<Receiver> {
  const receiver = await startReceiver(() => {})
  await receiver[Symbol.asyncDispose]()
  return receiver
}

function urlOf({ port }: Receiver): string {
  return `http://127.0.0.1:${port}/`
}
