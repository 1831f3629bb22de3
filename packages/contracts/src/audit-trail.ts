import { z } from 'zod'
import { cursor, id, limit, page, queryInt, timestamp } from './primitives.ts'
import { defineRoute } from './route.ts'

/** Of the people that an entry names, at most so many are shown. */
export const mostPeopleShown = 50

const keyId = z.uuid().meta({ description: 'Id of an API key.' })
const action = z
  .string()
  .regex(/^[a-z][a-z0-9_.]{0,63}$/)
  .meta({ description: 'What was done, e.g. identity.read, disclosure.read, person.exported.', examples: ['disclosure.read'] })

const window = {
  since: timestamp.optional().meta({ description: 'From this time on.' }),
  until: timestamp.optional().meta({ description: 'Before this time.' }),
}

export const auditEntry = z
  .strictObject({
    place: z.string().meta({ description: 'Chain and number of the entry; never used twice.', examples: ['7-18022'] }),
    at: timestamp.meta({ description: 'When it was done.' }),
    recordedAt: timestamp.meta({ description: 'When it was written, by the clock of the database.' }),
    keyId: keyId.nullable().meta({ description: 'The API key that asked; null: a process of the house.' }),
    actor: z.string().meta({ description: 'The role of the key, or the name of the process.' }),
    action,
    reason: z.string().meta({ description: 'Why, as a code.' }),
    people: z.int().min(0).meta({ description: 'How many people of yours it names.' }),
    jobseekerIds: z
      .array(id)
      .meta({ description: `Whom, of people you serve; at most ${mostPeopleShown}, GET /v1/audit/exposed tells all.` }),
    identityOpened: z.boolean().meta({ description: 'Identities were decrypted for it.' }),
    detail: z
      .record(z.string(), z.union([z.string(), z.number(), z.array(z.string())]))
      .meta({ description: 'More as codes, ids and counts: fields (kinds, never values), recipient (an employer).' }),
  })
  .meta({ id: 'AuditEntry', description: 'Somebody opened, changed or was given something of people.' })
export type AuditEntryView = z.infer<typeof auditEntry>

export const auditEntryPage = page(auditEntry, 'AuditEntryPage')

export const auditEntryQuery = z
  .strictObject({
    jobseekerId: id.optional().meta({ description: 'Who saw or received what of this person.' }),
    keyId: keyId.optional().meta({ description: 'What was done with this key. With jobseekerId: to this person.' }),
    action: action.optional(),
    ...window,
    limit: limit.optional(),
    cursor: cursor.optional(),
  })
  .refine((query) => query.jobseekerId !== undefined || query.keyId !== undefined, {
    path: ['jobseekerId'],
    error: 'one_of_jobseeker_or_key',
  })

export const listAuditEntriesContract = defineRoute({
  method: 'GET',
  url: '/v1/audit/entries',
  schema: { querystring: auditEntryQuery, response: { 200: auditEntryPage } },
  config: {
    operationId: 'listAuditEntries',
    tag: 'audit',
    summary: 'Who saw or received what of a person, or what a key was used for; newest first',
    description:
      'A federation is told of people whom it serves; of others, and of those who do not exist, the list is empty. Entries are kept for three years, ' +
      'also of a person who was erased, under the pseudonym alone.',
    scope: 'audit:read',
  },
})

export const exposedPerson = z
  .strictObject({
    jobseekerId: id,
    actions: z
      .array(z.string())
      .meta({ description: 'What was done; of an endpoint the types of what was sent, as webhook.match.proposed.' }),
    fields: z
      .array(z.string())
      .meta({ description: 'Kinds of fields that were given, where the entries say so.', examples: [['name', 'phone']] }),
    times: z.int().min(1).meta({ description: 'How often.' }),
    firstAt: timestamp,
    lastAt: timestamp,
  })
  .meta({ id: 'ExposedPerson' })
export type ExposedPerson = z.infer<typeof exposedPerson>

export const exposedPage = page(exposedPerson, 'ExposedPage')

export const exposedQuery = z
  .strictObject({
    keyId: keyId.optional().meta({ description: 'People whom this API key was shown or has touched.' }),
    endpointId: id
      .optional()
      .meta({ description: 'People of whom this webhook endpoint was told; an attempt counts, whatever was answered.' }),
    recipientId: id.optional().meta({ description: 'People of whom this employer was given something under their consent.' }),
    ...window,
    limit: queryInt({ min: 1, max: 2_000, description: 'How many people at most; 200 when not given.' }).optional(),
    cursor: cursor.optional(),
  })
  .refine(({ keyId, endpointId, recipientId }) => [keyId, endpointId, recipientId].filter((one) => one !== undefined).length === 1, {
    path: ['keyId'],
    error: 'one_of_key_endpoint_or_recipient',
  })

export const listExposedContract = defineRoute({
  method: 'GET',
  url: '/v1/audit/exposed',
  schema: { querystring: exposedQuery, response: { 200: exposedPage } },
  config: {
    operationId: 'listExposed',
    deadlineMs: 20_000,
    tag: 'audit',
    summary: 'Which people were exposed through a key, an endpoint or to an employer, and when: for a leak notice',
    description:
      'Each person once, with what was done and given, first and last (PIPL 57; runbook personal-data-breach). Counting (statistics.read) and the rotation ' +
      'of keys show nobody to anybody and are left out.',
    scope: 'audit:examine',
  },
})

export const auditFindingKinds = ['changed', 'missing', 'swapped', 'truncated', 'rewritten', 'unlisted'] as const

export const auditIntegrity = z
  .strictObject({
    asOf: timestamp.meta({ description: 'When it was read; at most ten seconds ago.' }),
    ok: z.boolean().meta({ description: 'Nothing was changed, removed, swapped or cut off.' }),
    entries: z.int().min(0).meta({ description: 'How many entries were read.' }),
    chains: z.int().min(1),
    faults: z.int().min(0).meta({ description: 'How many places do not hold.' }),
    findings: z
      .array(
        z
          .strictObject({
            chain: z.int().min(0),
            seq: z.int().min(0).meta({ description: 'The place in the chain; 0: the chain as a whole.' }),
            kind: z.enum(auditFindingKinds).meta({
              description:
                'changed: not what was written; missing: rows from here on are gone; swapped: written at `with`; truncated: the end is not where it should be; ' +
                'rewritten: not what it was when the end was anchored; unlisted: questions about people would be answered otherwise than entries say.',
            }),
            rows: z.int().optional().meta({ description: 'Of missing: how many.' }),
            with: z.int().optional().meta({ description: 'Of swapped: where this entry was written.' }),
          })
          .meta({ id: 'AuditFinding' }),
      )
      .meta({ description: 'At most 200 of a chain.' }),
  })
  .meta({ id: 'AuditIntegrity' })
export type AuditIntegrity = z.infer<typeof auditIntegrity>

export const getAuditIntegrityContract = defineRoute({
  method: 'GET',
  url: '/v1/audit/integrity',
  schema: { response: { 200: auditIntegrity } },
  config: {
    operationId: 'getAuditIntegrity',
    deadlineMs: 20_000,
    tag: 'audit',
    summary: 'Whether the audit is what was written',
    description:
      'Every entry is hashed again. Who owns the database can write a chain anew, so compare its ends with those in the log as well.',
    scope: 'audit:examine',
  },
})
