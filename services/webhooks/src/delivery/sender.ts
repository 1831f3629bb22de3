import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import type { Db } from '@zhihe/postgres/pool'
import type { Logger } from '@zhihe/runtime/log'
import type { Answer } from '../domain/answer.ts'
import { mostAttemptsEver, nextStep } from '../domain/next-step.ts'
import { signatureHeaders } from '../domain/signature.ts'
import type { SecretCipher } from '../secret-cipher.ts'
import { type ClaimedMessage, claimMessages } from '../store/claim-store.ts'
import { type Delivery, recordOutcome, returnMessage } from '../store/record-store.ts'
import type { Poster } from './post.ts'
import { createSecretBox, type SecretBox } from './secret-box.ts'

export interface SenderOptions {
  db: Db
  poster: Poster
  cipher: SecretCipher
  now: () => Date
  logger: Logger
  /** From 0 to 1, for the jitter. */
  random?: () => number
  onAnswer?: (answer: Answer, durationMs: number) => void
}

export interface Sender {
  /** Takes what is due, as far as there is room, and begins to send it. Returns how many; rejects when the database cannot be asked. */
  takeUp(): Promise<number>
  /** Messages in flight. */
  inFlight(): number
  /** Messages done since the start: if it rose while `takeUp` found nothing, there may be room again. */
  done(): number
  /** Resolves when one more message is done, at once when none is in flight. */
  oneDone(): Promise<void>
  /** Waits for what is in flight, breaks off what is not done in time and gives it back. */
  drain(withinMs: number): Promise<void>
}

const perProcess = 32
const perEndpoint = 4
/** Longer than an attempt may last, with time to note its answer. */
const leaseMs = 30_000
const recordRetryMs = [100, 300, 1_000, 3_000, 6_000]
const userAgent = 'Zhihe-Webhooks/1'

/** Claims, sends, notes. Never sends inside a transaction, and never sends what it has not noted as being sent. */
export function createSender(options: SenderOptions): Sender {
  const { db, cipher, now, logger } = options
  const box = createSecretBox({ db, cipher })
  const running = new Set<Promise<void>>()
  const breakOff = new AbortController()
  let done = 0

  const oneDone = async () => {
    if (running.size > 0) await Promise.race(running)
  }
  return {
    oneDone,
    inFlight: () => running.size,
    done: () => done,
    async takeUp() {
      const limit = perProcess - running.size
      if (limit <= 0 || breakOff.signal.aborted) return 0
      const token = randomUUID()
      const at = now()
      const claim = {
        now: at,
        leaseUntil: new Date(at.getTime() + leaseMs),
        token,
        limit,
        perEndpoint,
        keyIds: cipher.keyIds,
        mostAttempts: mostAttemptsEver,
      }
      const claimed = await db.transaction(async (tx) => await claimMessages(tx, claim))
      for (const message of claimed) {
        const task = deliver(message, { ...options, box, token, signal: breakOff.signal })
          .catch((error: unknown) =>
            logger.error({ err: error, messageId: message.id }, 'an attempt could not be noted; it will be made again'),
          )
          .finally(() => {
            running.delete(task)
            done += 1
          })
        running.add(task)
      }
      return claimed.length
    },
    async drain(withinMs) {
      const timer = setTimeout(() => breakOff.abort(), withinMs)
      while (running.size > 0) await oneDone()
      clearTimeout(timer)
      breakOff.abort()
    },
  }
}

async function deliver(
  message: ClaimedMessage,
  context: SenderOptions & { box: SecretBox; token: string; signal: AbortSignal },
): Promise<void> {
  const { db, poster, now, token, signal, random = Math.random, onAnswer } = context
  const startedAt = performance.now()
  const sentAt = now()
  const letter = { url: message.url, body: message.body, headers: await headersOf(message, { sentAt, box: context.box }), sentAt, signal }
  const answer = await poster.post(letter).catch((error: unknown) => {
    if (signal.aborted) return undefined
    throw error
  })
  const delivery: Delivery = { message, token, now: now() }
  if (!answer) {
    await persistently(async () => await returnMessage(db, delivery))
    return
  }
  const durationMs = Math.round(performance.now() - startedAt)
  onAnswer?.(answer, durationMs)
  const step = nextStep({ number: message.answeredNumber, answer, now: delivery.now, jitter: random() })
  await persistently(async () => await recordOutcome(db, delivery, { answer, step, durationMs }))
}

async function headersOf({ id, endpointId, body, secretsVersion }: ClaimedMessage, { sentAt, box }: { sentAt: Date; box: SecretBox }) {
  const secrets = await box.secretsOf(endpointId, secretsVersion, sentAt)
  return { 'content-type': 'application/json', 'user-agent': userAgent, ...signatureHeaders({ messageId: id, sentAt, body, secrets }) }
}

/** An answer that is not noted costs the receiver a duplicate, so the database gets some time to come back: less than the lease. */
async function persistently<T>(note: () => Promise<T>): Promise<T> {
  for (const waitMs of recordRetryMs) {
    try {
      return await note()
    } catch {
      await pause(waitMs)
    }
  }
  return await note()
}
