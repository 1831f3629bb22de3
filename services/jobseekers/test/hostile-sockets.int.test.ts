import { once } from 'node:events'
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { type AddressInfo, connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { type RawRequest, rawRequests } from '@zhihe/testing/hostile/raw-requests'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { type Register, startRegister } from './register.ts'

const path = '/v1/jobseekers/lookup'
const body = '{"phone":"19900001234"}'
const atOnce = 16
const answeredWithinMs = 1_500

let register: Register
let port: number
/** Where the api puts what it has not taken yet. */
let folder: string
const stack = new AsyncDisposableStack()

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'zhihe-people-sockets-'))
  stack.defer(async () => await rm(folder, { recursive: true, force: true }))
  vi.stubEnv('TMPDIR', folder)
  register = stack.use(await startRegister())
  await register.app.listen({ host: '127.0.0.1', port: 0 })
  port = (register.app.server.address() as AddressInfo).port
})
afterAll(async () => {
  vi.unstubAllEnvs()
  await stack.disposeAsync()
})

/** Every answer on the connection, as far as it comes; '' when the app only closes it, or waits for the rest. */
async function speak({ pieces, hangsUp = false }: RawRequest): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  let answer = ''
  socket.on('data', (chunk: Buffer) => (answer += chunk.toString('latin1')))
  socket.on('error', () => {})
  await once(socket, 'connect')
  for (const piece of pieces) {
    if (socket.destroyed) break
    socket.write(piece)
    if (pieces.length > 1) await pause(1)
  }
  if (!hangsUp) await Promise.race([once(socket, 'close').catch(() => {}), settled(() => answer)])
  socket.destroy()
  return answer
}

/** Whoever is still being read after the last byte waits for more. */
async function settled(answer: () => string): Promise<void> {
  const until = performance.now() + answeredWithinMs
  while (performance.now() < until && answer() === '') await pause(20)
  await pause(50)
}

const statusesOf = (answer: string) => [...answer.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status))
const token = () => register.callers.hangzhou.token

async function lookUp(): Promise<number> {
  const headers = { authorization: `Bearer ${token()}`, 'content-type': 'application/json' }
  return (await fetch(`http://127.0.0.1:${port}${path}`, { method: 'POST', headers, body })).status
}

/** An empty file may keep its name for a moment; what was sent is only ever in one that has none. */
async function bytesLeft(): Promise<number> {
  const files = await Promise.all((await readdir(folder)).map(async (name) => await stat(join(folder, name))))
  return files.reduce((sum, { size }) => sum + size, 0)
}

describe('broken HTTP on a socket of the register', () => {
  it('is refused or let go, never a fault, and never reaches a second request that nobody sent', async () => {
    const waiting = rawRequests({ path, token: token(), body })
    const count = waiting.length
    const faults: string[] = []

    const workers = Array.from({ length: atOnce }, async () => {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
        const answer = await speak(next)
        if (statusesOf(answer).some((status) => status >= 500) || /smuggled|stack|node_modules|Error:/.test(answer))
          faults.push(`${next.name}: ${answer.slice(0, 200)}`)
      }
    })
    await Promise.all(workers)

    process.stdout.write(`raw requests: ${count}\n`)
    expect(faults).toEqual([])
    expect(count).toBeGreaterThanOrEqual(500)
    expect(await lookUp()).toBe(404)
  }, 120_000)
})

describe('a file of people on its way in', () => {
  it('whose sender goes away leaves nothing behind, neither on the disk nor in the database', async () => {
    const head = `POST /v1/jobseekers/imports HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${token()}\r\nContent-Type: text/csv\r\nContent-Length: 9999999\r\n\r\n`
    await Promise.all(
      Array.from(
        { length: 20 },
        async (_, at) => await speak({ name: '', pieces: [head, '张三,'.repeat(1 + at * 20_000)], hangsUp: at % 2 === 0 }),
      ),
    )

    expect(await lookUp()).toBe(404)
    expect(await bytesLeft()).toBe(0)
    expect(await register.query('select id from jobseekers.imports')).toEqual([])
    expect(await register.query('select import_id from vault_keys.import_keys')).toEqual([])
  }, 60_000)
})
