import { setTimeout as pause } from 'node:timers/promises'
import { Client, escapeIdentifier } from 'pg'
import { forgetListener, rememberListener } from './measure.ts'

export interface ListenOptions {
  url: string
  channel: string
  /** Called for each notification; what it throws is reported through `onError`, never to PostgreSQL. */
  onNotify: (payload: string) => void
  /** Told on each change. Notifications sent while it was down are lost: look for work when it comes up. */
  onState?: (isUp: boolean) => void
  onError?: (error: unknown) => void
  /** How often the connection is asked whether it lives; default 3,000. An answer may take 2,000 more before it counts as dead. */
  livenessEveryMs?: number
}

export interface Listener extends AsyncDisposable {
  isUp(): boolean
  /** How long nothing has been heard by notification; 0 while it is up. */
  downSeconds(): number
}

const connectTimeoutMs = 2_000
const queryTimeoutMs = 2_000
const defaultLivenessEveryMs = 3_000
const firstDelayMs = 100
const longestDelayMs = 5_000

/**
 * Listens on one channel over its own connection, and for ever: whatever ends the connection, it comes back with a growing, jittered delay.
 * A half-open socket says nothing, so a query with a deadline asks every few seconds. Never rejects and never throws out.
 */
export function listen(options: ListenOptions): Listener {
  const stopping = new AbortController()
  let isUp = false
  let downSince = performance.now()
  const setState = (changed: boolean): void => {
    if (changed === isUp) return
    isUp = changed
    downSince = performance.now()
    guarded(options, () => options.onState?.(changed))
  }
  const finished = keepListening(options, setState, stopping.signal)
  const listener: Listener = {
    isUp: () => isUp,
    downSeconds: () => (isUp ? 0 : (performance.now() - downSince) / 1_000),
    [Symbol.asyncDispose]: async () => {
      stopping.abort()
      await finished
      forgetListener(options.channel, listener)
    },
  }
  rememberListener(options.channel, listener)
  return listener
}

async function keepListening(options: ListenOptions, setState: (isUp: boolean) => void, signal: AbortSignal): Promise<void> {
  let delayMs = firstDelayMs
  while (!signal.aborted) {
    await listenOnce(options, signal, () => {
      delayMs = firstDelayMs
      setState(true)
    }).catch((error: unknown) => guarded(options, () => options.onError?.(error)))
    setState(false)
    if (signal.aborted) return
    await pause(delayMs * (0.5 + Math.random() / 2), undefined, { signal }).catch(() => {})
    delayMs = Math.min(delayMs * 2, longestDelayMs)
  }
}

/** Listens until the connection ends or the signal comes; rejects with what ended it. */
async function listenOnce(options: ListenOptions, signal: AbortSignal, onUp: () => void): Promise<void> {
  const client = new Client({
    connectionString: options.url,
    application_name: `zhihe-listen-${options.channel}`,
    connectionTimeoutMillis: connectTimeoutMs,
    query_timeout: queryTimeoutMs,
    keepAlive: true,
  })
  const { promise: ended, reject: failed, resolve: done } = Promise.withResolvers<void>()
  ended.catch(() => {}) // an error while still connecting is thrown by `connect` itself
  client.on('error', failed)
  client.on('end', () => failed(new Error('the connection that listens has ended')))
  client.on('notification', ({ payload }) => guarded(options, () => options.onNotify(payload ?? '')))
  const stop = (): void => done()
  signal.addEventListener('abort', stop)
  let liveness: NodeJS.Timeout | undefined
  try {
    await client.connect()
    await client.query(`listen ${escapeIdentifier(options.channel)}`)
    if (signal.aborted) return
    onUp()
    liveness = askWhetherItLives(client, options.livenessEveryMs ?? defaultLivenessEveryMs, failed)
    await ended
  } finally {
    clearInterval(liveness)
    signal.removeEventListener('abort', stop)
    hangUp(client)
  }
}

function askWhetherItLives(client: Client, everyMs: number, failed: (error: unknown) => void): NodeJS.Timeout {
  let isAsking = false
  return setInterval(() => {
    if (isAsking) return
    isAsking = true
    client.query('select 1').then(() => (isAsking = false), failed)
  }, everyMs)
}

function hangUp(client: Client): void {
  // A polite goodbye would wait for an answer that a half-open socket never gives.
  const { connection } = client as unknown as { connection: { stream: { destroy(): void } } }
  connection.stream.destroy()
}

function guarded(options: ListenOptions, call: () => void): void {
  try {
    call()
  } catch (error) {
    options.onError?.(error)
  }
}
