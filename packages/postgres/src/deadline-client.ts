import { Client, type ClientConfig } from 'pg'
import { hasLostStatement } from './errors.ts'
import { createStatementNames } from './statement-names.ts'

type Query = (...args: unknown[]) => unknown

interface Wire {
  close(statement: { type: 'S'; name: string }): void
  parsedStatements: Record<string, string>
  stream: { destroy(): void }
}

/**
 * A client with two habits. It hangs up when a query passes its deadline: pg only forgets the query, so the socket, still busy with it, would
 * go back to the pool and make the next callers wait too. And it prepares what it is asked often, so that the server plans it once.
 */
export class DeadlineClient extends Client {
  readonly #names = createStatementNames({ close: (name) => this.#closeStatement(name) })

  constructor(config?: string | ClientConfig) {
    super(config)
    const query = this.query.bind(this) as Query
    const guarded = (...args: unknown[]): unknown => {
      const named = this.#named(args)
      const result = named ? this.#runNamed(query, named, args) : query(...args)
      if (result instanceof Promise) result.catch((error: unknown) => this.#hangUpAfterTimeout(error))
      return result
    }
    this.query = guarded as typeof this.query
  }

  /** The same arguments with a name for the statement; undefined when it has none, or no parameters: only those are planned apart. */
  #named(args: readonly unknown[]): unknown[] | undefined {
    const [first, second] = args
    const config = typeof first === 'string' ? { text: first } : first
    if (!isNameless(config)) return undefined
    const values = Array.isArray(second) ? second : config.values
    if (!Array.isArray(values) || values.length === 0) return undefined
    const name = this.#names.nameOf(config.text)
    return name === undefined ? undefined : [{ ...config, name, values }, ...args.slice(Array.isArray(second) ? 2 : 1)]
  }

  /** A statement that the server does not know any more, or not as it was, did nothing: outside of a transaction it is asked again by its text. */
  #runNamed(query: Query, named: unknown[], args: readonly unknown[]): unknown {
    const callback = named.at(-1)
    if (typeof callback === 'function') {
      const answered = (error: unknown, result: unknown): unknown => (this.#isToRepeat(error) ? query(...args) : callback(error, result))
      return query(...named.slice(0, -1), answered)
    }
    return (query(...named) as Promise<unknown>).catch((error: unknown) => {
      if (this.#isToRepeat(error)) return query(...args)
      throw error
    })
  }

  #isToRepeat(error: unknown): boolean {
    if (!hasLostStatement(error)) return false
    this.#names.renewAll()
    return this.getTransactionStatus() === 'I'
  }

  #closeStatement(name: string): void {
    const wire = this.#wire()
    delete wire.parsedStatements[name]
    wire.close({ type: 'S', name })
  }

  #hangUpAfterTimeout(error: unknown): void {
    if (error instanceof Error && error.message === 'Query read timeout') this.hangUp()
  }

  /** Without a word to the server: whatever waits on this connection fails. */
  protected hangUp(): void {
    this.#wire().stream.destroy()
  }

  #wire(): Wire {
    return (this as unknown as { connection: Wire }).connection
  }
}

function isNameless(config: unknown): config is { text: string; values?: unknown } {
  if (typeof config !== 'object' || config === null || 'submit' in config) return false
  return 'text' in config && typeof config.text === 'string' && (!('name' in config) || config.name === undefined)
}
