import { z } from 'zod'
import { cursor, id, idParams, limit, page, text, timestamp } from './primitives.ts'
import { defineRoute } from './route.ts'
import { disabledReason, webhookType, webhookTypes } from './webhook-body.ts'

const url = z
  .string()
  .min(8)
  .max(2000)
  .meta({ description: 'Public https address that takes the POST.', examples: ['https://hr.example.com/zhihe'] })
const events = z.array(webhookType).min(1).max(webhookTypes.length).meta({ description: 'Which events to send.' })
const peoplePerMonth = z
  .int()
  .min(1)
  .max(100_000)
  .meta({
    description:
      'At most so many proposed people a month (calendar of China), let out week by week. Those beyond are held, and the best go first. null: no cap.',
    examples: [8],
  })

export const signatureScheme = z.enum(['v1', 'v1a']).meta({
  id: 'WebhookSignatureScheme',
  description: 'v1: HMAC-SHA256 with a secret that both sides hold. v1a: Ed25519; the receiver holds the public key only.',
})

export const newEndpoint = z
  .strictObject({
    url,
    events,
    description: text(200).optional(),
    peoplePerMonth: peoplePerMonth.nullable().optional(),
    scheme: signatureScheme.default('v1'),
  })
  .meta({ id: 'NewWebhookEndpoint' })

export const endpointPatch = z
  .strictObject({
    url: url.optional(),
    events: events.optional(),
    description: text(200).nullable().optional(),
    peoplePerMonth: peoplePerMonth.nullable().optional(),
    status: z.enum(['active', 'paused']).optional(),
  })
  .meta({ id: 'WebhookEndpointPatch' })
export type EndpointPatch = z.infer<typeof endpointPatch>

const endpointFields = {
  id,
  url: z.string(),
  events: z.array(webhookType),
  description: z.string().nullable(),
  employerId: id.nullable().meta({ description: 'The employer it hears about; null: every posting of the organiser.' }),
  status: z.enum(['active', 'paused', 'disabled']).meta({
    description: 'paused: messages wait. disabled: it answered 410, or failed for five days; what would have been sent is kept as missed.',
  }),
  peoplePerMonth: z.int().nullable(),
  scheme: signatureScheme,
  oldSecretsExpireAt: z
    .array(timestamp)
    .max(2)
    .meta({ description: 'Secrets that were replaced and still sign beside the one in use, until then.' }),
  pausedUntil: timestamp.nullable().meta({ description: 'The receiver asked for a rest (429, 502, 504) until then.' }),
  failures: z.int().min(0).meta({ description: 'Failed attempts in a row.' }),
  failingSince: timestamp.nullable().meta({ description: 'The first failure after the last success.' }),
  openUntil: timestamp.nullable().meta({
    description: 'After five failures in a row: nothing is sent until then, and afterwards one message to see whether it is back.',
  }),
  disabledAt: timestamp.nullable(),
  disabledReason: disabledReason.nullable(),
  createdAt: timestamp,
  updatedAt: timestamp,
}

export const endpoint = z.strictObject(endpointFields).meta({ id: 'WebhookEndpoint' })
export type Endpoint = z.infer<typeof endpoint>

export const secretFields = {
  secret: z.string().nullable().meta({ description: 'Of v1: whsec_ and the base64 of 32 random bytes; shown this once. null for v1a.' }),
  publicKey: z.string().nullable().meta({ description: 'Of v1a: whpk_ and the base64 of 32 bytes. null for v1.' }),
}

export const createdEndpoint = z.strictObject({ ...endpointFields, ...secretFields }).meta({ id: 'CreatedWebhookEndpoint' })

const common = { tag: 'webhook-endpoints', scope: 'webhooks:manage' } as const

export const createEndpointContract = defineRoute({
  method: 'POST',
  url: '/v1/webhook-endpoints',
  schema: { body: newEndpoint, response: { 201: createdEndpoint } },
  config: {
    ...common,
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
  config: { ...common, operationId: 'listWebhookEndpoints', summary: 'List your endpoints' },
})

export const getEndpointContract = defineRoute({
  method: 'GET',
  url: '/v1/webhook-endpoints/:id',
  schema: { params: idParams, response: { 200: endpoint } },
  config: { ...common, operationId: 'getWebhookEndpoint', summary: 'Read an endpoint' },
})

export const patchEndpointContract = defineRoute({
  method: 'PATCH',
  url: '/v1/webhook-endpoints/:id',
  schema: { params: idParams, body: endpointPatch, response: { 200: endpoint } },
  config: {
    ...common,
    operationId: 'patchWebhookEndpoint',
    summary: 'Change, pause or resume an endpoint',
    description:
      'A key that is absent stays as it is; null takes it away. paused: messages wait and lose no attempt. active resumes, also one that was disabled; what it missed is sent by a replay. Without a cap, what was held goes out.',
    deadlineMs: 20_000,
    problems: ['endpoint_url_refused'],
  },
})

export const deleteEndpointContract = defineRoute({
  method: 'DELETE',
  url: '/v1/webhook-endpoints/:id',
  schema: { params: idParams, response: { 204: z.void().meta({ description: 'Gone; what waited is cancelled.' }) } },
  config: { ...common, operationId: 'deleteWebhookEndpoint', summary: 'Delete an endpoint', deadlineMs: 20_000 },
})
