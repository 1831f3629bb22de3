/**
 * BullMQ says by a negative number that the back end is there and has another opinion about a job: another worker has it, or it is gone. Renewing a lock
 * has words of its own.
 */
export function isJobLoss(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  if ('code' in error) return typeof error.code === 'number' && error.code < 0
  return /\block\b/i.test(error.message)
}

/** Runs something at once, and not again for so long, however often it is asked. */
export function atMostEvery(ms: number, run: () => void): () => void {
  let last = Number.NEGATIVE_INFINITY
  return () => {
    if (performance.now() - last < ms) return
    last = performance.now()
    run()
  }
}
