import { fork } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { type Endpoint, publish } from './messages.ts'
import type { Place } from './place.ts'

const rowsPerStatement = 500
const tickMs = 20

/** Makes so many pending messages, the same number for each endpoint. */
export async function makeBacklog(place: Place, endpoints: readonly Endpoint[], count: number): Promise<void> {
  for (let from = 0; from < count; from += rowsPerStatement) {
    const size = Math.min(rowsPerStatement, count - from)
    const outlines = Array.from({ length: size }, (_, at) => ({ endpoint: endpointAt(endpoints, from + at), publishedAt: Date.now() }))
    await publish(place, outlines)
  }
  await place.admin.pool.query('analyze webhooks.messages')
}

/** What the floor makes of the messages that are pending: messages a second. */
export async function runFloor({ databaseUrl, receiver }: Place): Promise<number> {
  const child = fork(join(import.meta.dirname, 'floor.ts'), [databaseUrl, `${receiver.origin}/ok/floor`], { execArgv: [] })
  const [{ sent, seconds }] = (await once(child, 'message')) as [{ sent: number; seconds: number }]
  await receiver.report()
  return sent / seconds
}

/** Waits until `count` messages were received. Returns how many came a second, from the first look to the last. */
export async function untilReceived(place: Place, count: number): Promise<number> {
  const startedAt = performance.now()
  let received = 0
  while (received < count) {
    await pause(100)
    received += sum(await place.receiver.report())
  }
  return (received / (performance.now() - startedAt)) * 1_000
}

export interface Stream {
  endpoints: readonly Endpoint[]
  perSecond: number
}

/** Open loop: publishes by the clock, whatever becomes of it, and reckons from the planned moment. Messages of one event share a transaction. */
export async function publishSteadily(
  place: Place,
  streams: readonly Stream[],
  { seconds, perEvent }: { seconds: number; perEvent: number },
) {
  const startedAt = performance.timeOrigin + performance.now()
  const sent = streams.map(() => 0)
  const running = new Set<Promise<void>>()
  const plan = streams.map((stream) => ({ ...stream, gapMs: 1_000 / stream.perSecond }))
  for (;;) {
    const elapsedMs = performance.timeOrigin + performance.now() - startedAt
    if (elapsedMs >= seconds * 1_000) break
    for (const [index, { endpoints, gapMs }] of plan.entries()) {
      const dueBy = Math.floor(elapsedMs / gapMs)
      while ((sent[index] ?? 0) + perEvent <= dueBy) {
        const first = sent[index] ?? 0
        const outlines = Array.from({ length: perEvent }, (_, at) => ({
          endpoint: endpointAt(endpoints, first + at),
          publishedAt: startedAt + (first + perEvent) * gapMs,
        }))
        sent[index] = first + perEvent
        const task = publish(place, outlines).finally(() => running.delete(task))
        running.add(task)
      }
    }
    await pause(1)
  }
  await Promise.all(running)
}

/** Keeps the backlog between two marks for so long: what is the most that is delivered? */
export async function keepBusy(place: Place, endpoints: readonly Endpoint[], seconds: number): Promise<number> {
  const highMark = 3_000
  let made = 0
  let received = 0
  const startedAt = performance.now()
  while (performance.now() - startedAt < seconds * 1_000) {
    while (made - received < highMark) {
      const from = made
      await publish(
        place,
        Array.from({ length: rowsPerStatement }, (_, at) => ({ endpoint: endpointAt(endpoints, from + at), publishedAt: Date.now() })),
      )
      made += rowsPerStatement
    }
    await pause(tickMs)
    received += sum(await place.receiver.report())
  }
  const perSecond = (received / (performance.now() - startedAt)) * 1_000
  await untilReceived(place, made - received)
  return perSecond
}

/** Resident memory of a process in MiB. */
export function residentMib(pid: number): number {
  return Number(/VmRSS:\s*(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024
}

export function sum(latencies: Record<string, number[]>): number {
  return Object.values(latencies).reduce((total, { length }) => total + length, 0)
}

function endpointAt(endpoints: readonly Endpoint[], place: number): Endpoint {
  const endpoint = endpoints[place % endpoints.length]
  if (!endpoint) throw new Error('there are no endpoints')
  return endpoint
}
