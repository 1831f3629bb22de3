import type { Socket } from 'node:net'
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib'
import type { ErrorCode } from '../../src/domain/answer.ts'

export interface HostileBehaviour {
  what: string
  /** What it does as soon as the first bytes of a request are there, or (`atOnce`) somebody has connected. */
  serve: (socket: Socket) => void
  atOnce?: boolean
  /** A status that was read, or how the attempt failed without one. */
  comesOf: number | ErrorCode | readonly (number | ErrorCode)[]
}

const ok = 'HTTP/1.1 200 OK\r\n'
const kib = 1_024
const bombBytes = 20 * kib * kib
const dripMs = 20

const say =
  (...parts: (string | Buffer)[]) =>
  (socket: Socket): void => {
    for (const part of parts) socket.write(part)
  }
const sayAndHangUp =
  (...parts: (string | Buffer)[]) =>
  (socket: Socket): void => {
    say(...parts)(socket)
    socket.end()
  }
const sayAndReset = (text: string) => (socket: Socket) =>
  void socket.write(text, () => setTimeout(() => socket.resetAndDestroy(), 2 * dripMs))
const drip = (head: string, drop: string) => (socket: Socket) => {
  socket.write(head)
  const timer = setInterval(() => socket.write(drop), dripMs).unref()
  socket.once('close', () => clearInterval(timer))
}
const endless =
  (head: string, piece: Buffer | string) =>
  (socket: Socket): void => {
    const more = (): void => {
      if (!socket.destroyed) socket.write(piece, () => setImmediate(more))
    }
    socket.write(head, more)
  }
const packed = (encoding: string, bomb: Buffer) => say(`${ok}content-encoding: ${encoding}\r\ncontent-length: ${bomb.length}\r\n\r\n`, bomb)

const flood = Buffer.alloc(16 * kib, 'x')
const zeros = Buffer.alloc(bombBytes)
const chunked = `${ok}transfer-encoding: chunked\r\n\r\n`
const broken = 'connection_failed'

export const hostileBehaviours: readonly HostileBehaviour[] = [
  // before a status
  { what: 'hangs up on whoever connects', serve: (socket) => void socket.end(), atOnce: true, comesOf: broken },
  { what: 'resets whoever connects', serve: (socket) => void socket.resetAndDestroy(), atOnce: true, comesOf: broken },
  { what: 'says nothing', serve: () => {}, comesOf: 'timeout' },
  { what: 'hangs up on a request', serve: (socket) => void socket.end(), comesOf: broken },
  { what: 'resets on a request', serve: (socket) => void socket.resetAndDestroy(), comesOf: broken },
  { what: 'hangs in its header', serve: say(`${ok}x-a: `), comesOf: 'timeout' },
  { what: 'drips its header', serve: drip(`${ok}x-a: `, 'a'), comesOf: 'timeout' },
  { what: 'sends a header of 64 KiB', serve: say(`${ok}x: ${'a'.repeat(64 * kib)}\r\n\r\n`), comesOf: 'response_too_large' },
  { what: 'sends 10,000 headers', serve: say(ok, 'x-a: b\r\n'.repeat(10_000), '\r\n'), comesOf: 'response_too_large' },
  { what: 'sends headers for ever', serve: endless(ok, 'x-a: b\r\n'.repeat(500)), comesOf: 'response_too_large' },
  { what: 'sends a status line for ever', serve: endless('HTTP/1.1 200 ', flood), comesOf: [broken, 'response_too_large'] },
  { what: 'sends 100 for ever', serve: endless('', 'HTTP/1.1 100 Continue\r\n\r\n'.repeat(100)), comesOf: broken },
  { what: 'sends 102 for ever', serve: endless('', 'HTTP/1.1 102 Processing\r\n\r\n'.repeat(100)), comesOf: 'response_too_large' },
  {
    what: 'sends early hints for ever',
    serve: endless('', `HTTP/1.1 103 Early Hints\r\nlink: <${'a'.repeat(8 * kib)}>\r\n\r\n`),
    comesOf: 'response_too_large',
  },
  { what: 'drips 102 until the deadline', serve: drip('', 'HTTP/1.1 102 Processing\r\n\r\n'), comesOf: 'timeout' },
  {
    what: 'switches protocols',
    serve: say('HTTP/1.1 101 Switching Protocols\r\nupgrade: h2c\r\nconnection: upgrade\r\n\r\n'),
    comesOf: broken,
  },
  { what: 'speaks SMTP', serve: sayAndHangUp('220 smtp ready\r\n'), comesOf: broken },
  { what: 'speaks HTTP/0.9', serve: sayAndHangUp('<html>hello</html>'), comesOf: broken },
  { what: 'speaks HTTP/2', serve: say(Buffer.from('000012040000000000000300000064', 'hex')), comesOf: broken },
  { what: 'speaks Redis', serve: say("-ERR unknown command 'POST'\r\n"), comesOf: broken },
  { what: 'speaks TLS where nobody asked', serve: say(Buffer.from('15030100020228', 'hex')), comesOf: broken },
  { what: 'sends noise', serve: endless('', Buffer.from('\u0000\u0001\uFFFD'.repeat(4_000))), comesOf: broken },
  { what: 'gives two lengths', serve: say(`${ok}content-length: 2\r\ncontent-length: 9\r\n\r\nok`), comesOf: broken },
  {
    what: 'gives a length and chunks',
    serve: say(`${ok}content-length: 2\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n`),
    comesOf: broken,
  },
  { what: 'gives a negative length', serve: say(`${ok}content-length: -1\r\n\r\n`), comesOf: broken },
  { what: 'gives a length beyond all numbers', serve: say(`${ok}content-length: ${'9'.repeat(30)}\r\n\r\n`), comesOf: broken },
  // after a status, which has decided
  { what: 'answers before it was asked', serve: say(`${ok}content-length: 0\r\n\r\n`), atOnce: true, comesOf: [broken, 200] },
  {
    what: 'answers just in time',
    serve: (socket) => void setTimeout(() => say(`${ok}content-length: 0\r\n\r\n`)(socket), 700),
    comesOf: 200,
  },
  { what: 'says 200 and hangs in its body', serve: say(`${ok}content-length: 9\r\n\r\nhalf`), comesOf: 200 },
  { what: 'says 200 and resets', serve: sayAndReset(`${ok}content-length: 9\r\n\r\nhalf`), comesOf: 200 },
  { what: 'says 200 and hangs up early', serve: sayAndHangUp(`${ok}content-length: 9\r\n\r\nhalf`), comesOf: 200 },
  { what: 'says 500 and hangs in its body', serve: say('HTTP/1.1 500 No\r\ncontent-length: 9\r\n\r\nhalf'), comesOf: 500 },
  { what: 'says 500 and resets', serve: sayAndReset('HTTP/1.1 500 No\r\ncontent-length: 9\r\n\r\nhalf'), comesOf: 500 },
  { what: 'says a status that nobody knows', serve: say('HTTP/1.1 999 What\r\ncontent-length: 0\r\n\r\n'), comesOf: 999 },
  { what: 'says 204 with a body', serve: say('HTTP/1.1 204 No Content\r\ncontent-length: 4\r\n\r\nbody'), comesOf: 204 },
  { what: 'says more than its length', serve: say(`${ok}content-length: 2\r\n\r\nok and much more`), comesOf: 200 },
  { what: 'answers twice', serve: say(`${ok}content-length: 2\r\n\r\nok${ok}content-length: 2\r\n\r\nno`), comesOf: 200 },
  { what: 'drips its body', serve: drip(`${ok}content-length: 900000\r\n\r\n`, 'x'), comesOf: 200 },
  { what: 'never ends its body', serve: endless(`${ok}content-length: 9000000000\r\n\r\n`, flood), comesOf: 200 },
  { what: 'never ends a body without a length', serve: endless(`${ok}\r\n`, flood), comesOf: 200 },
  { what: 'never ends its chunks', serve: endless(chunked, '1\r\nx\r\n'.repeat(1_000)), comesOf: 200 },
  { what: 'never ends a chunk extension', serve: endless(`${chunked}1;x=`, flood), comesOf: 200 },
  { what: 'never ends the zeros of a chunk size', serve: endless(chunked, '0'.repeat(4_000)), comesOf: 200 },
  { what: 'never ends its trailers', serve: endless(`${chunked}0\r\n`, 'x-a: b\r\n'.repeat(500)), comesOf: 200 },
  { what: 'gives a chunk size beyond all numbers', serve: say(`${chunked}FFFFFFFFFFFFFFFFF\r\nx`), comesOf: 200 },
  { what: 'sends a gzip bomb', serve: packed('gzip', gzipSync(zeros)), comesOf: 200 },
  { what: 'sends a bomb within a bomb', serve: packed('gzip, gzip', gzipSync(gzipSync(zeros))), comesOf: 200 },
  { what: 'sends a deflate bomb', serve: packed('deflate', deflateSync(zeros)), comesOf: 200 },
  { what: 'sends a brotli bomb', serve: packed('br', brotliCompressSync(zeros)), comesOf: 200 },
]
