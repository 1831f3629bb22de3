// A process stops once, and whatever it serves should know.
let isAsked = false

/** Whether this process was asked to stop: it still answers, and says that it is not ready. */
export function isStopping(): boolean {
  return isAsked
}

/** From now on this process is stopping. For a process there is no way back; a test that shares its process with others disposes of it. */
export function beginStopping(): Disposable {
  isAsked = true
  return { [Symbol.dispose]: () => (isAsked = false) }
}
