import { createSocket, type Socket } from 'node:dgram'
import { type AddressInfo, createServer, isIPv4, type Server } from 'node:net'

export interface Question {
  name: string
  type: 'A' | 'AAAA'
  /** How many questions of this type were asked before. */
  index: number
}

/** What a name server says: addresses under an alias chain, an error, nothing at all, or bytes that mean nothing. */
export type Reply =
  | { addresses: readonly string[]; aliases?: readonly string[]; owner?: string }
  | { rcode: 'SERVFAIL' | 'NXDOMAIN' | 'REFUSED' }
  | { silent: true }
  | { garbage: true }

export interface DnsServer extends AsyncDisposable {
  /** `address:port`, as a resolver takes it. */
  address: string
  questions: readonly Question[]
}

const rcodes = { NOERROR: 0, SERVFAIL: 2, NXDOMAIN: 3, REFUSED: 5 } as const
const types = { A: 1, CNAME: 5, AAAA: 28 } as const
const headerBytes = 12
const udpLimitBytes = 1_232

/** A name server on loopback, over UDP and TCP, that answers by script. */
export async function startDnsServer(script: (question: Question) => Reply): Promise<DnsServer> {
  const questions: Question[] = []
  const answer = (message: Buffer, limitBytes: number): Buffer | undefined => {
    const { name, type, end } = readQuestion(message)
    const question = { name, type, index: questions.filter((before) => before.type === type).length }
    const asked = message.subarray(headerBytes, end)
    const reply = script(question)
    // A cut answer makes the resolver ask again by TCP: the same question still.
    const whole = encode(message.readUInt16BE(0), asked, { question, reply })
    if (whole && whole.length > limitBytes) return header(message.readUInt16BE(0), asked, { truncated: true })
    questions.push(question)
    return whole
  }

  const tcp = createServer((socket) => {
    socket.on('error', () => {})
    socket.once('data', (data: Buffer) => {
      const bytes = answer(data.subarray(2), Number.POSITIVE_INFINITY)
      if (bytes) socket.end(Buffer.concat([sixteen(bytes.length), bytes]))
    })
  })
  const udp = createSocket('udp4', (message, from) => {
    const bytes = answer(message, udpLimitBytes)
    if (bytes) udp.send(bytes, from.port, from.address)
  })
  const port = await bindBoth(tcp, udp)
  return {
    address: `127.0.0.1:${port}`,
    questions,
    async [Symbol.asyncDispose]() {
      await new Promise<void>((done) => udp.close(done))
      await new Promise((done) => tcp.close(done))
    },
  }
}

/** The same port of both: which of those that are free for the one may be taken for the other. */
async function bindBoth(tcp: Server, udp: Socket): Promise<number> {
  await new Promise<void>((done, failed) => tcp.once('error', failed).listen(0, '127.0.0.1', done))
  const { port } = tcp.address() as AddressInfo
  const isBound = await new Promise<boolean>((done) => udp.once('error', () => done(false)).bind(port, '127.0.0.1', () => done(true)))
  if (isBound) return port
  await new Promise((done) => tcp.close(done))
  return await bindBoth(tcp, udp)
}

function readQuestion(message: Buffer): { name: string; type: Question['type']; end: number } {
  const labels: string[] = []
  let at = headerBytes
  for (let length = message[at] ?? 0; length > 0; length = message[at] ?? 0) {
    labels.push(message.toString('ascii', at + 1, at + 1 + length))
    at += 1 + length
  }
  return { name: labels.join('.'), type: message.readUInt16BE(at + 1) === types.AAAA ? 'AAAA' : 'A', end: at + 5 }
}

function encode(id: number, asked: Buffer, { question, reply }: { question: Question; reply: Reply }): Buffer | undefined {
  if ('silent' in reply) return undefined
  if ('garbage' in reply) return Buffer.concat([sixteen(id), Buffer.from('nothing that a resolver could read')])
  if ('rcode' in reply) return header(id, asked, { rcode: reply.rcode })
  const chain = [reply.owner ?? question.name, ...(reply.aliases ?? [])]
  const last = chain.at(-1) ?? ''
  const own = reply.addresses.filter((address) => isIPv4(address) === (question.type === 'A'))
  const records = [
    ...chain.slice(1).map((alias, index) => record(chain[index] ?? '', 'CNAME', nameBytes(alias))),
    ...own.map((address) => record(last, question.type, addressBytes(address))),
  ]
  return Buffer.concat([header(id, asked, { answers: records.length }), ...records])
}

function header(
  id: number,
  asked: Buffer,
  { answers = 0, rcode = 'NOERROR', truncated = false }: { answers?: number; rcode?: keyof typeof rcodes; truncated?: boolean },
): Buffer {
  const flags = 0x8180 | (truncated ? 0x0200 : 0) | rcodes[rcode]
  return Buffer.concat([...[id, flags, 1, answers, 0, 0].map(sixteen), asked])
}

function record(owner: string, type: keyof typeof types, data: Buffer): Buffer {
  const internet = 1
  return Buffer.concat([nameBytes(owner), sixteen(types[type]), sixteen(internet), Buffer.alloc(4), sixteen(data.length), data])
}

function nameBytes(name: string): Buffer {
  return Buffer.concat([...name.split('.').flatMap((label) => [Buffer.from([label.length]), Buffer.from(label)]), Buffer.from([0])])
}

function addressBytes(address: string): Buffer {
  if (isIPv4(address)) return Buffer.from(address.split('.').map(Number))
  const [left = '', right] = address.split('::')
  const groups = (text: string) => (text === '' ? [] : text.split(':').map((group) => Number.parseInt(group, 16)))
  const tail = groups(right ?? '')
  const head = groups(left)
  const zeros = Array.from({ length: right === undefined ? 0 : 8 - head.length - tail.length }, () => 0)
  return Buffer.concat([...head, ...zeros, ...tail].map(sixteen))
}

function sixteen(value: number): Buffer {
  const bytes = Buffer.alloc(2)
  bytes.writeUInt16BE(value)
  return bytes
}
