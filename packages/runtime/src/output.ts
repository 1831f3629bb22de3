import { writeSync } from 'node:fs'

export interface Output {
  write(line: string): void
}

type WriteSome = (bytes: Buffer) => number

const gone = new Set(['EPIPE', 'EBADF', 'ECONNRESET', 'EIO'])
const retries = 10
const restMs = 5
const nothing = new Int32Array(new SharedArrayBuffer(4))

/**
 * Lines to a file descriptor, each written before the call returns. A log that cannot be written costs lines, never the process: when nobody reads any
 * more the output falls silent; when there is no room (a full disk) lines are dropped, and how many is said as soon as there is room again.
 */
export function openOutput(fd: number, writeSome: WriteSome = (bytes) => writeSync(fd, bytes)): Output {
  let isGone = false
  let lost = 0
  let isMidLine = false

  function write(line: string): void {
    if (isGone) return
    const isWritten = lost === 0 ? tryWriting(line) : tryWriting(`${lossLine(lost)}${line}`)
    lost = isWritten ? 0 : lost + 1
  }

  function tryWriting(text: string): boolean {
    let left = Buffer.from(isMidLine ? `\n${text}` : text)
    const wholeLength = left.length
    for (let attempt = 0; left.length > 0; ) {
      try {
        left = left.subarray(writeSome(left))
      } catch (error) {
        const code = error instanceof Error && 'code' in error ? String(error.code) : ''
        isGone = gone.has(code)
        attempt += 1
        if (code === 'EAGAIN' && attempt <= retries) Atomics.wait(nothing, 0, 0, restMs)
        else {
          isMidLine ||= left.length < wholeLength
          return false
        }
      }
    }
    isMidLine = false
    return true
  }

  return { write }
}

function lossLine(lost: number): string {
  return `${JSON.stringify({ level: 'warn', time: new Date().toISOString(), pid: process.pid, lines: lost, msg: 'lines of the log were lost' })}\n`
}
