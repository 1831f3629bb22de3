import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Principal } from '@zhihe/contracts/access'
import type { RouteContract } from '@zhihe/contracts/route'
import type { FastifyBaseLogger, FastifyInstance, FastifyPluginAsync, FastifyPluginOptions, RawServerDefault } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'

export type App = FastifyInstance<RawServerDefault, IncomingMessage, ServerResponse, FastifyBaseLogger, ZodTypeProvider>
export type RoutePlugin = FastifyPluginAsync<FastifyPluginOptions, RawServerDefault, ZodTypeProvider>

declare module 'fastify' {
  interface FastifyRequest {
    /** Set before any handler of a contract runs. */
    principal: Principal
  }
  interface FastifyContextConfig extends Partial<RouteContract['config']> {}
}
