import { setTimeout as pause } from 'node:timers/promises'
import { z } from 'zod'

const inspectorOrigin = 'http://127.0.0.1:9229'
const openWithinMs = 10_000
const answer = z.looseObject({ id: z.number().optional(), method: z.string().optional(), params: z.unknown().optional() })
const targets = z.array(z.looseObject({ webSocketDebuggerUrl: z.string() })).min(1)
const chunkOf = z.looseObject({ chunk: z.string() })

/**
 * Every string in the heap of a Node process of ours, as the text of a heap snapshot with whole strings. Opens the process's inspector by SIGUSR1, so
 * one process at a time, and closes it; a process can be looked into once.
 */
export async function heapStrings(pid: number): Promise<string> {
  process.kill(pid, 'SIGUSR1')
  const url = await inspectorUrl()
  using inspector = await openInspector(url)
  // V8 would cut each string after 1,024 characters; a job is longer.
  await inspector.evaluate(`process.getBuiltinModule('node:v8').setFlagsFromString('--heap-snapshot-string-limit=100000000')`)
  const text = await inspector.snapshot()
  await inspector.evaluate(`setImmediate(() => process.getBuiltinModule('node:inspector').close())`)
  await untilClosed()
  return text
}

// The next process opens its own at the same port.
async function untilClosed(): Promise<void> {
  const deadline = Date.now() + openWithinMs
  for (;;) {
    const isOpen = await fetch(`${inspectorOrigin}/json/list`, { headers: { connection: 'close' } }).then(
      () => true,
      () => false,
    )
    if (!isOpen) return
    if (Date.now() > deadline) throw new Error('the inspector did not close')
    await pause(50)
  }
}

async function inspectorUrl(): Promise<string> {
  const deadline = Date.now() + openWithinMs
  for (;;) {
    try {
      const [target] = targets.parse(await (await fetch(`${inspectorOrigin}/json/list`, { headers: { connection: 'close' } })).json())
      if (target) return target.webSocketDebuggerUrl
    } catch (error) {
      if (Date.now() > deadline) throw new Error('the inspector did not open', { cause: error })
    }
    await pause(50)
  }
}

async function openInspector(url: string) {
  const socket = new WebSocket(url)
  const chunks: string[] = []
  const waiting = new Map<number, () => void>()
  let lastId = 0
  socket.addEventListener('message', ({ data }) => {
    const { id, method, params } = answer.parse(JSON.parse(String(data)))
    if (method === 'HeapProfiler.addHeapSnapshotChunk') chunks.push(chunkOf.parse(params).chunk)
    if (id !== undefined) waiting.get(id)?.()
  })
  await new Promise<void>((done, failed) => {
    socket.addEventListener('open', () => done())
    socket.addEventListener('error', () => failed(new Error('the inspector did not answer')))
  })
  const ask = async (method: string, params: object = {}): Promise<void> => {
    const id = ++lastId
    const answered = new Promise<void>((done) => waiting.set(id, done))
    socket.send(JSON.stringify({ id, method, params }))
    await answered
  }
  return {
    evaluate: (expression: string) => ask('Runtime.evaluate', { expression }),
    snapshot: async () => {
      await ask('HeapProfiler.takeHeapSnapshot', { reportProgress: false, captureNumericValue: true })
      return chunks.join('')
    },
    [Symbol.dispose]: () => socket.close(),
  }
}
