import { once } from 'node:events'
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { setTimeout as pause } from 'node:timers/promises'
import { freePort } from '@zhihe/testing/free-ports'
import { type RawRequest, rawRequests } from '@zhihe/testing/hostile/raw-requests'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type OwnProcess, startProcess } from './own-process.ts'
import { type PostingsService, startPostings } from './postings-service.ts'

const body = '{"title":"云客服","description":"在线文字答复顾客。"}'
const path = '/v1/postings/lint'
const atOnce = 16
const answeredWithinMs = 1_500

let postings: PostingsService
let api: OwnProcess
let port: number
/** Where the api puts what it has not taken yet. */
let folder: string
const stack = new AsyncDisposableStack()

beforeAll(async () => {
  postings = stack.use(await startPostings())
  port = await freePort()
  folder = await mkdtemp(join(tmpdir(), 'zhihe-sockets-'))
  stack.defer(async () => await rm(folder, { recursive: true, force: true }))
  api = await startProcess('api', { DATABASE_URL: postings.listenUrl, PORT: String(port), TMPDIR: folder })
  stack.defer(api.kill)
})
afterAll(async () => await stack.disposeAsync())

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

/** Whoever is still being read half a second after the last byte waits for more. */
async function settled(answer: () => string): Promise<void> {
  const until = performance.now() + answeredWithinMs
  while (performance.now() < until && answer() === '') await pause(20)
  await pause(50)
}

const statusesOf = (answer: string) => [...answer.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status))

async function lint(): Promise<number> {
  const headers = { authorization: `Bearer ${postings.organiser}`, 'content-type': 'application/json' }
  return (await fetch(`http://127.0.0.1:${port}${path}`, { method: 'POST', headers, body })).status
}

describe('broken HTTP on a socket', () => {
  it('is refused or let go, never a fault, and never reaches a second request that nobody sent', async () => {
    const waiting = rawRequests({ path, token: postings.organiser, body })
    const count = waiting.length
    const tally = new Map<number, number>()
    const faults: string[] = []

    const workers = Array.from({ length: atOnce }, async () => {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
        const answer = await speak(next)
        const statuses = statusesOf(answer)
        for (const status of statuses.length === 0 ? [0] : statuses) tally.set(status, (tally.get(status) ?? 0) + 1)
        if (statuses.some((status) => status >= 500) || /smuggled|stack|node_modules|Error:/.test(answer))
          faults.push(`${next.name}: ${answer.slice(0, 200)}`)
      }
    })
    await Promise.all(workers)

    process.stdout.write(`raw requests: ${count}; ${JSON.stringify(Object.fromEntries(tally))} (0: closed or waited for more)\n`)
    expect(faults).toEqual([])
    expect(count).toBeGreaterThanOrEqual(500)
    expect(api.child.exitCode).toBeNull()
    expect(await lint()).toBe(200)
  }, 120_000)

  it('that comes a byte at a time, on a hundred sockets, holds nobody up', async () => {
    const slow = Array.from({ length: 100 }, () => connect(port, '127.0.0.1'))
    for (const socket of slow) {
      socket.on('error', () => {})
      socket.write(
        `POST ${path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${postings.organiser}\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n{`,
      )
    }

    const statuses = await Promise.all(Array.from({ length: 20 }, async () => await lint()))

    expect(statuses).toEqual(Array(20).fill(200))
    for (const socket of slow) socket.destroy()
    expect(await lint()).toBe(200)
  })
})

describe('a file on its way in', () => {
  const mebibyte = 1_048_576

  async function residentBytes(): Promise<number> {
    const metrics = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text()
    return Number(/^process_resident_memory_bytes\S* (\S+)$/m.exec(metrics)?.[1])
  }

  /** An empty file may keep its name for a moment; what was sent is only ever in one that has none. */
  async function bytesLeft(): Promise<number> {
    const files = await Promise.all((await readdir(folder)).map(async (name) => await stat(join(folder, name))))
    return files.reduce((sum, { size }) => sum + size, 0)
  }

  it('that is larger than the limit is refused while it is sent, in flat memory', async () => {
    const fairId = await postings.fair()
    const before = await residentBytes()
    const headers = { authorization: `Bearer ${postings.organiser}`, 'content-type': 'text/csv' }
    const sent = Readable.toWeb(Readable.from(Array.from({ length: 80 }, () => Buffer.alloc(mebibyte, 'x,'))))

    const response = await fetch(`http://127.0.0.1:${port}/v1/fairs/${fairId}/imports`, {
      method: 'POST',
      headers,
      body: sent,
      duplex: 'half',
    })

    expect([response.status, ((await response.json()) as { code: string }).code]).toEqual([413, 'payload_too_large'])
    expect((await residentBytes()) - before).toBeLessThan(200 * mebibyte)
    expect(await bytesLeft()).toBe(0)
  }, 60_000)

  it('whose sender goes away leaves nothing behind, nor does a process that is killed meanwhile', async () => {
    const fairId = await postings.fair()
    const head = `POST /v1/fairs/${fairId}/imports HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${postings.organiser}\r\nContent-Type: text/csv\r\nContent-Length: 999999\r\n\r\n`
    await Promise.all(
      Array.from(
        { length: 20 },
        async (_, at) => await speak({ name: '', pieces: [head, 'x,'.repeat(1 + at * 20_000)], hangsUp: at % 2 === 0 }),
      ),
    )
    const waiting = connect(port, '127.0.0.1').on('error', () => {})
    waiting.write(`${head}岗位名称,`)
    expect(await lint()).toBe(200)

    await api.kill()
    waiting.destroy()

    expect(await bytesLeft()).toBe(0)
    const [kept] = await postings.database.db.execute(sql`select count(*)::int as count from postings.imports`, 'objects')
    expect(kept).toEqual({ count: 0 })
  }, 60_000)
})
