import { connect, type Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import autocannon from 'autocannon'
import { ApiClient } from '../local/api-client.ts'
import { housePlace, startHouse } from '../local/spawn-house.ts'
import { type BenchOptions, print, quantile, round } from './measure.ts'

const tenantPerSecond = 100
const timesItsLimit = 50
const slowSockets = 1_000
const floodConnections = 1_000
const idleSockets = 10_000
const path = '/v1/postings/open?limit=5'

interface Scene {
  name: string
  /** Begins the trouble; what it returns ends it. */
  begin: () => Promise<() => Promise<void> | void>
}

/**
 * What one caller, or many slow ones, can do to another: times of a healthy caller at a steady rate, quiet and in trouble by turns, in one run. The
 * trouble and the measuring share the machine with the house, so the ratio is an upper bound.
 */
export async function benchLimits({ quick }: BenchOptions) {
  const seconds = quick ? 5 : 8
  const turns = quick ? 1 : 3
  using place = await housePlace()
  const house = await startHouse({ ...place, env: { RATE_LIMIT_PER_SECOND: String(tenantPerSecond) } })
  try {
    const { origin, keys } = house.local
    const port = Number(new URL(origin).port)
    await new ApiClient(origin, keys.federation).get(path)
    const scenes: Scene[] = [
      { name: `one tenant at ${timesItsLimit}x its limit`, begin: () => flood(origin, keys.organiser) },
      { name: `${slowSockets} sockets, a byte of header at a time`, begin: () => hold(port, slowSockets, dribble) },
      { name: `${slowSockets} half-closed in the middle of a request`, begin: () => hold(port, slowSockets, halfClose) },
      { name: `${slowSockets} uploads that stop, and hang up`, begin: () => hold(port, slowSockets, stopUploading(keys.organiser)) },
      { name: `${idleSockets} idle connections`, begin: () => hold(port, idleSockets, () => {}) },
    ]
    const found: Record<string, number> = {}
    print('times of a healthy caller, ms                       quiet p50     p99   in trouble p50     p99   p99 ratio')
    for (const [at, { name, begin }] of scenes.entries()) {
      const [quiet, troubled]: [number[], number[]] = [[], []]
      for (let turn = 0; turn < turns; turn++) {
        quiet.push(...(await timesOf(origin, keys.federation, seconds)))
        const end = await begin()
        troubled.push(...(await timesOf(origin, keys.federation, seconds)))
        await end()
        await pause(500)
      }
      const ratio = quantile(troubled, 0.99) / quantile(quiet, 0.99)
      const cells = [quantile(quiet, 0.5), quantile(quiet, 0.99), quantile(troubled, 0.5), quantile(troubled, 0.99)]
      print(`${name.padEnd(50)} ${cells.map((ms) => ms.toFixed(2).padStart(9)).join(' ')}   ${ratio.toFixed(2)}`)
      found[['flood', 'dribble', 'halfClosed', 'stoppedUploads', 'idle'][at] ?? name] = round(ratio, 2)
    }
    return found
  } finally {
    await house.interrupt()
  }
}

const perSecond = 50

/** Open loop: a request every 20 ms whatever the last one took, so that waiting is not hidden. */
async function timesOf(origin: string, key: string, seconds: number): Promise<number[]> {
  const times: number[] = []
  const running: Promise<void>[] = []
  const started = performance.now()
  for (let turn = 0; turn < perSecond * seconds; turn++) {
    const due = started + (turn * 1_000) / perSecond
    if (due > performance.now()) await pause(due - performance.now())
    running.push(ask())
  }
  await Promise.all(running)
  return times

  async function ask(): Promise<void> {
    const start = performance.now()
    const response = await fetch(origin + path, { headers: { authorization: `Bearer ${key}` } })
    await response.arrayBuffer()
    if (!response.ok) throw new Error(`a healthy caller got ${response.status}`)
    times.push(performance.now() - start)
  }
}

async function flood(origin: string, key: string) {
  const ended = Promise.withResolvers<autocannon.Result>()
  const instance = autocannon(
    {
      url: origin + path,
      headers: { authorization: `Bearer ${key}` },
      connections: floodConnections,
      overallRate: timesItsLimit * tenantPerSecond,
      duration: 3_600,
    },
    (error: Error | null, result) => (error ? ended.reject(error) : ended.resolve(result)),
  )
  await pause(500)
  return async () => {
    instance.stop()
    const { non2xx, requests, duration } = await ended.promise
    const refused = ((100 * non2xx) / requests.total).toFixed(0)
    print(`  the flood: ${(requests.total / duration).toFixed(0)} requests a second, ${refused} % of them refused`)
  }
}

async function hold(port: number, count: number, act: (socket: Socket) => void) {
  const sockets: Socket[] = []
  let lost = 0
  for (let at = 0; at < count; at++) {
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
    socket.on('error', () => (lost += 1))
    socket.resume()
    socket.once('connect', () => act(socket))
    sockets.push(socket)
    if (at % 200 === 199) await pause(20)
  }
  await pause(2_000)
  return () => {
    const open = sockets.filter(({ destroyed, connecting }) => !destroyed && !connecting).length
    print(`  ${open} of ${count} sockets still open at the end, ${lost} refused`)
    for (const socket of sockets) socket.destroy()
  }
}

function dribble(socket: Socket): void {
  socket.write('GET /v1/postings/open HTTP/1.1\r\nHost: a\r\n')
  const timer = setInterval(() => socket.write('X'), 1_000)
  socket.once('close', () => clearInterval(timer))
}

function halfClose(socket: Socket): void {
  socket.end('POST /v1/postings/lint HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n{')
}

function stopUploading(key: string): (socket: Socket) => void {
  return (socket) => {
    socket.write(
      `POST /v1/postings/lint HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${key}\r\nContent-Type: application/json\r\nContent-Length: 900000\r\n\r\n{`,
    )
    const timer = setTimeout(() => socket.destroy(), 1_000 + Math.random() * 5_000)
    socket.once('close', () => clearTimeout(timer))
  }
}
