import type { Queue } from 'bullmq'
import { type Backend, openBackend, type QueueAddress } from './backend.ts'
import { closeQuietly, within } from './patience.ts'
import { callDeadlineMs } from './policy.ts'

/** One queue object, opened when it is first needed and anew after each failure. */
export interface KeptQueue {
  use<T>(work: (queue: Queue) => Promise<T>): Promise<T>
  close(): Promise<void>
}

const closeDeadlineMs = 2_000

export function keepQueue(address: QueueAddress): KeptQueue {
  const backend = openBackend({ ...address, onFault: () => {} })
  let current: Promise<Queue> | undefined
  let closed: Promise<void> | undefined

  const close = async (): Promise<void> => {
    await current?.then(
      (opened) => closeQuietly(opened),
      () => {},
    )
    await within(backend.close(), closeDeadlineMs, 'the queue did not close').catch(() => {})
  }

  return {
    use: async (work) => {
      if (closed) throw new Error(`queue ${address.queue} is closed here`)
      const queue = (current ??= openQueue(backend))
      try {
        return await work(await queue)
      } catch (error) {
        if (current === queue) current = undefined
        void queue.then(
          (opened) => closeQuietly(opened),
          () => {},
        )
        throw error
      }
    },
    close: () => (closed ??= close()),
  }
}

/** A queue object whose first connection failed stays failed for ever, so each attempt makes a new one. */
async function openQueue(backend: Backend): Promise<Queue> {
  await backend.prepare()
  const queue = backend.createQueue()
  try {
    await within(queue.waitUntilReady(), callDeadlineMs, 'the queue was not ready')
    return queue
  } catch (error) {
    void closeQuietly(queue)
    throw error
  }
}
