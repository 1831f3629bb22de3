import { connect, type Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import type { Scenario, ScenarioContext, Seen } from '../scenario.ts'
import { percentile, waitUntil } from '../world/waiting.ts'
import type { World } from '../world/world.ts'
import { openFair } from './parts/fair.ts'
import { residentMiB } from './parts/memory.ts'
import { countRefused, tookBetween, writeSteadily } from './parts/writes.ts'

const api = 'postings-api'
const abortedUploads = 20
const healthyP99Ms = 1_000
const grownMostMiB = 200

export const clientSockets: Scenario = {
  id: 'client-sockets',
  rows: ['c45', 'S6'],
  fault: 'clients open thousands of sockets and say nothing, drip their headers, close one half, and abort uploads in the middle',
  component: 'postings API',
  expected:
    'Others are answered as before; what was aborted leaves nothing behind; the process lives, and lets go of who does not end his header within 20 s.',
  backends: ['postgres'],
  inQuick: false,
  run,
}

async function run(context: ScenarioContext): Promise<Seen> {
  const counts = context.quick ? { idle: 2_000, slow: 100 } : { idle: 10_000, slow: 1_000 }
  await using world = await context.startWorld()
  await using fair = await openFair(world)
  const port = world.processes.port(api)
  const writing = writeSteadily(fair, { prefix: 'beside-crowds' })
  await pause(3_000)
  const restMiB = residentMiB(world, api)
  const beginsAt = performance.now()
  await using crowd = gather(port)
  for (let at = 0; at < counts.idle; at += 1) {
    crowd.add('')
    if (at % 200 === 0) await pause(20)
  }
  for (let at = 0; at < counts.slow; at += 1) crowd.add('POST /v1/postings HTTP/1.1\r\nhost: x\r\nx-a: ', { drips: true })
  for (let at = 0; at < 100; at += 1) crowd.add('GET /livez HTTP/1.1\r\nhost: x\r\n\r\n', { halfCloses: true })
  for (let at = 0; at < abortedUploads; at += 1) await abortUpload(world, fair.employerId, at)
  const heldAtOnce = crowd.open()
  const letGoMs = await waitUntil(() => crowd.openDrips() === 0, { withinMs: 60_000, pollMs: 200 })
  const endsAt = performance.now()
  const written = await writing.stop()

  const before = tookBetween(written, 0, beginsAt)
  const during = tookBetween(written, beginsAt, endsAt)
  const left = await countAborted(world)
  const grownMiB = residentMiB(world, api) - restMiB
  const deaths = world.processes.deaths(api)
  const p99 = percentile(during, 0.99)
  return {
    ok: countRefused(written) + left + deaths === 0 && p99 <= healthyP99Ms && letGoMs !== null && grownMiB < grownMostMiB,
    seen: `${heldAtOnce} sockets were held at once; ${during.length} writes beside them: p50 ${percentile(during, 0.5)} ms, p99 ${p99} ms (before: ${percentile(before, 0.5)} and ${percentile(before, 0.99)} ms), ${countRefused(written)} refused; ${letGoMs === null ? 'not all' : 'all'} ${counts.slow} that dripped were let go; ${abortedUploads} aborted uploads left ${left} rows; the API grew by ${grownMiB} MiB, ${deaths} deaths.`,
    figures: { sockets: heldAtOnce, p99BeforeMs: percentile(before, 0.99), p99DuringMs: p99, left, grownMiB },
  }
}

/** Sockets to a port that are kept open; disposing closes them. */
function gather(port: number) {
  const sockets = new Set<Socket>()
  const drips = new Set<Socket>()
  const dripping = setInterval(() => {
    for (const socket of drips) socket.write('a')
  }, 1_000)
  return {
    add: (said: string, { drips: doesDrip = false, halfCloses = false } = {}): void => {
      const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: halfCloses })
      sockets.add(socket)
      if (doesDrip) drips.add(socket)
      socket
        .on('error', () => {})
        .on('close', () => {
          sockets.delete(socket)
          drips.delete(socket)
        })
      socket.resume()
      if (said !== '') socket.write(said)
      if (halfCloses) socket.end()
    },
    open: () => [...sockets].filter(({ connecting }) => !connecting).length,
    openDrips: () => drips.size,
    [Symbol.asyncDispose]: async () => {
      clearInterval(dripping)
      for (const socket of sockets) socket.destroy()
    },
  }
}

/** Half of a batch, and then the client is gone. */
async function abortUpload(world: World, employerId: string, at: number): Promise<void> {
  const socket = connect(world.processes.port(api), '127.0.0.1')
  socket.on('error', () => {})
  const item = JSON.stringify({ employerId, source: 'chaos', externalId: `aborted-${at}`, title: '半途而废' })
  socket.write(
    `POST /v1/postings/batch HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${world.keys.organiser}\r\ncontent-type: application/json\r\ncontent-length: 1000000\r\n\r\n{"items":[${item},`,
  )
  await pause(50)
  socket.resetAndDestroy()
}

async function countAborted({ database }: World): Promise<number> {
  const { rows } = await database.pool.query<{ found: number }>(
    "select count(*)::int as found from postings.postings where external_id like 'aborted-%'",
  )
  return rows[0]?.found ?? 0
}
