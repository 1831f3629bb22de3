// A process stops once, and whatever it serves should know.
let isAsked = false

/** Whether this process was asked to stop: it still answers, and says that it is not ready. */
export function isStopping(): boolean {
  return isAsked
}

/** From now on this process is stopping. There is no way back. */
export function beginStopping(): void {
  isAsked = true
}
