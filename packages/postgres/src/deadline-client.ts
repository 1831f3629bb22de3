import { Client, type ClientConfig } from 'pg'

/**
 * A client that hangs up when a query passes its deadline. pg only forgets the query: the socket, still busy with it, would go back to the
 * pool and make the next callers wait too.
 */
export class DeadlineClient extends Client {
  constructor(config?: string | ClientConfig) {
    super(config)
    const query = this.query.bind(this) as (...args: unknown[]) => unknown
    const guarded = (...args: unknown[]): unknown => {
      const result = query(...args)
      if (result instanceof Promise) result.catch((error: unknown) => this.#hangUpAfterTimeout(error))
      return result
    }
    this.query = guarded as typeof this.query
  }

  #hangUpAfterTimeout(error: unknown): void {
    if (!(error instanceof Error) || error.message !== 'Query read timeout') return
    const { connection } = this as unknown as { connection: { stream: { destroy(): void } } }
    connection.stream.destroy()
  }
}
