import { AsyncLocalStorage } from 'node:async_hooks'

/** Says that the work is for the people of every tenant: an admin's question, a process that serves all of them. */
export const everyTenant = '*'

/** The setting that row-level security asks (decision 025). Not set, it reaches nobody. */
export const tenantSetting = 'zhihe.tenant'

const tenants = new AsyncLocalStorage<string>()

/**
 * Runs `work` so that every statement in it, and in whatever it starts, reaches the rows of this tenant alone (its UUID, or `everyTenant`), on
 * tables with row-level security. A promise that was made before keeps the tenant of those who made it.
 */
export function withTenant<T>(tenantId: string, work: () => T): T {
  return tenants.run(tenantId, work)
}

/** The tenant whose work this is; undefined outside of `withTenant`. */
export function currentTenant(): string | undefined {
  return tenants.getStore()
}
