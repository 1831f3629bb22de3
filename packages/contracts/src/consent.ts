import { z } from 'zod'
import { id, idParams, text, timestamp } from './primitives.ts'
import { defineRoute } from './route.ts'

export const consentPurposes = ['matching', 'sensitive_data', 'disclosure', 'follow_up'] as const
export type ConsentPurpose = (typeof consentPurposes)[number]

/** What a person can give an employer, each by itself. `disability` is type and grade. */
export const disclosureFields = [
  'name',
  'phone',
  'education',
  'skills',
  'experience',
  'licences',
  'capabilities',
  'accommodations',
  'disability',
  'certificate_number',
] as const
export type DisclosureField = (typeof disclosureFields)[number]
export const disclosureFieldList = z
  .array(z.enum(disclosureFields))
  .min(1)
  .max(disclosureFields.length)
  .refine((fields) => new Set(fields).size === fields.length, { error: 'duplicate' })

/** Why a disclosure that was granted is over before its time. */
export const disclosureEnds = ['revoked', 'replaced', 'text_replaced', 'erased'] as const
export type DisclosureEnd = (typeof disclosureEnds)[number]

/** How the person said it. */
export const consentChannels = ['online', 'paper', 'phone', 'in_person', 'import'] as const

/** Who said it for her, as what she is to the person; her name and number stand in the vault. */
export const proxyRelations = ['guardian', 'parent', 'spouse', 'child', 'sibling', 'other_relative', 'entrusted'] as const
const proxy = z.strictObject({ relation: z.enum(proxyRelations) }).meta({ id: 'ConsentProxy' })

export const textVersion = z
  .string()
  .regex(/^[A-Za-z0-9._-]{1,40}$/)
  .meta({ description: 'Which text the person was shown.', examples: ['zhihe-2026-11'] })

const consentFields = {
  purpose: z.enum(consentPurposes),
  recipient: id.optional().meta({ description: 'The employer, for disclosure.' }),
  textVersion: textVersion.meta({
    description: 'Which text the person was shown. Once a text is published for the purpose, only that one can be consented to.',
  }),
  at: timestamp.meta({ description: 'When the person decided; not in the future.' }),
  fields: disclosureFieldList
    .optional()
    .meta({ description: 'For disclosure: what the employer may read. Name and phone when not given. Nothing else is ever disclosed.' }),
  expiresAt: timestamp.optional().meta({
    description: 'For disclosure: until when it may be read; 90 days after at when not given, a year (366 days) after it at most.',
  }),
  channel: z.enum(consentChannels).optional().meta({ description: 'How the person said it.' }),
  proxy: proxy.optional().meta({ description: 'When somebody decided for the person: what she is to her.' }),
}

export const newConsent = z
  .strictObject({ ...consentFields, decision: z.enum(['granted', 'revoked']).default('granted') })
  .refine((one) => (one.purpose === 'disclosure') === (one.recipient !== undefined), {
    path: ['recipient'],
    error: 'recipient_for_disclosure_only',
  })
  .meta({ id: 'NewConsent' })
export type NewConsent = z.infer<typeof newConsent>

/** Unguessable: 256 random bits. It opens nothing without a key of the employer it was made for. */
export const receipt = z
  .string()
  .regex(/^dr_[A-Za-z0-9_-]{43}$/)
  .meta({ description: 'Names a disclosure for the employer it was granted to; nobody else can use it.' })

export const consent = z
  .strictObject({
    id,
    purpose: z.enum(consentPurposes),
    recipient: id.nullable(),
    textVersion: z.string(),
    textSha256: z
      .string()
      .nullable()
      .meta({ description: 'SHA-256 of that text in hex, as GET /v1/consent-texts shows it; null: the text is not kept here.' }),
    isTextInForce: z
      .boolean()
      .meta({ description: 'false: another text has been published since, so this grant does not count until it is given again.' }),
    decision: z.enum(['granted', 'revoked']),
    at: timestamp,
    recordedAt: timestamp,
    fields: z.array(z.enum(disclosureFields)).nullable().meta({ description: 'What was granted to be disclosed; else null.' }),
    expiresAt: timestamp.nullable(),
    channel: z.enum(consentChannels).nullable().meta({ description: 'null: not said.' }),
    proxy: proxy.nullable(),
    receipt: receipt.nullable().meta({
      description: 'By which the employer reads what was granted, as long as the grant is in force; null: there was nothing to read.',
    }),
  })
  .meta({ id: 'Consent', description: 'One decision of the person; the newest of a purpose (and recipient) counts.' })

export type Consent = z.infer<typeof consent>

const textBody = text(10_000)

export const newConsentText = z
  .strictObject({
    purpose: z.enum(consentPurposes),
    version: textVersion.meta({ description: 'A name that was never used for another text of this purpose.' }),
    zh: textBody.meta({ description: 'The text in plain Chinese, as people are shown it.' }),
    en: textBody.optional().meta({ description: 'The same in English.' }),
  })
  .meta({ id: 'NewConsentText' })
export type NewConsentText = z.infer<typeof newConsentText>

export const consentText = z
  .strictObject({
    purpose: z.enum(consentPurposes),
    version: textVersion,
    zh: textBody,
    en: textBody.nullable(),
    sha256: z
      .string()
      .meta({ description: 'SHA-256, in hex, of the JSON array [zh, en] in UTF-8 without blanks; en null when there is none.' }),
    status: z.enum(['in_force', 'superseded', 'suggested']).meta({
      description:
        'in_force: the only one that counts; superseded: counted before; suggested: shipped with the house, for you to use or publish.',
    }),
    publishedAt: timestamp.nullable(),
  })
  .meta({ id: 'ConsentText' })
export type ConsentText = z.infer<typeof consentText>

export const publishedConsentText = z
  .strictObject({
    ...consentText.shape,
    stopped: z
      .strictObject({
        people: z.int().min(0).meta({ description: 'People of whom less is processed until they consent to this text.' }),
        disclosures: z.int().min(0).meta({ description: 'Disclosures that ended with it.' }),
      })
      .meta({ id: 'StoppedByText' }),
  })
  .meta({ id: 'PublishedConsentText' })

const common = { tag: 'jobseekers' } as const

export const recordConsentContract = defineRoute({
  method: 'POST',
  url: '/v1/jobseekers/:id/consents',
  schema: { params: idParams, body: newConsent, response: { 201: consent } },
  config: {
    ...common,
    operationId: 'recordConsent',
    summary: 'Record that the person grants or revokes a consent',
    description:
      'Revoking is the same call with decision revoked, and is taken whatever the text; what it ends has ended with the answer. A disclosure that is granted is answered with the receipt by which its employer reads it.',
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

export const publishConsentTextContract = defineRoute({
  method: 'POST',
  url: '/v1/consent-texts',
  schema: { body: newConsentText, response: { 201: publishedConsentText } },
  config: {
    ...common,
    operationId: 'publishConsentText',
    summary: 'Publish the text that people consent to from now on',
    description:
      'Processing under any other text of this purpose stops with the answer, for every person of the tenant, until she consents to this one. For an admin, and for a federation that serves every region.',
    scope: 'consent-texts:write',
    idempotent: true,
    deadlineMs: 120_000,
    problems: ['consent_text_exists'],
  },
})

export const listConsentTextsContract = defineRoute({
  method: 'GET',
  url: '/v1/consent-texts',
  schema: {
    querystring: z.strictObject({ purpose: z.enum(consentPurposes).optional() }),
    response: { 200: z.strictObject({ items: z.array(consentText) }).meta({ id: 'ConsentTexts' }) },
  },
  config: {
    ...common,
    operationId: 'listConsentTexts',
    summary: 'The texts of the tenant, newest first, and those that come with the house',
    scope: 'jobseekers:read',
  },
})
