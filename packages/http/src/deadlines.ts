import { type Deadline, startDeadline } from '@zhihe/postgres/deadline'
import { retryLost } from '@zhihe/postgres/retry-conflicts'
import type { FastifyRequest, RouteHandlerMethod } from 'fastify'
import type { App } from './app-type.ts'

/**
 * One deadline for all that a request waits for the database: the look-up of its key, connections, statements. What the caller takes to send her body
 * does not count. A file that is read while it comes, and a stream of events, have the deadlines of their statements only.
 */
export function limitDatabaseTime(app: App, databaseMs: number): void {
  const begun = new WeakMap<FastifyRequest, { deadline: Deadline; bodyFrom: number }>()
  // Hooks with `done`: what comes after runs inside of the call, and with it under the deadline.
  app.addHook('onRequest', (request, reply, done) => {
    const { scope, deadlineMs = databaseMs } = request.routeOptions.config
    if (scope === undefined) return done()
    const deadline = startDeadline(deadlineMs)
    begun.set(request, { deadline, bodyFrom: 0 })
    // What a request leaves running behind itself, such as noting that its key was used, is not of the request any more.
    reply.raw.once('close', () => deadline.lift())
    deadline.run(done)
  })
  app.addHook('preParsing', (request, _reply, payload, done) => {
    const started = begun.get(request)
    if (started) started.bodyFrom = performance.now()
    done(null, payload)
  })
  app.addHook('preValidation', (request, _reply, done) => {
    const started = begun.get(request)
    if (started && isLong(request)) started.deadline.lift()
    else started?.deadline.forgive(performance.now() - started.bodyFrom)
    done()
  })
}

/** A question that only reads is asked once more when its connection was lost under it. To be called before routes are added. */
export function repeatLostReads(app: App): void {
  app.addHook('onRoute', (route) => {
    if (route.method !== 'GET' || route.config?.scope === undefined) return
    const handler: RouteHandlerMethod = route.handler
    route.handler = async function (request, reply) {
      return await retryLost(async () => await handler.call(this, request, reply))
    }
  })
}

function isLong({ routeOptions }: FastifyRequest): boolean {
  const { fileTypes, answerTypes } = routeOptions.config
  return fileTypes !== undefined || (answerTypes?.includes('text/event-stream') ?? false)
}
