import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { eventually } from '@zhihe/testing/eventually'
import { freePort } from '@zhihe/testing/free-ports'
import { v7 as uuidv7 } from 'uuid'
import { describe, expect, it } from 'vitest'
import { signatureHeaders } from '../src/domain/signature.ts'
import { insertMessageRows } from './message-rows.ts'
import { sendAll, startWebhooks, type Webhooks } from './webhooks-service.ts'

const folder = join(import.meta.dirname, '../receivers')

interface Language {
  name: string
  /** How one sees that it is installed. */
  probe: [string, string]
  command: (file: { built: string }) => [string, string[]]
  build?: (built: string, compiler: string) => void
  verifiesV1a: boolean
}

const languages: Language[] = [
  {
    name: 'Node.js',
    probe: [process.execPath, '--version'],
    command: () => [process.execPath, [join(folder, 'receiver.mjs')]],
    verifiesV1a: true,
  },
  { name: 'Python', probe: ['python3', '--version'], command: () => ['python3', [join(folder, 'receiver.py')]], verifiesV1a: false },
  { name: 'Java', probe: ['javac', '--version'], command: () => ['java', [join(folder, 'Receiver.java')]], verifiesV1a: true },
  {
    name: 'Go',
    probe: ['go', 'version'],
    build: (built, compiler) => void execFileSync(compiler, ['build', '-o', built, join(folder, 'receiver.go')]),
    command: ({ built }) => [built, []],
    verifiesV1a: true,
  },
]

const isInstalled = ({ probe: [command, argument] }: Language) => spawnSync(command, [argument]).status === 0

async function isListening(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1')
  const { promise, resolve } = Promise.withResolvers<boolean>()
  socket.once('connect', () => resolve(true)).once('error', () => resolve(false))
  const answer = await promise
  socket.destroy()
  return answer
}

/** Runs an example as its reader would; what it prints is what it took in. */
async function startReceiver(language: Language, keys: string[]) {
  const scratch = mkdtempSync(join(tmpdir(), 'receiver-'))
  const built = join(scratch, 'receiver')
  language.build?.(built, language.probe[0])
  const [command, args] = language.command({ built })
  const port = await freePort()
  const child: ChildProcess = spawn(command, args, {
    env: { ...process.env, WEBHOOK_KEYS: keys.join(' '), PORT: String(port) },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let output = ''
  child.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString()))
  await eventually(async () => expect(await isListening(port)).toBe(true), { withinMs: 30_000 })
  return {
    url: `http://127.0.0.1:${port}/`,
    lines: () => output.trim().split('\n').filter(Boolean),
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL')
      await once(child, 'exit')
      rmSync(scratch, { recursive: true })
    },
  }
}

/** Endpoints with a shared secret and with a public key, and a receiver that holds both. */
async function connectReceiver(webhooks: Webhooks, language: Language) {
  const create = async (scheme: 'v1' | 'v1a') => {
    const body = { url: 'http://127.0.0.1:9/', events: ['posting.closed'], scheme }
    return (await webhooks.call({ method: 'POST', url: '/v1/webhook-endpoints', body })).body
  }
  const [shared, asymmetric] = [await create('v1'), await create('v1a')]
  const receiver = await startReceiver(language, [shared.secret, String(asymmetric['publicKey'])])
  for (const { id } of [shared, asymmetric])
    await webhooks.call({ method: 'PATCH', url: `/v1/webhook-endpoints/${id}`, body: { url: receiver.url } })
  return { shared, asymmetric, receiver }
}

const timestamp = '2026-11-20T04:00:00.000Z'
const [matchId, postingId] = [uuidv7(), uuidv7()]
const aboutMatch = (type: 'match.proposed' | 'match.updated' | 'match.withdrawn', seq: number) => ({
  type,
  status: 'pending' as const,
  body: { type, timestamp, data: { matchId, postingId, candidateRef: 'c-1', seq, href: `/v1/matches/${matchId}` } },
})
const aboutPosting = (type: 'posting.published' | 'posting.closed', seq: number) => ({
  type,
  status: 'pending' as const,
  body: { type, timestamp, data: { postingId, title: '客服专员 "seq":99, \\"matchId\\"', seq } },
})

describe('the receivers of the guide, against the real sender', () => {
  it.for(languages)(
    '$name takes in what is genuine, refuses what was tampered with, knows copies and ends in the true state',
    { timeout: 180_000 },
    async (language, { skip }) => {
      if (!isInstalled(language)) skip(`${language.name} is not installed here`)
      await using webhooks = await startWebhooks()
      const { shared, asymmetric, receiver: started } = await connectReceiver(webhooks, language)
      await using receiver = started
      const sender = webhooks.startSender()
      const send = async (...rows: Parameters<typeof insertMessageRows>[2]) => {
        const ids = await insertMessageRows(webhooks, shared.id, rows)
        await sendAll(sender)
        return ids
      }

      const [proposed] = await send(aboutMatch('match.proposed', 3))
      const [withdrawn] = await send(aboutMatch('match.withdrawn', 5))
      const [late] = await send(aboutMatch('match.updated', 4))
      const [closed] = await send(aboutPosting('posting.closed', 2))
      const [old] = await send(aboutPosting('posting.published', 1))
      await webhooks.call({ method: 'POST', url: `/v1/webhook-messages/${withdrawn}/retry` })
      await sendAll(sender)

      await eventually(() => expect(receiver.lines()).toHaveLength(6))
      expect(receiver.lines()).toEqual([
        `news match.proposed ${proposed}`,
        `news match.withdrawn ${withdrawn}`,
        `known match.updated ${late}`,
        `news posting.closed ${closed}`,
        `known posting.published ${old}`,
        `known match.withdrawn ${withdrawn}`,
      ])
      expect((await webhooks.messages()).map(({ status }) => status)).toEqual(Array.from({ length: 5 }, () => 'delivered'))
      expect(await statusesOfForgeries(receiver.url, shared.secret)).toEqual([204, 401, 401, 401, 401, 401])

      await insertMessageRows(webhooks, asymmetric.id, [aboutPosting('posting.closed', 3)])
      await sendAll(sender)
      const [newest] = await webhooks.messages()
      expect(newest?.['lastResponseStatus']).toBe(language.verifiesV1a ? 204 : 401)
    },
  )
})

/** A genuine request, then the same with one thing wrong each. */
async function statusesOfForgeries(url: string, secret: string): Promise<number[]> {
  const body = JSON.stringify(aboutPosting('posting.closed', 9).body)
  const key = Buffer.from(secret.slice('whsec_'.length), 'base64')
  const headersAt = (sentAt: Date) =>
    signatureHeaders({ messageId: 'msg_forged', sentAt, body, secrets: [{ scheme: 'v1', key, expiresAt: null }] })
  const genuine = headersAt(new Date())
  const requests: [string, Record<string, string>][] = [
    [body, genuine],
    [body.replace(':9', ':8'), genuine],
    [body, { ...genuine, 'webhook-id': 'msg_other' }],
    [body, headersAt(new Date(Date.now() - 301_000))],
    [body, { ...genuine, 'webhook-signature': genuine['webhook-signature'].replace('v1,', 'v1,A') }],
    [body, {}],
  ]
  const statuses: number[] = []
  for (const [text, headers] of requests) statuses.push((await fetch(url, { method: 'POST', headers, body: text })).status)
  return statuses
}
