import type { z } from 'zod'
import type { Scope } from './access.ts'
import type { ProblemCode } from './problem.ts'

/** One operation of the surface, as data: Fastify takes `method`, `url`, `schema`, `config` as they are; OpenAPI is made from the same object. */
export interface RouteContract {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  url: string
  schema: {
    params?: z.ZodObject
    querystring?: z.ZodObject
    body?: z.ZodType
    response: Record<number, z.ZodType>
  }
  config: {
    operationId: string
    tag: string
    summary: string
    description?: string
    scope: Scope
    /** The route takes an Idempotency-Key. */
    idempotent?: boolean
    /** The body limit in bytes, where it differs from 1 MiB. */
    bodyLimit?: number
    /** The body is a file of one of these media types, handed over as a stream. */
    fileTypes?: readonly string[]
    /** What the answer is, where it is not JSON. */
    answerTypes?: readonly string[]
    /** How long the work may wait for the database, in milliseconds, where that is more than for all (`databaseMs` of the limits). */
    deadlineMs?: number
    /** Problems beyond those that every route can answer with. */
    problems?: readonly ProblemCode[]
  }
}

/** Keeps the literal types of a contract, so that handlers are typed from it. */
export function defineRoute<const T extends RouteContract>(route: T): T {
  return route
}
