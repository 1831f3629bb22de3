import { randomUUID } from 'node:crypto'
import { type Db, isBusy, isSerializationConflict, isUnreachable } from '@zhihe/postgres/pool'
import { failpoint } from '@zhihe/runtime/failpoint'
import type { Logger } from '@zhihe/runtime/log'
import { openSpan, type SpanFacts } from '@zhihe/runtime/trace'
import type { Answer } from '../domain/answer.ts'
import { nextStep } from '../domain/next-step.ts'
import { signatureHeaders } from '../domain/signature.ts'
import type { SecretCipher } from '../secret-cipher.ts'
import { releaseHeld } from '../store/cap-store.ts'
import { type ClaimedMessage, claimMessages } from '../store/claim-store.ts'
import { type Delivery, type Outcome, recordOutcomes, returnMessage } from '../store/record-store.ts'
import { createLeases } from './leases.ts'
import { createNotebook, type Notebook } from './notebook.ts'
import { createPace, type Limits } from './pace.ts'
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
  limits?: Partial<Limits>
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

interface Work extends SenderOptions {
  box: SecretBox
  answers: Notebook<Outcome>
  returns: Notebook<Delivery>
  signal: AbortSignal
}

const defaultLimits: Limits = { quick: 256, slow: 64, perEndpoint: 4 }
const releaseEveryMs = 1_000
const renewEveryMs = 1_000
const userAgent = 'Zhihe-Webhooks/1'

/** Claims, sends, notes. Never sends inside a transaction, and never sends what it has not noted as being sent. */
export function createSender(options: SenderOptions): Sender {
  const { db, cipher, now, logger } = options
  const limits = { ...defaultLimits, ...options.limits }
  const pace = createPace(limits)
  const leases = createLeases(db)
  const running = new Set<Promise<void>>()
  const waiting = new Set<() => void>()
  const breakOff = new AbortController()
  const work: Work = { ...options, box: createSecretBox({ db, cipher }), ...openNotebooks(db), signal: breakOff.signal }
  let done = 0
  let releaseAt = new Date(0)

  const countDone = (count: number): void => {
    done += count
    for (const wake of waiting) wake()
    waiting.clear()
  }
  const begin = (message: ClaimedMessage, token: string): void => {
    const land = pace.begin(message.endpointId, message.isSlow)
    const task = deliver(message, { ...work, token })
      .catch((error: unknown) => {
        // While the database is away, which its pool tells of, this is true of every message in flight.
        const level = isUnreachable(error) ? 'debug' : 'error'
        logger[level]({ err: error, messageId: message.id }, 'an attempt could not be made or noted; it will be made again')
      })
      .finally(() => {
        land()
        leases.letGo(message.id)
        running.delete(task)
        countDone(1)
      })
    running.add(task)
  }
  const oneDone = async (): Promise<void> => {
    if (running.size > 0) await new Promise<void>((resolve) => waiting.add(resolve))
  }
  return {
    oneDone,
    inFlight: () => running.size,
    done: () => done,
    async takeUp() {
      // Before anything is claimed: after an outage of the database it could be what is in flight here.
      await leases.renew(now())
      const { slowIds, ...room } = pace.room()
      if (room.quick + room.slow === 0 || breakOff.signal.aborted) return 0
      const at = now()
      if (at >= releaseAt) {
        await releaseHeld(db, at)
        releaseAt = new Date(at.getTime() + releaseEveryMs)
      }
      const token = randomUUID()
      const leaseUntil = leases.endOf(at)
      const { perEndpoint } = limits
      const claim = { now: at, leaseUntil, token, room, perEndpoint, slowIds, keyIds: cipher.keyIds }
      const { messages, ended } = await db.transaction(async (tx) => await claimMessages(tx, claim))
      await prepareOrReturn(messages, { ...work, token, now: at })
      for (const message of messages) {
        leases.hold(message.id, token, at)
        begin(message, token)
      }
      if (ended > 0) countDone(ended)
      return messages.length
    },
    async drain(withinMs) {
      const timer = setTimeout(() => breakOff.abort(), withinMs)
      const renewing = setInterval(() => void leases.renew(now()).catch(() => {}), renewEveryMs)
      while (running.size > 0) await oneDone()
      clearTimeout(timer)
      clearInterval(renewing)
      breakOff.abort()
    },
  }
}

function openNotebooks(db: Db): Pick<Work, 'answers' | 'returns'> {
  const isPassing = (error: unknown): boolean => isUnreachable(error) || isBusy(error) || isSerializationConflict(error)
  return {
    answers: createNotebook({ write: async (outcomes: readonly Outcome[]) => await recordOutcomes(db, outcomes), isPassing }),
    returns: createNotebook({
      write: async (deliveries: readonly Delivery[]) => {
        for (const delivery of deliveries) await returnMessage(db, delivery)
        return []
      },
      isPassing,
    }),
  }
}

/** Without their secrets messages cannot be sent: they go back, to be claimed anew, and whoever claimed them hears why. */
async function prepareOrReturn(
  messages: readonly ClaimedMessage[],
  { box, returns, token, now }: Pick<Work, 'box' | 'returns'> & { token: string; now: Date },
): Promise<void> {
  try {
    await box.prepare(messages, now)
  } catch (error) {
    await Promise.allSettled(messages.map(async (message) => await returns.note({ message, token, now })))
    throw error
  }
}

async function deliver(message: ClaimedMessage, work: Work & { token: string }): Promise<void> {
  const { poster, now, token, signal, random = Math.random, onAnswer, answers, returns } = work
  const startedAt = performance.now()
  const sentAt = now()
  // What it goes on with stays inside: the receiver is sent no trace of ours (decision 031).
  const span = openSpan('webhook delivery', {
    kind: 'client',
    parent: message.trace ?? undefined,
    facts: { 'zhihe.attempt': message.number },
  })
  const letter = { url: message.url, body: message.body, headers: headersOf(message, { sentAt, box: work.box }), sentAt, signal }
  const answer = await poster.post(letter).catch((error: unknown) => {
    if (signal.aborted) return undefined
    throw error
  })
  failpoint('sender.sent')
  const delivery: Delivery = { message, token, now: now() }
  span.end({ facts: outcomeOf(answer) })
  if (!answer) {
    await returns.note(delivery)
    return
  }
  const durationMs = Math.round(performance.now() - startedAt)
  onAnswer?.(answer, durationMs)
  const step = nextStep({ kind: message.kind, tries: message.tries, answer, now: delivery.now, jitter: random() })
  await answers.note({ ...delivery, answer, step, durationMs })
}

function outcomeOf(answer: Answer | undefined): SpanFacts {
  if (!answer) return { 'zhihe.outcome': 'broken off' }
  const status = answer.status === null ? {} : { 'http.response.status_code': answer.status }
  return answer.ok ? { ...status, 'zhihe.outcome': 'success' } : { ...status, 'zhihe.outcome': 'failure', 'error.type': answer.errorCode }
}

function headersOf({ id, endpointId, body }: ClaimedMessage, { sentAt, box }: { sentAt: Date; box: SecretBox }) {
  const secrets = box.secretsOf(endpointId)
  return { 'content-type': 'application/json', 'user-agent': userAgent, ...signatureHeaders({ messageId: id, sentAt, body, secrets }) }
}
