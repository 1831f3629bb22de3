import { Client, type ClientConfig } from 'pg'
import { leftMs } from './deadline.ts'
import { hasLostStatement, isReadOnly, isUnreachable } from './errors.ts'
import { createStatementNames } from './statement-names.ts'
import { noteWhetherUndone } from './undone.ts'
import type { DatabaseWatch } from './watch.ts'

export interface WatchedClientConfig extends ClientConfig {
  /** Told of each question and its answer; nobody when not given. */
  watch?: DatabaseWatch
}

type Query = (...args: unknown[]) => unknown

interface Wire {
  close(statement: { type: 'S'; name: string }): void
  parsedStatements: Record<string, string>
  stream: { destroy(): void }
}

/**
 * A client with three habits. No query waits longer than what is left of the deadline of the work it is for (`startDeadline`). It hangs up when a
 * query passes its deadline: pg only forgets the query, so the socket, still busy with it, would go back to the pool and make the next callers wait
 * too. And it prepares what it is asked often, so that the server plans it once.
 */
export class DeadlineClient extends Client {
  readonly #names = createStatementNames({ close: (name) => this.#closeStatement(name) })
  readonly #watch: DatabaseWatch | undefined
  readonly #longestMs: number

  constructor(config?: string | WatchedClientConfig) {
    super(config)
    const { watch, query_timeout: longestMs } = typeof config === 'object' ? config : ({} satisfies WatchedClientConfig)
    this.#watch = watch
    this.#longestMs = longestMs ?? Number.POSITIVE_INFINITY
    const query = this.query.bind(this) as Query
    const guarded = (...args: unknown[]): unknown => {
      return this.#observed(this.#limited(args), (given) => {
        const named = this.#named(given)
        return named ? this.#runNamed(query, named, given) : query(...given)
      })
    }
    this.query = guarded as typeof this.query
  }

  /** The same arguments with what is left of the deadline, where that is less than a statement may take anyway. */
  #limited(args: unknown[]): unknown[] {
    const left = leftMs()
    const [first, ...others] = args
    if (left >= this.#longestMs || (typeof first === 'object' && first !== null && 'submit' in first)) return args
    // A timeout of 0 would be none.
    const timeout = Math.max(1, Math.ceil(left))
    return [typeof first === 'string' ? { text: first, query_timeout: timeout } : { ...first!, query_timeout: timeout }, ...others]
  }

  /** Runs a query, and draws from how it ends what that says about the server and the connection. */
  #observed(args: unknown[], run: (args: unknown[]) => unknown): unknown {
    const answered = this.#watch?.asked()
    const statement = { text: textOf(args[0]), isInTransaction: this.getTransactionStatus() === 'T' }
    const ended = (error: unknown): void => {
      if (!error) return answered?.(true)
      answered?.(!isUnreachable(error))
      noteWhetherUndone(error, statement)
      this.#leaveAfter(error)
    }
    const callback = args.at(-1)
    if (typeof callback !== 'function') {
      const result = run(args)
      if (result instanceof Promise) result.then(() => ended(undefined), ended)
      else answered?.(true)
      return result
    }
    return run([
      ...args.slice(0, -1),
      (error: unknown, result: unknown): unknown => {
        ended(error)
        return callback(error, result)
      },
    ])
  }

  #leaveAfter(error: unknown): void {
    if (error instanceof Error && error.message === 'Query read timeout') this.hangUp()
    if (!isReadOnly(error)) return
    this.hangUp()
    this.#watch?.away(error)
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

  /** Without a word to the server: whatever waits on this connection fails. */
  protected hangUp(): void {
    this.#wire().stream.destroy()
  }

  #wire(): Wire {
    return (this as unknown as { connection: Wire }).connection
  }
}

/** The text of what a client is asked; empty when it is no text. */
export function textOf(query: unknown): string {
  if (typeof query === 'string') return query
  return typeof query === 'object' && query !== null && 'text' in query && typeof query.text === 'string' ? query.text : ''
}

function isNameless(config: unknown): config is { text: string; values?: unknown } {
  if (typeof config !== 'object' || config === null || 'submit' in config) return false
  return 'text' in config && typeof config.text === 'string' && (!('name' in config) || config.name === undefined)
}
