import { setTimeout as pause } from 'node:timers/promises'
import { measureDatabases } from '@zhihe/postgres/measure'
import { createMetrics } from '@zhihe/runtime/metrics'
import { eventually } from '@zhihe/testing/eventually'
import { startTcpProxy } from '@zhihe/testing/tcp-proxy'
import { expect, it } from 'vitest'
import { outboxChannel } from '../src/append.ts'
import type { Publish } from '../src/publish-batch.ts'
import { createWorld, schema } from './world.ts'

// R8 of the fault matrix: the one connection that listens is swallowed, and only that.
const rounds = 60
const everyMs = 50

it('finds what is announced on a connection that is silent within a second, says that it is degraded, and hears again', async () => {
  await using world = await createWorld()
  const url = new URL(world.url)
  await using proxy = await startTcpProxy(Number(url.port))
  url.port = String(proxy.port)
  const seenAt = new Map<string, number>()
  const publish: Publish = async (_consumer, jobs) => {
    for (const { data } of jobs) seenAt.set(data.id, performance.now())
  }
  const metrics = createMetrics({})
  measureDatabases(metrics)
  const said = async (name: string) =>
    Number(new RegExp(`^${name}\\{channel="${outboxChannel(schema)}"\\} (\\S+)$`, 'm').exec(await metrics.metrics())?.[1])
  await using _relay = world.relay({ publish, listenUrl: url.href })
  await eventually(async () => expect(await said('zhihe_listen_up')).toBe(1))
  const [listening] = proxy.connections()

  // Nor does it find a new one, so that its state can be seen.
  listening!.conduct({ up: { kind: 'drop' }, down: { kind: 'drop' } })
  proxy.conduct({ connect: 'refuse' })
  const tookMs: number[] = []
  for (let round = 0; round < rounds; round += 1) {
    const committedAt = performance.now()
    const [id] = await world.append(1)
    await eventually(() => expect(seenAt.has(id!)).toBe(true))
    tookMs.push(seenAt.get(id!)! - committedAt)
    await pause(everyMs)
  }
  await eventually(async () => expect(await said('zhihe_listen_up')).toBe(0), { withinMs: 10_000 })
  const degradedSeconds = await eventually(async () => {
    const seconds = await said('zhihe_listen_degraded_seconds')
    expect(seconds).toBeGreaterThan(0)
    return seconds
  })
  proxy.heal()
  const healedAt = performance.now()
  await eventually(async () => expect(await said('zhihe_listen_up')).toBe(1), { withinMs: 15_000 })
  const healedAfterMs = performance.now() - healedAt

  const sorted = tookMs.toSorted((a, b) => a - b)
  const p99 = sorted[Math.floor(sorted.length * 0.99)]!
  process.stdout.write(`${JSON.stringify({ asked: sorted.length, p99, max: sorted.at(-1), degradedSeconds, healedAfterMs })}\n`)
  expect(p99).toBeLessThan(2_000)
  expect(await said('zhihe_listen_degraded_seconds')).toBe(0)
}, 60_000)
