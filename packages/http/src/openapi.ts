import { newPosting } from '@zhihe/contracts/posting'
import { type ProblemCode, problemBody, problems } from '@zhihe/contracts/problem'
import type { RouteContract } from '@zhihe/contracts/route'
import { type WebhookType, webhookBodies } from '@zhihe/contracts/webhook-body'
import { webhookExamples } from '@zhihe/contracts/webhook-example'
import { z } from 'zod'
import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiPathsObject } from 'zod-openapi'
import { statusOf } from './problem.ts'

type Document = ReturnType<typeof createDocument>

const info = {
  title: 'Zhihe 职合',
  version: '1.0.0',
  license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
  description:
    'Matches people with disabilities to jobs they can do well, and says why. Times are RFC 3339, ids UUIDv7, money integer fen. Unknown keys are refused and nothing is coerced. Errors are application/problem+json with a JSON pointer per field.',
}

const tags = [
  { name: 'employers', description: 'Who offers work.' },
  { name: 'fairs', description: 'Recruitment fairs.' },
  { name: 'postings', description: 'What organisers push.' },
  { name: 'imports', description: 'Files of postings: what became of each row, and your workbook back.' },
  { name: 'jobseekers', description: 'The register of the federation; identity never leaves it.' },
  { name: 'disclosures', description: 'What people agreed to disclose to your employer, by receipt.' },
  { name: 'keys', description: 'Who may call: keys, their bounds, expiry and last use.' },
  { name: 'matches', description: 'Ranked, explained matches.' },
  { name: 'score', description: 'The score as a function.' },
  { name: 'webhook-endpoints', description: 'Where enterprises hear about matches.' },
  { name: 'webhook-messages', description: 'What was sent, and how it went.' },
]

const idempotencyKey = z
  .string()
  .min(1)
  .max(255)
  .optional()
  .meta({ description: 'Any text of yours, new for each new request. The same key and body get the first answer again, byte for byte.' })

const webhookHeaders = z.object({
  'webhook-id': z.string().meta({ description: 'The same for every attempt: a repeat is known by it.' }),
  'webhook-timestamp': z.string().meta({ description: 'Of this attempt, in seconds since 1970; refuse what is older than five minutes.' }),
  'webhook-signature': z
    .string()
    .meta({ description: 'One or more of v1,<base64> and v1a,<base64>, with spaces between; one that fits is enough.' }),
})

const always: readonly ProblemCode[] = ['unauthenticated', 'forbidden', 'too_many_requests', 'internal', 'unavailable']

/** The surface as an OpenAPI 3.1 document, made from the contracts alone. */
export function buildOpenApi(routes: readonly RouteContract[]): Document {
  const paths: ZodOpenApiPathsObject = {}
  for (const route of routes) {
    const path = route.url.replace(/:(\w+)/g, '{$1}')
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operation(route) }
  }
  return createDocument({
    openapi: '3.1.0',
    info,
    servers: [{ url: '/', description: 'This origin' }],
    tags,
    security: [{ key: [] }],
    paths,
    webhooks: webhooks(),
    components: {
      schemas: { NewPosting: newPosting, Problem: problemBody },
      securitySchemes: { key: { type: 'http', scheme: 'bearer', description: 'Authorization: Bearer zk_…' } },
    },
  })
}

function operation({ method, schema, config }: RouteContract): ZodOpenApiOperationObject {
  const requestParams = {
    ...(schema.params ? { path: schema.params } : {}),
    ...(schema.querystring ? { query: schema.querystring } : {}),
    ...(config.idempotent ? { header: z.object({ 'Idempotency-Key': idempotencyKey }) } : {}),
  }
  return {
    operationId: config.operationId,
    tags: [config.tag],
    summary: config.summary,
    description: [config.description, `Scope: ${config.scope}.`].filter(Boolean).join(' '),
    ...(Object.keys(requestParams).length > 0 ? { requestParams } : {}),
    ...(schema.body ? { requestBody: { required: true, content: { 'application/json': { schema: schema.body } } } } : {}),
    ...(config.fileTypes ? { requestBody: { required: true, content: filesOf(config.fileTypes) } } : {}),
    responses: { ...successes(schema.response, config.answerTypes), ...failures(problemsOf(method, { schema, config })) },
  }
}

function filesOf(mediaTypes: readonly string[]) {
  return Object.fromEntries(mediaTypes.map((mediaType) => [mediaType, {}]))
}

function successes(responses: Record<number, z.ZodType>, answerTypes: readonly string[] = ['application/json']) {
  return Object.fromEntries(
    Object.entries(responses).map(([status, schema]) => [
      status,
      status === '204'
        ? { description: 'Done; there is no body.' }
        : { description: describe(Number(status)), content: contentOf(schema, answerTypes) },
    ]),
  )
}

function contentOf(schema: z.ZodType, answerTypes: readonly string[]) {
  return Object.fromEntries(answerTypes.map((mediaType) => [mediaType, mediaType === 'application/json' ? { schema } : {}]))
}

function describe(status: number): string {
  return status === 201 ? 'Created.' : status === 202 ? 'Taken; it goes on by itself.' : 'Done.'
}

function problemsOf(method: string, { schema, config }: Pick<RouteContract, 'schema' | 'config'>): ProblemCode[] {
  const codes = new Set<ProblemCode>([...always, ...(config.problems ?? [])])
  if (schema.params) codes.add('not_found')
  if (schema.body || schema.querystring) codes.add('invalid_request')
  if (schema.body) for (const code of ['malformed_json', 'unsupported_media_type', 'payload_too_large'] as const) codes.add(code)
  if (config.idempotent && method === 'POST')
    for (const code of ['idempotency_key_reused', 'idempotency_in_progress'] as const) codes.add(code)
  return [...codes]
}

function failures(codes: readonly ProblemCode[]) {
  const byStatus = Map.groupBy(codes, (code) => statusOf[code])
  return Object.fromEntries(
    [...byStatus].map(([status, group]) => [
      status,
      {
        description: group.map((code) => `${code}: ${problems[code].en}`).join(' '),
        content: { 'application/problem+json': { schema: problemBody } },
      },
    ]),
  )
}

function webhooks() {
  return Object.fromEntries(
    Object.entries(webhookBodies).map(([type, schema]) => [
      type,
      {
        post: {
          operationId: `receive_${type.replace('.', '_')}`,
          summary: `${type}, sent to your endpoint`,
          description: 'Signed as Standard Webhooks 1.0.0 says. Answer 2xx within 15 seconds; use webhook-id to recognise a repeat.',
          tags: ['webhook-messages'],
          requestParams: { header: webhookHeaders },
          requestBody: { required: true, content: { 'application/json': { schema, example: webhookExamples[type as WebhookType] } } },
          responses: { '2XX': { description: 'Taken.' }, '4XX': { description: 'Not taken; it is tried again.' } },
        },
      },
    ]),
  )
}
