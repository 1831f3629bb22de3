import { z } from 'zod'
import { id, idParams, timestamp } from './primitives.ts'
import { defineRoute } from './route.ts'

export const consentPurposes = ['matching', 'sensitive_data', 'disclosure', 'follow_up'] as const

const consentFields = {
  purpose: z.enum(consentPurposes),
  recipient: id.optional().meta({ description: 'The employer, for disclosure.' }),
  textVersion: z
    .string()
    .regex(/^[A-Za-z0-9._-]{1,40}$/)
    .meta({ description: 'Which text the person was shown.' }),
  at: timestamp.meta({ description: 'When the person decided; not in the future.' }),
}

export const newConsent = z
  .strictObject({ ...consentFields, decision: z.enum(['granted', 'revoked']).default('granted') })
  .refine((one) => (one.purpose === 'disclosure') === (one.recipient !== undefined), {
    path: ['recipient'],
    error: 'recipient_for_disclosure_only',
  })
  .meta({ id: 'NewConsent' })
export type NewConsent = z.infer<typeof newConsent>

export const consent = z
  .strictObject({
    id,
    purpose: z.enum(consentPurposes),
    recipient: id.nullable(),
    textVersion: z.string(),
    decision: z.enum(['granted', 'revoked']),
    at: timestamp,
    recordedAt: timestamp,
  })
  .meta({ id: 'Consent', description: 'One decision of the person; the newest of a purpose (and recipient) counts.' })

export type Consent = z.infer<typeof consent>

const common = { tag: 'jobseekers' } as const

export const recordConsentContract = defineRoute({
  method: 'POST',
  url: '/v1/jobseekers/:id/consents',
  schema: { params: idParams, body: newConsent, response: { 201: consent } },
  config: {
    ...common,
    operationId: 'recordConsent',
    summary: 'Record that the person grants or revokes a consent',
    description: 'Revoking is the same call with decision revoked; matching stops with the answer.',
    scope: 'jobseekers:write',
    idempotent: true,
  },
})

export const listConsentsContract = defineRoute({
  method: 'GET',
  url: '/v1/jobseekers/:id/consents',
  schema: { params: idParams, response: { 200: z.strictObject({ items: z.array(consent) }).meta({ id: 'ConsentLedger' }) } },
  config: {
    ...common,
    operationId: 'listConsents',
    summary: 'Every consent decision of the person, oldest first',
    scope: 'jobseekers:read',
  },
})
