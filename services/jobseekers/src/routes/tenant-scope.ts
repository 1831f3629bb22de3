import type { Principal } from '@zhihe/contracts/access'
import type { RoutePlugin } from '@zhihe/http/app'
import { everyTenant, withTenant } from '@zhihe/postgres/tenant'

const hook: RoutePlugin = async (app) => {
  // After the body, whose events carry the context of the connection and not of the request.
  app.addHook('preHandler', (request, _reply, done) => {
    // A page that needs no key reads no person.
    if (request.principal === undefined) done()
    else withTenant(tenantOf(request.principal), done)
  })
}

/**
 * What a request asks of the database is asked for the tenant of its key, whatever a statement forgets to say (decision 025). The symbol lifts the
 * hook to the whole app.
 */
export const tenantScope: RoutePlugin = Object.assign(hook, { [Symbol.for('skip-override')]: true })

/** An employer may have been granted something by people of any tenant: there the grant is the bound, which names the employer. */
function tenantOf({ role, tenantId }: Principal): string {
  return role === 'admin' || role === 'enterprise' ? everyTenant : tenantId
}
