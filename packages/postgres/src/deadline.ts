import { AsyncLocalStorage } from 'node:async_hooks'

/** How long a piece of work may wait for the database, all its waits together. */
export interface Deadline {
  /** Runs `work`, and whatever it starts, under this deadline. */
  run<T>(work: () => T): T
  /** Milliseconds that somebody else took, and that do not count. */
  forgive(ms: number): void
  /** The work is over: what it left running behind itself keeps the deadlines of its statements only. */
  lift(): void
}

const deadlines = new AsyncLocalStorage<{ at: number }>()

/** A deadline so many milliseconds from now. What waits for a connection or an answer when it comes is unreachable (`isUnreachable`). */
export function startDeadline(ms: number): Deadline {
  const state = { at: performance.now() + ms }
  return {
    run: (work) => deadlines.run(state, work),
    forgive: (given) => void (state.at += given),
    lift: () => void (state.at = Number.POSITIVE_INFINITY),
  }
}

/** Runs work that outlives whoever asked for it: her deadline is not its own. Its statements keep theirs. */
export function withoutDeadline<T>(work: () => T): T {
  return deadlines.exit(work)
}

/** Milliseconds that the work at hand may still wait; infinite outside of a deadline. */
export function leftMs(): number {
  const deadline = deadlines.getStore()
  return deadline === undefined ? Number.POSITIVE_INFINITY : Math.max(0, deadline.at - performance.now())
}
