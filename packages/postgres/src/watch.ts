import { setTimeout as pause } from 'node:timers/promises'

export interface WatchOptions {
  /** Resolves when the server says anything at all. */
  knock: () => Promise<void>
  /** Resolves when a new session can be had, and can write. */
  tryOpen: () => Promise<void>
  /** Told once when an outage begins: whoever waits for the server is to be told now. */
  onAway: (error: Error) => void
  /** Told once when it is over. */
  onBack: (outageMs: number) => void
}

/** The answer to whoever asks while the database is away: at once, instead of after a deadline of her own. */
class DatabaseAway extends Error {
  readonly code = 'ZHIHE_DATABASE_AWAY'

  constructor(cause: unknown) {
    super('the database is away', { cause })
    this.name = 'DatabaseAway'
  }
}

/** Nothing heard for so long while something is waited for, and the server is asked whether it lives. */
const silenceMs = 1_000
const lookEveryMs = 200
const firstPauseMs = 100
const longestPauseMs = 500

/**
 * Knows whether the database is there, for a pool: a breaker. It opens when no session can be had, or when the server is silent: a question is open
 * for a second, no answer came to any other meanwhile, and nobody opens when we knock. A long statement opens nothing, for the server answers the
 * knock. While it is open, one attempt at a time asks whether the server is back, about twice a second, however many callers there are.
 */
export class DatabaseWatch implements Disposable {
  readonly #options: WatchOptions
  readonly #open = new Set<{ at: number }>()
  readonly #stopping = new AbortController()
  #heardAt = Number.NEGATIVE_INFINITY
  #isKnocking = false
  #outage: { error: DatabaseAway; since: number } | undefined
  #timer: NodeJS.Timeout | undefined

  constructor(options: WatchOptions) {
    this.#options = options
  }

  /** What to answer now; undefined while the database is there. */
  outage(): DatabaseAway | undefined {
    return this.#outage?.error
  }

  /** Something was asked. Call what is returned when that is over, saying whether the server answered, be it with a refusal. */
  asked(): (isHeard: boolean) => void {
    const question = { at: performance.now() }
    this.#open.add(question)
    this.#timer ??= setInterval(() => void this.#look(), lookEveryMs).unref()
    return (isHeard) => {
      this.#open.delete(question)
      if (isHeard) this.#heardAt = performance.now()
    }
  }

  /** The database cannot be used, for this reason, until it has been seen again. */
  away(cause: unknown): void {
    if (this.#outage || this.#stopping.signal.aborted) return
    const error = new DatabaseAway(cause)
    this.#outage = { error, since: performance.now() }
    this.#options.onAway(error)
    void this.#waitUntilBack(this.#outage.since)
  }

  [Symbol.dispose](): void {
    this.#stopping.abort()
    clearInterval(this.#timer)
  }

  async #look(): Promise<void> {
    const [oldest] = this.#open
    if (oldest === undefined) {
      clearInterval(this.#timer)
      this.#timer = undefined
      return
    }
    const silentForMs = performance.now() - Math.max(oldest.at, this.#heardAt)
    if (silentForMs < silenceMs || this.#isKnocking || this.#outage) return
    this.#isKnocking = true
    const askedAt = performance.now()
    try {
      await this.#options.knock()
      this.#heardAt = performance.now()
    } catch (error) {
      if (this.#heardAt < askedAt) this.away(error)
    } finally {
      this.#isKnocking = false
    }
  }

  async #waitUntilBack(since: number): Promise<void> {
    const { signal } = this.#stopping
    for (let pauseMs = firstPauseMs; !signal.aborted; pauseMs = Math.min(2 * pauseMs, longestPauseMs)) {
      await pause(pauseMs * (0.75 + Math.random() / 4), undefined, { signal, ref: false }).catch(() => {})
      if (signal.aborted || !(await this.#isBack())) continue
      this.#outage = undefined
      this.#heardAt = performance.now()
      this.#options.onBack(Math.round(performance.now() - since))
      return
    }
  }

  // The knock is cheap and short; a session is only tried where somebody opens, and then may take the time that a slow line takes.
  async #isBack(): Promise<boolean> {
    try {
      await this.#options.knock()
      await this.#options.tryOpen()
      return true
    } catch {
      return false
    }
  }
}
