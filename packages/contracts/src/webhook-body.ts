import { z } from 'zod'
import { disclosureEnds, disclosureFields, receipt } from './consent.ts'
import { importCounts } from './import.ts'
import { id, timestamp } from './primitives.ts'

/** What an endpoint can hear about. */
export const webhookTypes = [
  'match.proposed',
  'match.updated',
  'match.withdrawn',
  'posting.published',
  'posting.needs_info',
  'posting.blocked',
  'posting.merged',
  'posting.closed',
  'import.finished',
  'endpoint.disabled',
  'disclosure.granted',
  'disclosure.revoked',
  'candidate.erased',
] as const
export const webhookType = z.enum(webhookTypes).meta({ id: 'WebhookType' })
export type WebhookType = z.infer<typeof webhookType>

/** Bodies of the events, as an enterprise receives them. Thin: no personal data, details behind `href` with a key. */
const scoreBand = z.enum(['very_high', 'high', 'medium', 'low'])
export const webhookMatch = z.strictObject({
  matchId: id,
  postingId: id,
  candidateRef: z.string().meta({ description: 'Your name for this person, the same in all your postings; nobody else knows her by it.' }),
  verdict: z.enum(['eligible', 'conditional']),
  scoreBand: scoreBand.meta({ description: 'very_high from 8000, high from 6500, medium from 5000, else low.' }),
  needs: z
    .array(z.strictObject({ code: z.string(), zh: z.string(), en: z.string() }))
    .meta({ description: 'What the workplace would provide.' }),
  seq: z.int().meta({ description: 'Rises with every change of the list; of one match ignore what is not newer.' }),
  href: z.string().meta({ description: 'Path of the details, to be read with your key.' }),
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
  seq: z.int().meta({ description: 'The version of the posting; ignore what is not newer.' }),
  href: z.string(),
})

export const disabledReason = z
  .enum(['gone', 'failing'])
  .meta({ id: 'WebhookDisabledReason', description: 'gone: it answered 410; failing: five days and ten attempts of nothing but failure.' })
export const webhookImport = z.strictObject({
  importId: id,
  fairId: id,
  employerId: id.nullable().meta({ description: 'The employer the import was bound to; null: each row names its own.' }),
  status: z.enum(['finished', 'failed', 'needs_mapping']),
  counts: importCounts,
  run: z.int().min(1).meta({ description: 'Rises when a mapping starts the import again; ignore what is not newer.' }),
  href: z.string(),
})
const webhookEndpoint = z.strictObject({
  endpointId: id,
  reason: disabledReason,
  failures: z.int().min(0).meta({ description: 'Failures in a row, up to this moment.' }),
  href: z.string(),
})

const webhookDisclosure = {
  receipt,
  candidateRef: z.string().meta({ description: 'Your name for this person, the same as in matches.' }),
  href: z.string().meta({ description: 'Path of what may be read, with a key of yours.' }),
}

const webhookErasure = z.strictObject({
  candidateRef: z.string().meta({ description: 'Your name for this person. Delete whatever you hold of her (PIPL art. 47).' }),
  employerId: id.nullable().meta({ description: 'The employer who knows her by this name; null where only an organiser was told of her.' }),
})

/**
 * Of every body, as `x-version` of its schema. Within a version fields are only ever added; what would break a receiver becomes a type of its
 * own, `match.proposed.v2`, beside the old one, so that each endpoint chooses when to change.
 */
export const webhookVersion = 1

const body = <T extends WebhookType, D extends z.ZodType>(type: T, data: D) =>
  z.strictObject({ type: z.literal(type), timestamp, data }).meta({ id: `Webhook_${type.replace('.', '_')}`, 'x-version': webhookVersion })

export const webhookBodies = {
  'match.proposed': body('match.proposed', webhookMatch),
  'match.updated': body('match.updated', webhookMatch),
  'match.withdrawn': body(
    'match.withdrawn',
    z.strictObject({
      matchId: id,
      postingId: id,
      candidateRef: z.string(),
      reason: z.string().meta({ description: 'posting_closed, no_longer_fits, others_fit_better or erased.' }),
      seq: z.int(),
      href: z.string(),
    }),
  ),
  'posting.published': body('posting.published', webhookPosting),
  'posting.needs_info': body('posting.needs_info', z.strictObject({ ...webhookPosting.shape, missing: z.array(z.string()) })),
  'posting.blocked': body('posting.blocked', z.strictObject({ ...webhookPosting.shape, rules: z.array(z.string()) })),
  'posting.merged': body('posting.merged', z.strictObject({ ...webhookPosting.shape, canonicalId: id })),
  'posting.closed': body('posting.closed', webhookPosting),
  'import.finished': body('import.finished', webhookImport),
  'endpoint.disabled': body('endpoint.disabled', webhookEndpoint),
  'disclosure.granted': body(
    'disclosure.granted',
    z.strictObject({ ...webhookDisclosure, fields: z.array(z.enum(disclosureFields)), expiresAt: timestamp }),
  ),
  'disclosure.revoked': body('disclosure.revoked', z.strictObject({ ...webhookDisclosure, reason: z.enum(disclosureEnds) })),
  'candidate.erased': body('candidate.erased', webhookErasure),
} satisfies Record<WebhookType, z.ZodType>
export type WebhookBody<T extends WebhookType = WebhookType> = z.infer<(typeof webhookBodies)[T]>
