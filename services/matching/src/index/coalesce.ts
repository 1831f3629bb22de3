/**
 * Runs `work` for many callers at once. Each is served by a run that started after its call: who comes while one is running shares the next.
 */
export function coalesce(work: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined
  let next: Promise<void> | undefined

  function start(): Promise<void> {
    const run = work().finally(() => {
      if (running === run) running = undefined
    })
    running = run
    return run
  }

  async function startAfter(current: Promise<void>): Promise<void> {
    await current.catch(() => {})
    next = undefined
    await start()
  }

  return () => {
    if (next) return next
    if (!running) return start()
    next = startAfter(running)
    return next
  }
}
