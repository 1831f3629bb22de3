import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { seededChance } from '../../local/sample/people/chance.ts'
import type { Endpoint } from '../checker/tables.ts'
import { type HistoryFile, openHistory } from '../history/history-file.ts'
import type { World } from '../world/world.ts'
import { type Fault, faultScript } from './fault-script.ts'
import { createInjector, runScript } from './inject.ts'
import { type Quiet, untilQuiet } from './quiet.ts'
import { type Receivers, startReceivers } from './receivers.ts'
import { type SoakPlace, settle } from './settle.ts'
import { createTeller, type Teller } from './teller.ts'
import { startWorkload } from './workload.ts'

export interface SoakOptions {
  seed: number
  faults: number
  /** Over how long the faults are strewn. */
  lastsMs: number
  /** Changes a second. */
  perSecond: number
  /** The longest partition or episode. */
  longestMs: number
  tell: (text: string) => void
}

export interface Soaked {
  place: SoakPlace
  faults: number
  sent: number
  /** For whoever goes on in the same world. */
  newMarker: () => number
  counts: ReturnType<Teller['counts']>
  /** From the end of the last fault until nothing moves. */
  quiet: Quiet
  deaths: number
  tookMs: number
}

export const receiverCount = 4
/** The last of them turns hostile; the others answer as they should. */
const hostileReceivers = 1
const lanes = 8
const size = { lively: 6, quiet: 120, people: 20 }
const warmUpMs = 2_000
const knownWithinMs = 60_000
const quietWithinMs = 90_000
const postingTypes = ['posting.published', 'posting.closed', 'posting.needs_info', 'posting.blocked', 'posting.merged']
const matchTypes = ['match.proposed', 'match.updated', 'match.withdrawn']

/** Clients write, faults happen, and everybody keeps a history; resolves when the house is quiet again, or was not in time. */
export async function soak(world: World, options: SoakOptions, stack: AsyncDisposableStack): Promise<Soaked> {
  const { seed, tell } = options
  const startedAt = performance.now()
  const place = await openPlace(world, stack)
  let op = 0
  let marker = 0
  const newMarker = (): number => ++marker
  const teller = createTeller({ ask: world.ask, history: place.clients, chance: seededChance(seed + 1), newOp: () => ++op })
  const workload = startWorkload({
    lanes,
    perSecond: options.perSecond,
    teller,
    chance: seededChance(seed + 2),
    employerId: place.employerId,
    newMarker,
    size,
    prefix: `s${seed}`,
  })
  await pause(warmUpMs)
  const script = faultScript({
    seed,
    backend: world.backend,
    faults: options.faults,
    lastsMs: options.lastsMs,
    longestMs: options.longestMs,
    processes: world.processes.names(),
    receivers: hostileReceivers,
  })
  await runScript(script, createInjector(world, hostileOf(place.receivers)), (fault) => tell(lineOf(fault)))
  const healedAt = performance.now()
  tell(`the last of ${script.length} faults is over; ${workload.sent()} changes sent`)
  await workload.finish(knownWithinMs)
  const quiet = await untilQuiet(world.database.pool, { withinMs: quietWithinMs, tell })
  const quiescentMs = quiet.tookMs === null ? null : Math.round(performance.now() - healedAt)
  tell(quiescentMs === null ? `not quiet: ${JSON.stringify(quiet.last)}` : `quiet after ${quiescentMs} ms`)
  if (quiescentMs === null) await tellDeadLetters(world, tell)
  await settle(world, place, tell)
  return {
    place,
    faults: script.length,
    sent: workload.sent(),
    newMarker,
    counts: teller.counts(),
    quiet: { ...quiet, tookMs: quiescentMs },
    deaths: world.processes.names().reduce((sum, name) => sum + world.processes.deaths(name), 0),
    tookMs: Math.round(performance.now() - startedAt),
  }
}

/** What was set aside is the likeliest reason why a house that works does not become quiet. */
async function tellDeadLetters({ processes }: World, tell: (text: string) => void): Promise<void> {
  for (const name of ['matching-worker', 'webhooks-worker', 'jobseekers-worker']) {
    const lines = (await processes.metrics(name).catch(() => '')).split('\n')
    tell(`${name}: ${lines.filter((line) => /^zhihe_queue_(jobs\{.*failed|quarantined)/.test(line)).join('; ')}`)
  }
}

async function openPlace(world: World, stack: AsyncDisposableStack): Promise<SoakPlace> {
  const clients = stack.use(await openHistory(join(world.folder, 'clients.jsonl')))
  const receipts: HistoryFile = stack.use(await openHistory(join(world.folder, 'receivers.jsonl')))
  const receivers = stack.use(await startReceivers(receiverCount, receipts))
  const employerId = await made(world, 'organiser', '/v1/employers', {
    uscc: '91990106MA0TETT2XY',
    name: '演练企业',
    kind: 'private',
    regionCode: '330106',
  })
  const endpoints: Endpoint[] = []
  for (const [at, url] of receivers.urls.entries()) {
    const events = at % 2 === 0 ? [...postingTypes, ...matchTypes] : postingTypes
    endpoints.push({ name: String(at), id: await made(world, 'organiser', '/v1/webhook-endpoints', { url, events }), events })
  }
  return { clients, receipts, receivers, endpoints, employerId }
}

/** The id of something made through the API; rejects when it is refused. */
async function made(world: World, role: 'organiser', path: string, body: object): Promise<string> {
  const answer = await world.ask({ method: 'POST', path, role, body })
  if (answer.kind === 'none' || answer.status >= 300) throw new Error(`POST ${path} failed: ${JSON.stringify(answer)}`)
  return (answer.body as { id: string }).id
}

// Only the last ones misbehave, so that of the others everything can be asked in time.
function hostileOf(receivers: Receivers): Receivers {
  return { ...receivers, behave: (at, how, forMs) => receivers.behave(receiverCount - 1 - at, how, forMs) }
}

function lineOf({ at, kind, ...rest }: Fault): string {
  return `${(at / 1_000).toFixed(1)} s  ${kind} ${Object.values(rest).join(' ')}`
}
