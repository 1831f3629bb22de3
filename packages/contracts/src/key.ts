import { z } from 'zod'
import { role } from './access.ts'
import { cursor, id, idParams, limit, page, regionCode, text, timestamp } from './primitives.ts'
import { defineRoute } from './route.ts'

const mostOverlapSeconds = 7 * 86_400

const label = text(200).meta({ description: 'What the key is for, in the words of whoever keeps it.', examples: ['杭州市残联前台'] })
const boundRegion = regionCode.nullable().meta({ description: 'Of a federation: the top of its region subtree; null: its whole tenant.' })
const boundEmployer = id
  .nullable()
  .meta({ description: 'Of an enterprise: the one employer it speaks for; null: every employer of its tenant.' })

export const newKey = z
  .strictObject({
    tenantId: id.meta({ description: 'Whose key it is.' }),
    role,
    label,
    regionCode: boundRegion.optional(),
    employerId: boundEmployer.optional(),
    expiresAt: timestamp.optional().meta({ description: 'When it stops, within two years; in a year when absent.' }),
  })
  .meta({ id: 'NewKey' })
export type NewKeyBody = z.infer<typeof newKey>

const keyFields = {
  id,
  tenantId: id,
  tenantName: z.string(),
  role,
  label: z.string(),
  regionCode: z.string().nullable().meta({ description: 'Of a federation: the top of its region subtree; null: its whole tenant.' }),
  employerId: z
    .uuid()
    .nullable()
    .meta({ description: 'Of an enterprise: the one employer it speaks for; null: every employer of its tenant.' }),
  status: z
    .enum(['active', 'expiring', 'expired', 'revoked'])
    .meta({ description: 'expiring: it stops within 30 days; rotate it, or make another.' }),
  createdAt: timestamp,
  expiresAt: timestamp.nullable().meta({ description: 'null: never; only a key made at the command line.' }),
  revokedAt: timestamp.nullable(),
  rotatedAt: timestamp.nullable(),
  previousTokenUntil: timestamp
    .nullable()
    .meta({ description: 'Until then the token before the last rotation opens too; null: it does not.' }),
  lastUsedAt: timestamp.nullable().meta({ description: 'To the minute; null: not used yet.' }),
}

export const key = z.strictObject(keyFields).meta({ id: 'Key', description: 'A key, without its token.' })
export type KeyView = z.infer<typeof key>

export const issuedKey = z
  .strictObject({
    ...keyFields,
    token: z.string().meta({ description: 'Send it as Authorization: Bearer. Shown this once; only its hash is kept.' }),
  })
  .meta({ id: 'IssuedKey' })

export const keyRotation = z
  .strictObject({
    overlapSeconds: z
      .int()
      .min(0)
      .max(mostOverlapSeconds)
      .default(86_400)
      .meta({ description: 'So long the token so far opens beside the new one, seven days at most. 0: it stops at once.' }),
  })
  .meta({ id: 'KeyRotation' })

const common = { tag: 'keys', scope: 'keys:manage' } as const

export const listKeysContract = defineRoute({
  method: 'GET',
  url: '/v1/keys',
  schema: {
    querystring: z.strictObject({
      tenantId: id.optional(),
      role: role.optional(),
      expiringBefore: timestamp
        .optional()
        .meta({ description: 'Only keys that are not revoked and stop before this time, or have stopped.' }),
      limit: limit.optional(),
      cursor: cursor.optional(),
    }),
    response: { 200: page(key, 'KeyPage') },
  },
  config: {
    ...common,
    operationId: 'listKeys',
    summary: 'List the keys of every tenant',
    description: 'In the order in which they were made.',
  },
})

export const createKeyContract = defineRoute({
  method: 'POST',
  url: '/v1/keys',
  schema: { body: newKey, response: { 201: issuedKey } },
  config: {
    ...common,
    operationId: 'createKey',
    summary: 'Make a key; its token is shown once',
    description: 'Takes no Idempotency-Key, because the answer is kept nowhere: if it was lost, revoke the key and make another.',
  },
})

export const rotateKeyContract = defineRoute({
  method: 'POST',
  url: '/v1/keys/:id/rotate',
  schema: { params: idParams, body: keyRotation, response: { 200: issuedKey } },
  config: {
    ...common,
    operationId: 'rotateKey',
    summary: 'Give a key a new token, shown once',
    description:
      'Id, role, bounds and expiry stay. The token so far opens for overlapSeconds more; one that was rotated before it stops now. A key that is revoked or over is rotated no more.',
    problems: ['key_not_active'],
  },
})

export const revokeKeyContract = defineRoute({
  method: 'POST',
  url: '/v1/keys/:id/revoke',
  schema: { params: idParams, response: { 200: key } },
  config: {
    ...common,
    operationId: 'revokeKey',
    summary: 'Revoke a key',
    description: 'Within five seconds neither of its tokens opens anything. It cannot be taken back; said twice it is said once.',
  },
})
