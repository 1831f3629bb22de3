import { z } from 'zod'
import { cursor, id, idParams, limit, page, text, timestamp } from './primitives.ts'
import { defineRoute } from './route.ts'

/** What an endpoint can hear about. */
export const webhookTypes = [
  'match.proposed',
  'match.withdrawn',
  'posting.published',
  'posting.needs_info',
  'posting.blocked',
  'posting.merged',
  'posting.closed',
] as const
export const webhookType = z.enum(webhookTypes).meta({ id: 'WebhookType' })
export type WebhookType = z.infer<typeof webhookType>

export const newEndpoint = z
  .strictObject({
    url: z
      .string()
      .min(8)
      .max(2000)
      .meta({ description: 'Public https address that takes the POST.', examples: ['https://hr.example.com/zhihe'] }),
    events: z.array(webhookType).min(1).max(webhookTypes.length).meta({ description: 'Which events to send.' }),
    description: text(200).optional(),
  })
  .meta({ id: 'NewWebhookEndpoint' })

const endpointFields = {
  id,
  url: z.string(),
  events: z.array(webhookType),
  description: z.string().nullable(),
  employerId: id.nullable().meta({ description: 'The employer it hears about; null: every posting of the organiser.' }),
  status: z.enum(['active', 'paused', 'disabled']),
  createdAt: timestamp,
}

export const endpoint = z.strictObject(endpointFields).meta({ id: 'WebhookEndpoint' })
export type Endpoint = z.infer<typeof endpoint>

export const createdEndpoint = z
  .strictObject({ ...endpointFields, secret: z.string().meta({ description: 'whsec_ and base64; shown this once.' }) })
  .meta({ id: 'CreatedWebhookEndpoint' })

export const messageStatus = z.enum(['pending', 'held', 'delivered', 'failed', 'cancelled', 'missed']).meta({
  id: 'WebhookMessageStatus',
  description:
    'pending: another attempt will come; held: beyond the cap of its month; failed: all attempts are used up; missed: its endpoint was disabled.',
})

export const message = z
  .strictObject({
    id: z.string().meta({ description: 'Sent as webhook-id, the same for every attempt.' }),
    endpointId: id,
    type: webhookType,
    status: messageStatus,
    attempts: z.int().min(0).meta({ description: 'Attempts made so far.' }),
    nextAttemptAt: timestamp.nullable(),
    lastResponseStatus: z.int().nullable(),
    payload: z.record(z.string(), z.unknown()).meta({ description: 'The body that is sent.' }),
    createdAt: timestamp,
  })
  .meta({ id: 'WebhookMessage' })
export type Message = z.infer<typeof message>

export const attempt = z
  .strictObject({
    number: z.int().min(1),
    startedAt: timestamp,
    durationMs: z.int().min(0).nullable(),
    outcome: z
      .enum(['sending', 'success', 'failure', 'unknown'])
      .meta({ description: 'unknown: the sender died before it could note the answer.' }),
    responseStatus: z.int().nullable(),
    errorCode: z
      .string()
      .nullable()
      .meta({ description: 'connection_failed, timeout, tls_error, refused_address, redirect, http_status …' }),
    responseSnippet: z.string().nullable().meta({ description: 'First 1 KiB of the answer.' }),
    nextAttemptAt: timestamp.nullable(),
  })
  .meta({ id: 'WebhookAttempt' })

/** Bodies of the events, as an enterprise receives them. Thin: no personal data, details behind `href` with a key. */
const scoreBand = z.enum(['very_high', 'high', 'medium', 'low'])
export const webhookMatch = z.strictObject({
  matchId: id,
  postingId: id,
  candidateRef: z.string(),
  verdict: z.enum(['eligible', 'conditional']),
  scoreBand: scoreBand.meta({ description: 'very_high from 8000, high from 6500, medium from 5000, else low.' }),
  needs: z
    .array(z.strictObject({ code: z.string(), zh: z.string(), en: z.string() }))
    .meta({ description: 'What the workplace would provide.' }),
  seq: z.int().meta({ description: 'Rises with every change of this posting; ignore what is not newer.' }),
  href: z.string(),
})
export type ScoreBand = z.infer<typeof scoreBand>
const webhookPosting = z.strictObject({
  postingId: id,
  employerId: id,
  source: z.string(),
  externalId: z.string(),
  title: z.string(),
  status: z.string(),
  reasonCode: z.string(),
  seq: z.int(),
  href: z.string(),
})

const body = <T extends WebhookType, D extends z.ZodType>(type: T, data: D) =>
  z.strictObject({ type: z.literal(type), timestamp, data }).meta({ id: `Webhook_${type.replace('.', '_')}` })

export const webhookBodies = {
  'match.proposed': body('match.proposed', webhookMatch),
  'match.withdrawn': body(
    'match.withdrawn',
    z.strictObject({ matchId: id, postingId: id, candidateRef: z.string(), reason: z.string(), seq: z.int(), href: z.string() }),
  ),
  'posting.published': body('posting.published', webhookPosting),
  'posting.needs_info': body('posting.needs_info', z.strictObject({ ...webhookPosting.shape, missing: z.array(z.string()) })),
  'posting.blocked': body('posting.blocked', z.strictObject({ ...webhookPosting.shape, rules: z.array(z.string()) })),
  'posting.merged': body('posting.merged', z.strictObject({ ...webhookPosting.shape, canonicalId: id })),
  'posting.closed': body('posting.closed', webhookPosting),
} satisfies Record<WebhookType, z.ZodType>
export type WebhookBody<T extends WebhookType = WebhookType> = z.infer<(typeof webhookBodies)[T]>

const endpoints = { tag: 'webhook-endpoints', scope: 'webhooks:manage' } as const
const messages = { tag: 'webhook-messages', scope: 'webhooks:manage' } as const

export const createEndpointContract = defineRoute({
  method: 'POST',
  url: '/v1/webhook-endpoints',
  schema: { body: newEndpoint, response: { 201: createdEndpoint } },
  config: {
    ...endpoints,
    operationId: 'createWebhookEndpoint',
    summary: 'Register an endpoint; the secret is shown once',
    idempotent: true,
    description: 'Messages are signed as Standard Webhooks 1.0.0 says (headers webhook-id, webhook-timestamp, webhook-signature).',
    problems: ['endpoint_limit_reached', 'endpoint_url_refused'],
  },
})

export const listEndpointsContract = defineRoute({
  method: 'GET',
  url: '/v1/webhook-endpoints',
  schema: {
    querystring: z.strictObject({ limit: limit.optional(), cursor: cursor.optional() }),
    response: { 200: page(endpoint, 'WebhookEndpointPage') },
  },
  config: { ...endpoints, operationId: 'listWebhookEndpoints', summary: 'List your endpoints' },
})

export const getEndpointContract = defineRoute({
  method: 'GET',
  url: '/v1/webhook-endpoints/:id',
  schema: { params: idParams, response: { 200: endpoint } },
  config: { ...endpoints, operationId: 'getWebhookEndpoint', summary: 'Read an endpoint' },
})

export const deleteEndpointContract = defineRoute({
  method: 'DELETE',
  url: '/v1/webhook-endpoints/:id',
  schema: { params: idParams, response: { 204: z.void().meta({ description: 'Gone; pending messages are cancelled.' }) } },
  config: { ...endpoints, operationId: 'deleteWebhookEndpoint', summary: 'Delete an endpoint' },
})

export const listMessagesContract = defineRoute({
  method: 'GET',
  url: '/v1/webhook-messages',
  schema: {
    querystring: z.strictObject({
      endpointId: id.optional(),
      status: messageStatus.optional(),
      limit: limit.optional(),
      cursor: cursor.optional(),
    }),
    response: { 200: page(message, 'WebhookMessagePage') },
  },
  config: { ...messages, operationId: 'listWebhookMessages', summary: 'Every message, newest first' },
})

export const listAttemptsContract = defineRoute({
  method: 'GET',
  url: '/v1/webhook-messages/:id/attempts',
  schema: {
    params: z.strictObject({ id: z.string().min(1).max(80) }),
    response: { 200: z.strictObject({ items: z.array(attempt) }).meta({ id: 'WebhookAttempts' }) },
  },
  config: { ...messages, operationId: 'listWebhookAttempts', summary: 'The attempts of a message, first to last' },
})
