import { DeadlineClient, textOf, type WatchedClientConfig } from './deadline-client.ts'
import { currentTenant, tenantSetting } from './tenant.ts'

type Query = (...args: unknown[]) => unknown

// What takes back a change of a setting, also in part.
const takesBack = /^\s*(?:rollback|abort)\b/i

/**
 * A client that tells its session whose work it does, before the first statement of another tenant than the last. A connection that serves one
 * tenant after the other pays a round trip at each change; one that never hears of tenants pays nothing.
 */
export class TenantClient extends DeadlineClient {
  /** What the session was told last; undefined is what it began with, null is not known. */
  #told: string | undefined | null
  /** It was told within a transaction, whose end may take it back. */
  #isProvisional = false

  constructor(config?: string | WatchedClientConfig) {
    super(config)
    const query = this.query.bind(this) as Query
    const telling = (...args: unknown[]): unknown => {
      const tenant = currentTenant()
      const result = this.#isTold(tenant) ? query(...args) : this.#tell(query, tenant, args)
      if (this.#isProvisional && takesBack.test(textOf(args[0]))) this.#told = null
      return result
    }
    this.query = telling as typeof this.query
  }

  #isTold(tenant: string | undefined): boolean {
    const status = this.getTransactionStatus()
    // Nothing is done in a failed transaction, whosever work it is.
    if (status === 'E') return true
    if (this.#isProvisional && status === 'I') {
      this.#isProvisional = false
      this.#told = null
    }
    return tenant === this.#told
  }

  /** Sends the statement after the session knows whose it is, and not at all if it cannot be told. */
  #tell(query: Query, tenant: string | undefined, args: unknown[]): unknown {
    this.#told = tenant
    this.#isProvisional ||= this.getTransactionStatus() === 'T'
    const text = tenant === undefined ? `reset ${tenantSetting}` : `select set_config('${tenantSetting}', $1, false)`
    const telling = { text, values: tenant === undefined ? [] : [tenant] }
    const callback = args.at(-1)
    if (typeof callback === 'function') {
      query(telling, (error: unknown) => (error ? callback(this.#notTold(error)) : query(...args)))
      return undefined
    }
    return new Promise((resolve, reject) => {
      query(telling, (error: unknown) => (error ? reject(this.#notTold(error)) : resolve(query(...args))))
    })
  }

  /** What waits behind must not be done for another tenant, so whoever waits on this connection fails with it. */
  #notTold(error: unknown): unknown {
    this.#told = null
    this.hangUp()
    return error
  }
}
