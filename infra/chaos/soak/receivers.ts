import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import type { HistoryFile } from '../history/history-file.ts'
import type { Receipt } from '../history/records.ts'
import type { receiverWays } from './fault-script.ts'

type Way = (typeof receiverWays)[number]

/** Receivers of webhooks, each on a port of its own, that write down what they are sent before they answer. */
export interface Receivers extends AsyncDisposable {
  urls: readonly string[]
  /** For so long this one behaves badly. */
  behave(receiver: number, how: Way, forMs: number): Promise<void>
  count(): number
}

const slowMs = 2_000

export async function startReceivers(count: number, history: HistoryFile): Promise<Receivers> {
  const conduct: (Way | null)[] = Array.from({ length: count }, () => null)
  const turns = new Map<number, symbol>()
  let received = 0

  const serve = async (receiver: number, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    const body = await bodyOf(incoming)
    if (body === null) return
    const how = conduct[receiver] ?? null
    const accepted = how === null || how === 'slow'
    received += 1
    await history.append(receiptOf(receiver, incoming, body, accepted))
    if (how === 'slow') await pause(slowMs)
    if (how === 'hang') return
    if (how === 'reset') return void incoming.socket.resetAndDestroy()
    outgoing.writeHead(accepted ? 204 : 500)
    outgoing.end()
  }
  const servers: Server[] = []
  const urls: string[] = []
  for (let receiver = 0; receiver < count; receiver++) {
    const server = createServer((incoming, outgoing) => void serve(receiver, incoming, outgoing).catch(() => outgoing.destroy()))
    server.on('connection', (socket) => {
      if (conduct[receiver] === 'refuse') socket.resetAndDestroy()
    })
    await new Promise<void>((done, failed) => server.once('error', failed).listen(0, '127.0.0.1', done))
    const address = server.address()
    if (address === null || typeof address === 'string') throw new Error('a receiver has no port')
    servers.push(server)
    urls.push(`http://127.0.0.1:${address.port}/hook`)
  }
  return {
    urls,
    behave: async (receiver, how, forMs) => {
      const mine = Symbol(how)
      turns.set(receiver, mine)
      conduct[receiver] = how
      if (how === 'refuse') servers[receiver]?.closeAllConnections()
      await pause(forMs)
      // A later episode may have begun meanwhile; it ends by itself.
      if (turns.get(receiver) !== mine) return
      conduct[receiver] = null
      if (how === 'hang') servers[receiver]?.closeAllConnections()
    },
    count: () => received,
    [Symbol.asyncDispose]: async () => {
      for (const server of servers) {
        server.closeAllConnections()
        await new Promise((done) => server.close(done))
      }
    },
  }
}

function receiptOf(receiver: number, { headers }: IncomingMessage, body: string, accepted: boolean): Receipt {
  const { type, data } = JSON.parse(body) as {
    type: string
    data: { matchId?: string; postingId?: string; candidateRef?: string; seq?: number }
  }
  return {
    endpoint: String(receiver),
    webhookId: String(headers['webhook-id']),
    type,
    // Who is to be forgotten goes out of the house's own copy once it was delivered: what is left to know the message by is its id.
    subject: data.matchId ?? data.postingId ?? String(headers['webhook-id']),
    seq: data.seq ?? 0,
    at: Date.now(),
    accepted,
  }
}

async function bodyOf(incoming: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = []
  try {
    for await (const chunk of incoming) chunks.push(chunk as Buffer)
  } catch {
    return null // the sender hung up half-way
  }
  return Buffer.concat(chunks).toString()
}
