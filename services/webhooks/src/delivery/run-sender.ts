import { setTimeout as pause } from 'node:timers/promises'
import { listen } from '@zhihe/postgres/listen'
import { isUnreachable } from '@zhihe/postgres/pool'
import type { Logger } from '@zhihe/runtime/log'
import { messagesChannel } from '../store/message-store.ts'
import type { Sender } from './sender.ts'

export interface RunSenderOptions {
  sender: Sender
  /** Where new messages are announced. */
  listenUrl: string
  logger: Logger
  pollMs?: number
}

export interface RunningSender extends AsyncDisposable {
  /** False while the database cannot be asked for work. */
  isReady(): boolean
}

const defaultPollMs = 1_000
const drainMs = 6_000
/** From one claim to the next: what becomes due or gets done meanwhile is claimed together, which costs the database less. */
const gatherMs = 3

/** Keeps a sender at work: when a message is announced, when one is done, and every second. Disposing finishes what is in flight. */
export function runSender({ sender, listenUrl, logger, pollMs = defaultPollMs }: RunSenderOptions): RunningSender {
  const stopping = new AbortController()
  let isReady = true
  let isSaid = false
  let wake = (): void => {}
  const listener = listen({ url: listenUrl, channel: messagesChannel, onNotify: () => wake(), onState: () => wake() })

  const work = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      const { promise: woken, resolve } = Promise.withResolvers<void>()
      wake = resolve
      const doneBefore = sender.done()
      const taken = await takeUp()
      // What got done meanwhile was in flight in the eyes of the claim, and made room that nobody will announce.
      const mayHaveRoom = isReady && sender.done() > doneBefore
      if (!(taken > 0 || mayHaveRoom || stopping.signal.aborted)) {
        const timer = setTimeout(resolve, pollMs)
        // Room is made by what gets done; but without the database, being done says nothing about it.
        await Promise.race(isReady && sender.inFlight() > 0 ? [woken, sender.oneDone()] : [woken])
        clearTimeout(timer)
      } else if (!stopping.signal.aborted) await pause(gatherMs)
    }
  }
  const takeUp = async (): Promise<number> => {
    try {
      const taken = await sender.takeUp()
      if (isSaid) logger.info('messages can be taken again')
      isReady = true
      isSaid = false
      return taken
    } catch (error) {
      isReady = false
      // That the database is away is said by its pool.
      if (isSaid || isUnreachable(error)) return 0
      logger.error({ err: error }, 'messages cannot be taken; trying on')
      isSaid = true
      return 0
    }
  }
  const finished = work()

  return {
    isReady: () => isReady && !stopping.signal.aborted,
    async [Symbol.asyncDispose]() {
      stopping.abort()
      wake()
      await finished
      await listener[Symbol.asyncDispose]()
      await sender.drain(drainMs)
    },
  }
}
