import { setTimeout as pause } from 'node:timers/promises'

export interface Patience {
  withinMs: number
  pollMs?: number
}

/** Waits until it is so and returns how many milliseconds that took; null when it was not so in time. What rejects is not so yet. */
export async function waitUntil(isSo: () => boolean | Promise<boolean>, { withinMs, pollMs = 10 }: Patience): Promise<number | null> {
  const startedAt = performance.now()
  while (!(await Promise.try(isSo).catch(() => false))) {
    if (performance.now() - startedAt > withinMs) return null
    await pause(pollMs)
  }
  return Math.round(performance.now() - startedAt)
}

/** The value that `share` of the numbers do not exceed; 0 of none. */
export function percentile(numbers: readonly number[], share: number): number {
  const sorted = numbers.toSorted((a, b) => a - b)
  return Math.round(sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0)
}

/** A number of the text of `/metrics`; undefined when it says nothing of it. `labels` is any part of what stands in the braces. */
export function metricOf(text: string, name: string, labels = ''): number | undefined {
  const line = text.split('\n').find((one) => one.startsWith(name) && /^[{ ]/.test(one.slice(name.length)) && one.includes(labels))
  return line === undefined ? undefined : Number(line.slice(line.lastIndexOf(' ') + 1))
}
