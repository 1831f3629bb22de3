import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'

// Receivers of all kinds behind one port, in a process of their own: the first part of the path says how they behave. Answers over IPC how many
// came and how long each had been under way since it was published. Ends with its parent.
const dripMs = 1_000
let latencies: Record<string, number[]> = {}

const answers: Record<string, (outgoing: ServerResponse) => void> = {
  hang: () => {},
  fail: (outgoing) => void outgoing.writeHead(500).end('no'),
  drip(outgoing) {
    outgoing.writeHead(200)
    const timer = setInterval(() => outgoing.write('.'), dripMs)
    outgoing.on('close', () => clearInterval(timer))
  },
}

const server = createServer((incoming, outgoing) => {
  const chunks: Buffer[] = []
  incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
  incoming.on('end', () => {
    const kind = kindOf(incoming)
    const { publishedAt } = JSON.parse(Buffer.concat(chunks).toString()) as { publishedAt: number }
    latencies[kind] ??= []
    latencies[kind].push(performance.timeOrigin + performance.now() - publishedAt)
    const answer = answers[kind]
    if (answer) answer(outgoing)
    else outgoing.writeHead(204).end()
  })
})
server.keepAliveTimeout = 60_000

process.on('message', () => {
  process.send?.(latencies)
  latencies = {}
})
process.on('disconnect', () => process.exit(0))
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  process.send?.({ port: typeof address === 'object' ? address?.port : 0 })
})

function kindOf({ url = '' }: IncomingMessage): string {
  return url.split('/')[1] ?? ''
}
