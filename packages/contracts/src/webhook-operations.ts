import { z } from 'zod'
import { id, idParams, text, timestamp } from './primitives.ts'
import { defineRoute } from './route.ts'
import { secretFields, signatureScheme } from './webhook.ts'
import { webhookType, webhookTypes } from './webhook-body.ts'
import { message, messageStatus } from './webhook-message.ts'

const common = { tag: 'webhook-endpoints', scope: 'webhooks:manage' } as const
const daySeconds = 86_400

export const rotation = z
  .strictObject({
    overlapSeconds: z
      .int()
      .min(0)
      .max(daySeconds)
      .default(daySeconds)
      .meta({ description: 'So long at most the secrets so far go on signing beside the new one. 0: they stop at once.' }),
    scheme: signatureScheme.optional().meta({ description: 'Changes the scheme as well; as it is when absent.' }),
  })
  .meta({ id: 'WebhookSecretRotation' })

export const rotatedSecret = z
  .strictObject({ endpointId: id, scheme: signatureScheme, ...secretFields, oldSecretsExpireAt: z.array(timestamp).max(2) })
  .meta({ id: 'RotatedWebhookSecret' })

export const rotateSecretContract = defineRoute({
  method: 'POST',
  url: '/v1/webhook-endpoints/:id/rotate',
  schema: { params: idParams, body: rotation, response: { 200: rotatedSecret } },
  config: {
    ...common,
    operationId: 'rotateWebhookSecret',
    summary: 'Replace the secret; the new one is shown once',
    description:
      'Change the secret of your receiver at any moment within the overlap: every message is signed with the new and the old one meanwhile. At most two old ones sign beside the new.',
    idempotent: true,
    problems: ['secret_limit_reached'],
  },
})

export const newTest = z
  .strictObject({ type: webhookType.optional().meta({ description: 'The first of the events of the endpoint when absent.' }) })
  .meta({ id: 'NewWebhookTest' })

export const testEndpointContract = defineRoute({
  method: 'POST',
  url: '/v1/webhook-endpoints/:id/test',
  schema: { params: idParams, body: newTest, response: { 202: message } },
  config: {
    ...common,
    operationId: 'testWebhookEndpoint',
    summary: 'Send an example event now',
    description:
      'One attempt, whatever the state of the endpoint (paused, disabled, failing); it changes nothing of that state. Read its attempts under the id of the message.',
    idempotent: true,
  },
})

const replayable = messageStatus.extract(['failed', 'missed', 'cancelled', 'delivered'])

export const newReplay = z
  .strictObject({
    since: timestamp.meta({ description: 'Messages made at this time or later.' }),
    until: timestamp.optional().meta({ description: 'And before this time; now when absent.' }),
    types: z.array(webhookType).min(1).max(webhookTypes.length).optional(),
    statuses: z.array(replayable).min(1).max(replayable.options.length).default(['failed', 'missed']),
  })
  .refine(({ since, until }) => until === undefined || Date.parse(until) > Date.parse(since), { path: ['until'], error: 'before_start' })
  .meta({ id: 'NewWebhookReplay' })
export type NewReplay = z.output<typeof newReplay>

export const replay = z
  .strictObject({
    replayed: z.int().min(0).meta({ description: 'Messages that are sent again, under their own ids, oldest first.' }),
    held: z.int().min(0).meta({ description: 'Of these: people beyond the cap, who wait for their turn.' }),
    nextSince: timestamp.nullable().meta({ description: 'There were more than 10,000: replay again from here. null: that was all.' }),
  })
  .meta({ id: 'WebhookReplay' })
export type Replay = z.infer<typeof replay>

export const replayContract = defineRoute({
  method: 'POST',
  url: '/v1/webhook-endpoints/:id/replay',
  schema: { params: idParams, body: newReplay, response: { 202: replay } },
  config: {
    ...common,
    operationId: 'replayWebhookMessages',
    deadlineMs: 20_000,
    summary: 'Send again what failed or was missed',
    description:
      'A receiver that knows an id already leaves it aside. A proposed person who was withdrawn since is not told of again, unless the withdrawal is replayed too.',
    idempotent: true,
    problems: ['endpoint_not_active'],
  },
})

const milliseconds = z.int().min(0).nullable()
const counted = z.int().min(0)

export const statisticsWindow = z
  .strictObject({
    since: timestamp,
    messages: z.strictObject({
      pending: counted,
      held: counted,
      delivered: counted,
      failed: counted,
      cancelled: counted,
      missed: counted,
    }),
    attempts: counted.meta({ description: 'Attempts of these messages whose answer is known.' }),
    successShare: z.number().min(0).max(1).nullable().meta({ description: 'Share of them that succeeded; null without any.' }),
    durationMs: z.strictObject({ p50: milliseconds, p95: milliseconds, p99: milliseconds }),
  })
  .meta({ id: 'WebhookStatisticsWindow', description: 'The messages made since then, tests apart.' })

export const endpointStatistics = z
  .strictObject({
    endpointId: id,
    asOf: timestamp,
    last24Hours: statisticsWindow,
    last7Days: statisticsWindow,
    lastSuccessAt: timestamp.nullable().meta({ description: 'Within seven days.' }),
    lastFailureAt: timestamp.nullable().meta({ description: 'Within seven days.' }),
    oldestPendingAt: timestamp.nullable().meta({ description: 'When the oldest message that waits was made.' }),
    state: z.strictObject({
      code: z.enum(['sending', 'resting', 'open', 'probing', 'paused', 'disabled']),
      zh: z.string(),
      en: z.string(),
    }),
    cap: z
      .strictObject({
        peoplePerMonth: z.int(),
        releasedThisMonth: counted.meta({ description: 'People let out since the month began in China.' }),
        roomNow: counted.meta({ description: 'More people who may go out in this quarter of the month.' }),
        roomThisMonth: counted,
        held: counted.meta({ description: 'Messages about people who wait for room.' }),
      })
      .nullable(),
  })
  .meta({ id: 'WebhookEndpointStatistics' })
export type EndpointStatistics = z.infer<typeof endpointStatistics>

export const getStatisticsContract = defineRoute({
  method: 'GET',
  url: '/v1/webhook-endpoints/:id/statistics',
  schema: { params: idParams, response: { 200: endpointStatistics } },
  config: { ...common, operationId: 'getWebhookStatistics', summary: 'How an endpoint is doing' },
})

const headerValue = z.string().max(2_000)

export const signatureToVerify = z
  .strictObject({
    webhookId: headerValue.meta({ description: 'Header webhook-id.', examples: ['msg_01936a5e000070008000000000000001'] }),
    webhookTimestamp: headerValue.meta({ description: 'Header webhook-timestamp.', examples: ['1795147200'] }),
    webhookSignature: headerValue.meta({ description: 'Header webhook-signature.' }),
    body: text(20_000).meta({ description: 'The bytes you received, as text, before anything parsed them.' }),
  })
  .meta({ id: 'WebhookSignatureToVerify' })

export const verdictReasons = [
  'bad_timestamp',
  'too_old',
  'too_new',
  'no_known_scheme',
  'secret_expired',
  'other_body',
  'signature_differs',
] as const

export const signatureVerdict = z
  .strictObject({
    verifies: z.boolean(),
    reason: z.enum(verdictReasons).nullable(),
    zh: z.string(),
    en: z.string(),
  })
  .meta({ id: 'WebhookSignatureVerdict' })

export const verifySignatureContract = defineRoute({
  method: 'POST',
  url: '/v1/webhook-endpoints/:id/verify',
  schema: { params: idParams, body: signatureToVerify, response: { 200: signatureVerdict } },
  config: {
    ...common,
    operationId: 'verifyWebhookSignature',
    summary: 'Would this signature verify now? If not, why',
    description: 'For whoever builds a receiver: send what came, and learn what a correct receiver would say.',
  },
})
