import { setTimeout as pause } from 'node:timers/promises'
import type { ServiceName } from '@zhihe/contracts/routes'
import type { WorldClient } from '../../world/client.ts'
import { type Ground, isDone } from '../../world/ground.ts'
import { type Asked, startLoad, type Tally, tally } from '../../world/load.ts'
import type { World } from '../../world/world.ts'
import { examplesOf, mixedLoad, serviceOf } from './mixed-load.ts'

export interface Disturbance {
  world: World
  /** The world's own when not given. */
  ask?: WorldClient
  ground: Ground
  perSecond: number
  begin: () => Promise<void> | void
  /** How long it stays as `begin` left it. */
  lastsMs: number
  end: () => Promise<void> | void
  /** How long the load goes on after, 4,000. */
  afterMs?: number
}

export interface Disturbed {
  asked: readonly Asked[]
  during: readonly Asked[]
  after: readonly Asked[]
  counts: Tally
  /** How long the fault lasted. */
  lastedMs: number
  slowestMs: number
  /** By service: milliseconds from the end of the fault to the first answer that was a success; Infinity for none. */
  firstDoneMs: Record<ServiceName, number>
  healedMs: number
  /** Of the last two seconds: what was not done. */
  stillWrong: number
  /** Processes that died without being asked to. */
  deaths: number
  /** For a reader of a failure. */
  examples: string
}

const services = ['postings', 'jobseekers', 'matching', 'webhooks'] as const
const beforeMs = 1_500
const settledMs = 2_000

/** A fault under a load that does not wait: what was answered while it lasted, and how soon all was well again. */
export async function disturb(disturbance: Disturbance): Promise<Disturbed> {
  const { world, ask = world.ask, ground, perSecond, begin, lastsMs, end, afterMs = 4_000 } = disturbance
  const deathsBefore = deathsIn(world)
  const startedAt = performance.now()
  const running = startLoad(ask, perSecond, mixedLoad(ground))
  await pause(beforeMs)
  const beganMs = performance.now() - startedAt
  try {
    await begin()
    await pause(lastsMs)
  } finally {
    await end()
  }
  const endedMs = performance.now() - startedAt
  await pause(afterMs)
  const asked = await running.stop()
  const during = asked.filter(({ atMs }) => atMs >= beganMs && atMs < endedMs)
  const after = asked.filter(({ atMs }) => atMs >= endedMs)
  const counts = tally(during)
  const firstOf = (service: ServiceName): number => {
    const done = asked.filter((one) => serviceOf(one.request) === service && isDone(one.answer) && one.atMs + one.answer.tookMs > endedMs)
    return Math.round(Math.min(...done.map(({ atMs, answer }) => atMs + answer.tookMs - endedMs)))
  }
  const firstDoneMs = Object.fromEntries(services.map((service) => [service, firstOf(service)])) as Record<ServiceName, number>
  const lastAtMs = asked.reduce((last, { atMs }) => Math.max(last, atMs), 0)
  return {
    asked,
    during,
    after,
    counts,
    lastedMs: Math.round(endedMs - beganMs),
    slowestMs: Math.round(counts.tookMs.at(-1) ?? 0),
    firstDoneMs,
    healedMs: Math.max(...Object.values(firstDoneMs)),
    stillWrong: asked.filter(({ atMs, answer }) => atMs > lastAtMs - settledMs && !isDone(answer)).length,
    deaths: deathsIn(world) - deathsBefore,
    examples: examplesOf(asked, ({ answer, atMs }) => isBroken({ answer }) || (atMs > lastAtMs - settledMs && !isDone(answer))),
  }
}

/** How often processes of this world died without being asked to. */
export function deathsIn({ processes }: World): number {
  return processes.names().reduce((sum, name) => sum + processes.deaths(name), 0)
}

function isBroken({ answer }: Pick<Asked, 'answer'>): boolean {
  return answer.kind === 'none' || (answer.status >= 500 && answer.status !== 503)
}

/** `120 requests in 8.0 s: 80 done, 40 put off with 503 and Retry-After, 0 otherwise wrong, 0 without an answer; slowest 2,013 ms`. */
export function told({ counts, lastedMs, slowestMs }: Disturbed): string {
  const { asked, done, putOff, broken, refused, none } = counts
  return `${asked} requests in ${(lastedMs / 1_000).toFixed(1)} s: ${done} done, ${putOff} put off with 503 and Retry-After, ${broken + refused} otherwise wrong, ${none} without an answer; slowest ${slowestMs} ms`
}

export function forExample({ examples }: Disturbed): string {
  return examples === '' ? '' : ` For example ${examples}.`
}
