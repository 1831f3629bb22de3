const pollMs = 100

/**
 * Waits until `origin` says by `/readyz` that every service can do its work: a process listens before it has read the index, and answers 503
 * until then. Returns whether it became so within `withinMs`.
 */
export async function waitUntilReady(origin: string, withinMs: number): Promise<boolean> {
  const deadline = performance.now() + withinMs
  for (;;) {
    const isReady = await fetch(`${origin}/readyz`, { signal: AbortSignal.timeout(withinMs) }).then(
      ({ ok, body }) => (void body?.cancel(), ok),
      () => false,
    )
    if (isReady || performance.now() > deadline) return isReady
    await new Promise((resolve) => setTimeout(resolve, pollMs))
  }
}
