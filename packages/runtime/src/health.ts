/** One thing a process needs before it can do its work. Resolves when it is there and rejects, or resolves false, when it is not. */
export interface ReadyCheck {
  name: string
  check: () => Promise<boolean | void> | boolean
}

export interface Readiness {
  ready: boolean
  checks: { name: string; ok: boolean }[]
}

const checkTimeoutMs = 1_500

/** Asks all checks at once, each with a deadline. Error texts stay inside: they may hold addresses. */
export async function readiness(checks: readonly ReadyCheck[], isStopping: () => boolean): Promise<Readiness> {
  const results = await Promise.all(checks.map(async ({ name, check }) => ({ name, ok: await passes(check) })))
  return { ready: !isStopping() && results.every(({ ok }) => ok), checks: results }
}

async function passes(check: ReadyCheck['check']): Promise<boolean> {
  const { promise: late, resolve } = Promise.withResolvers<boolean>()
  const timer = setTimeout(() => resolve(false), checkTimeoutMs)
  try {
    return await Promise.race([late, Promise.resolve(check()).then((answer) => answer !== false)])
  } catch {
    return false
  } finally {
    clearTimeout(timer)
  }
}
