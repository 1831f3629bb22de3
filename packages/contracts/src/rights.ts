import { z } from 'zod'
import { id, idParams, timestamp } from './primitives.ts'
import { defineRoute } from './route.ts'

/** Why a person is erased (PIPL art. 47). */
export const erasureReasons = [
  'person_asked',
  'consent_withdrawn',
  'purpose_achieved',
  'retention',
  'registered_in_error',
  'unlawful_processing',
  'death',
] as const
export const erasureReason = z.enum(erasureReasons).meta({
  id: 'ErasureReason',
  description:
    'person_asked: she or her guardian asked. consent_withdrawn, purpose_achieved, unlawful_processing: the other grounds of PIPL art. 47. retention: her time is over. registered_in_error: she never should have been here. death.',
})
export type ErasureReason = z.infer<typeof erasureReason>

export const newErasure = z.strictObject({ reason: erasureReason }).meta({ id: 'NewErasure' })

export const erasure = z
  .strictObject({
    reason: erasureReason,
    erasedAt: timestamp.meta({ description: 'When her data key was destroyed; what other services hold goes within seconds.' }),
  })
  .meta({ id: 'Erasure', description: 'It does not name her: an answer may be kept longer than she is.' })
export type Erasure = z.infer<typeof erasure>

/** What a store holds of a person, one object for each row; times are RFC 3339. */
const rows = z.array(z.record(z.string(), z.unknown()))

export const personExport = z
  .strictObject({
    format: z
      .literal('zhihe-person-export-1')
      .meta({ description: 'Rises when a key is taken away or changes its meaning, not when one is added.' }),
    jobseekerId: id,
    exportedAt: timestamp,
    identity: z.record(z.string(), z.unknown()).meta({
      description: 'Who she is, in plain: name, numbers, telephone, guardian or proxy. It is her right to a copy (PIPL art. 45).',
    }),
    register: z.record(z.string(), rows).meta({
      description:
        'Every table of the register that speaks of her, by its name: facts, consents, file, imports, disclosures (who received what), exposure.',
    }),
    auditTrail: rows.meta({ description: 'Who opened or changed what of her, when and why.' }),
    matching: z.record(z.string(), z.unknown()).meta({
      description:
        'What matching was told of her, every match ever shown with its explanation and receipt, and the shortlists she stands on.',
    }),
    webhooks: z
      .record(z.string(), z.unknown())
      .meta({ description: 'What was said of her to whom: type, time, recipient, the body as it was sent, and each attempt.' }),
    notExported: z.array(z.strictObject({ column: z.string(), reason: z.string() })).meta({
      description:
        'Columns that speak of her and are left out, each with the reason: ciphertexts, keys and hashes that say nothing to her.',
    }),
  })
  .meta({ id: 'PersonExport', description: 'Everything that is held of a person, over all stores, in one machine-readable document.' })
export type PersonExport = z.infer<typeof personExport>

const common = { tag: 'jobseekers' } as const

export const exportJobseekerContract = defineRoute({
  method: 'GET',
  url: '/v1/jobseekers/:id/export',
  schema: { params: idParams, response: { 200: personExport } },
  config: {
    ...common,
    operationId: 'exportJobseeker',
    deadlineMs: 20_000,
    summary: 'Everything that is held of a person, for her',
    description: 'PIPL art. 45. Holds her identity in plain; hand it to her or to her guardian and to nobody else. Noted in the audit.',
    scope: 'jobseekers:export',
  },
})

export const eraseJobseekerContract = defineRoute({
  method: 'POST',
  url: '/v1/jobseekers/:id/erase',
  schema: { params: idParams, body: newErasure, response: { 200: erasure } },
  config: {
    ...common,
    operationId: 'eraseJobseeker',
    deadlineMs: 20_000,
    summary: 'Erase a person everywhere',
    description:
      'PIPL art. 47. Her data key is destroyed, what the register holds of her is deleted, and matching, lists, messages and whoever was told of her are told to forget her. Done twice it answers as the first time. What the law wants kept (who was given what, with which consent) stays for three years under her pseudonym.',
    scope: 'jobseekers:erase',
    idempotent: true,
  },
})
