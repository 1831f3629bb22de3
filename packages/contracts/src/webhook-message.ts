import { z } from 'zod'
import { cursor, id, limit, page, timestamp } from './primitives.ts'
import { defineRoute } from './route.ts'
import { webhookType } from './webhook-body.ts'

export const messageStatus = z.enum(['pending', 'held', 'delivered', 'failed', 'cancelled', 'missed']).meta({
  id: 'WebhookMessageStatus',
  description:
    'pending: another attempt will come; held: beyond the cap of its month; failed: all attempts are used up; cancelled: it must not be said any more; missed: its endpoint was disabled.',
})
export type MessageStatus = z.infer<typeof messageStatus>

export const message = z
  .strictObject({
    id: z.string().meta({ description: 'Sent as webhook-id, the same for every attempt.' }),
    endpointId: id,
    type: webhookType,
    status: messageStatus,
    isTest: z.boolean().meta({ description: 'Asked for as a test: example data, one attempt.' }),
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
    kind: z.enum(['scheduled', 'manual', 'probe', 'test']).meta({
      description: 'manual: somebody asked for it (retry or replay); probe: to see whether a failing endpoint is back, costs no attempt.',
    }),
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
export type Attempt = z.infer<typeof attempt>

const common = { tag: 'webhook-messages', scope: 'webhooks:manage' } as const
const messageParams = z.strictObject({ id: z.string().min(1).max(80).meta({ description: 'Id of the message (msg_…).' }) })

export const listMessagesContract = defineRoute({
  method: 'GET',
  url: '/v1/webhook-messages',
  schema: {
    querystring: z.strictObject({
      endpointId: id.optional(),
      status: messageStatus.optional(),
      type: webhookType.optional(),
      since: timestamp.optional().meta({ description: 'Made at this time or later.' }),
      until: timestamp.optional().meta({ description: 'Made before this time.' }),
      limit: limit.optional(),
      cursor: cursor.optional(),
    }),
    response: { 200: page(message, 'WebhookMessagePage') },
  },
  config: { ...common, operationId: 'listWebhookMessages', summary: 'Every message, newest first' },
})

export const getMessageContract = defineRoute({
  method: 'GET',
  url: '/v1/webhook-messages/:id',
  schema: { params: messageParams, response: { 200: message } },
  config: { ...common, operationId: 'getWebhookMessage', summary: 'Read a message' },
})

export const listAttemptsContract = defineRoute({
  method: 'GET',
  url: '/v1/webhook-messages/:id/attempts',
  schema: {
    params: messageParams,
    response: { 200: z.strictObject({ items: z.array(attempt) }).meta({ id: 'WebhookAttempts' }) },
  },
  config: { ...common, operationId: 'listWebhookAttempts', summary: 'The attempts of a message, first to last' },
})

export const retryMessageContract = defineRoute({
  method: 'POST',
  url: '/v1/webhook-messages/:id/retry',
  schema: { params: messageParams, response: { 202: message } },
  config: {
    ...common,
    operationId: 'retryWebhookMessage',
    summary: 'Send a message again now',
    description:
      'Works as often as you like, also after a success: the same id and body, numbering goes on, the schedule begins anew and the attempt that was planned is dropped. Nothing is sent twice at once: while an attempt is under way the answer is attempt_in_flight.',
    idempotent: true,
    problems: ['attempt_in_flight', 'endpoint_not_active', 'message_not_sendable'],
  },
})
