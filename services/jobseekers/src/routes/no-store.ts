import type { RoutePlugin } from '@zhihe/http/app'

const hook: RoutePlugin = async (app) => {
  app.addHook('onSend', async (_request, reply) => {
    reply.header('cache-control', 'no-store')
  })
}

/** Nobody between us and the caller keeps an answer, not even an error: it may be about a person. The symbol lifts the hook to the whole app. */
export const noStore: RoutePlugin = Object.assign(hook, { [Symbol.for('skip-override')]: true })
