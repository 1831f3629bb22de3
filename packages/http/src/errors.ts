import type { ProblemCode } from '@zhihe/contracts/problem'
import { isAway, isBusy, isSerializationConflict, isUnreachable } from '@zhihe/postgres/pool'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { App } from './app-type.ts'
import { Problem, problem, toProblemBody } from './problem.ts'

const sayEveryMs = 10_000

const byFastifyCode: Record<string, ProblemCode> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'payload_too_large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'unsupported_media_type',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'malformed_json',
  FST_ERR_CTP_INVALID_JSON_BODY: 'malformed_json',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'malformed_json',
  FST_ERR_MAX_PARAM_LENGTH: 'not_found',
  FST_ERR_BAD_URL: 'not_found',
  // What a service itself says it cannot do now, such as opening what it has no key for.
  ZHIHE_UNAVAILABLE: 'unavailable',
}

/** The edge of the process: a Problem is rendered, anything else is logged once and answered without a word about its inside. */
export function handleErrors(app: App, isUnavailable: (error: unknown) => boolean = () => false): void {
  let saidAt = Number.NEGATIVE_INFINITY
  app.setErrorHandler((error, request, reply) => {
    const known = isUnavailable(error) ? problem('unavailable', { retryAfterSeconds: 1 }) : toProblem(error)
    if (known.code === 'unavailable') sayThatItIsUnavailable(error, request)
    else if (known.statusCode >= 500) request.log.error({ err: error }, 'request failed')
    return sendProblem(known, request, reply)
  })
  app.setNotFoundHandler((request, reply) => sendProblem(problem('not_found'), request, reply))

  /** One line, not one for each request: an outage of the database has its own, and of the others one every ten seconds tells enough. */
  function sayThatItIsUnavailable(error: unknown, request: FastifyRequest): void {
    if (error instanceof Problem || isAway(error) || performance.now() - saidAt < sayEveryMs) return
    saidAt = performance.now()
    request.log.error({ err: error }, 'request failed')
  }
}

/** For what goes wrong before there is a route: an address that cannot be decoded would be answered by Fastify itself, with the address in it. */
export function answerFrameworkError(error: Error, request: FastifyRequest, reply: FastifyReply): void {
  void sendProblem(toProblem(error), request, reply)
}

export function sendProblem(known: Problem, request: FastifyRequest, reply: FastifyReply) {
  const retryAfter = known.details.retryAfterSeconds
  if (retryAfter !== undefined) reply.header('retry-after', retryAfter)
  return reply
    .code(known.statusCode)
    .type('application/problem+json')
    .serializer((body: unknown) => JSON.stringify(body))
    .send(toProblemBody(known, request.id))
}

function toProblem(error: unknown): Problem {
  if (error instanceof Problem) return error
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  const mapped = byFastifyCode[code]
  if (mapped !== undefined) return problem(mapped)
  if (isUnreachable(error) || isBusy(error) || isSerializationConflict(error)) return problem('unavailable', { retryAfterSeconds: 1 })
  return problem('internal')
}
