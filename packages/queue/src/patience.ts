import { setTimeout as pause } from 'node:timers/promises'

const firstDelayMs = 100
const longestDelayMs = 1_000

/** Rejects with `late` unless the promise settles in time. The promise itself goes on, and its later rejection is nobody's surprise. */
export async function within<T>(promise: Promise<T>, deadlineMs: number, late: string): Promise<T> {
  promise.catch(() => {})
  const { promise: expired, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(new Error(`${late} within ${deadlineMs} ms`)), deadlineMs)
  try {
    return await Promise.race([promise, expired])
  } finally {
    clearTimeout(timer)
  }
}

/** Closes politely, or else hangs up; resolves within the deadline either way, as a connection that is away may never say that it ended. */
export async function closeQuietly(
  closable: { close(): Promise<unknown>; disconnect(): Promise<unknown> },
  deadlineMs = 2_000,
): Promise<void> {
  await within(closable.close(), deadlineMs, 'no answer').catch(() => {
    closable.disconnect().catch(() => {})
  })
}

/** Waits before attempt `failures + 1`: 0.1 s doubling to 1 s, less up to half by jitter. Returns early when the signal comes. */
export async function backOff(failures: number, signal: AbortSignal): Promise<void> {
  const delayMs = Math.min(firstDelayMs * 2 ** Math.min(failures - 1, 10), longestDelayMs)
  await pause(delayMs * (0.5 + Math.random() / 2), undefined, { signal }).catch(() => {})
}
