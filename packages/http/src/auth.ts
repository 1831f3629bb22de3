import type { Principal } from '@zhihe/contracts/access'
import type { App } from './app-type.ts'
import { problem } from './problem.ts'

const bearer = /^Bearer ([A-Za-z0-9_-]{10,200})$/i

/** Every route that has a contract asks for a key with its scope; before the body is read, so that a stranger cannot make us parse megabytes. */
export function authenticateRequests(app: App, authenticate: (token: string) => Promise<Principal | null>): void {
  app.decorateRequest('principal')
  app.addHook('onRequest', async (request, reply) => {
    const { scope } = request.routeOptions.config
    if (scope === undefined) return
    const token = bearer.exec(request.headers.authorization ?? '')?.[1]
    const principal = token === undefined ? null : await authenticate(token)
    if (!principal) {
      reply.header('www-authenticate', 'Bearer realm="zhihe"')
      throw problem('unauthenticated')
    }
    if (!principal.scopes.includes(scope)) throw problem('forbidden')
    request.principal = principal
  })
}
