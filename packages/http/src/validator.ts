import type { FastifySchemaCompiler } from 'fastify'
import { z } from 'zod'
import { issuesToErrors } from './field-errors.ts'
import { problem } from './problem.ts'

const bases: Record<string, string> = { body: '', querystring: '#/query', params: '#/path', headers: '#/header' }

/** Validates with zod, without coercion; an invalid request becomes a Problem that names each field. */
export const validatorCompiler: FastifySchemaCompiler<z.ZodType> =
  ({ schema, httpPart }) =>
  (data) => {
    const result = z.safeDecode(schema, data as never)
    if (result.success) return { value: result.data }
    // An id in the path that is no id names nothing: the answer is the one of a missing thing.
    if (httpPart === 'params') return { error: problem('not_found') }
    return { error: problem('invalid_request', { errors: issuesToErrors(result.error.issues, bases[httpPart ?? 'body']) }) }
  }
