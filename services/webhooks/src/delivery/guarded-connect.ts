import type { LookupFunction, Socket } from 'node:net'
import { buildConnector } from 'undici'

export interface GuardedConnectOptions {
  lookup: LookupFunction
  timeoutMs: number
  /** What a receiver may say to one request, in bytes on the connection: status lines, headers, body, chunk sizes, trailers. */
  answerLimitBytes: number
}

class AnswerTooLargeError extends Error {
  readonly code = 'ERR_ANSWER_TOO_LARGE'
}

/** Connections to strangers: the address comes from the guarded lookup, certificates are checked, and whoever says too much is hung up on. */
export function guardedConnect({ lookup, timeoutMs, answerLimitBytes }: GuardedConnectOptions): buildConnector.connector {
  const connect = buildConnector({ lookup, allowH2: false, timeout: timeoutMs, rejectUnauthorized: true })
  return (options, callback) => {
    connect(options, (...result) => {
      const [, socket] = result
      if (socket) limitAnswers(socket, answerLimitBytes)
      callback(...result)
    })
  }
}

// The HTTP parser limits one header and hands out bodies, but reads 1xx answers and chunk extensions for ever: so the bytes are counted below it.
function limitAnswers(socket: Socket, limitBytes: number): void {
  let written = -1
  let answerFrom = 0
  let read = socket.bytesRead
  socket.on('readable', () => {
    // Something more was written: another request, whose answer begins here.
    if (socket.bytesWritten !== written) answerFrom = read
    written = socket.bytesWritten
    read = socket.bytesRead
    if (read - answerFrom > limitBytes) socket.destroy(new AnswerTooLargeError('the answer is too large'))
  })
}
