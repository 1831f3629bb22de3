import { z } from 'zod'
import { id, idParams, regionCode, text, timestamp, version } from './primitives.ts'
import { defineRoute } from './route.ts'

export const newFair = z
  .strictObject({
    name: text(100),
    regionCode,
    opensAt: timestamp,
    closesAt: timestamp,
    venue: text(200).optional().meta({ description: 'Where people meet; absent for an online fair.' }),
    online: z.boolean().default(false).meta({ description: 'Held on line (also or only).' }),
    organiserName: text(100),
  })
  .refine((fair) => Date.parse(fair.closesAt) > Date.parse(fair.opensAt), { path: ['closesAt'], error: 'before_start' })
  .meta({ id: 'NewFair' })
export type NewFair = z.infer<typeof newFair>

export const fair = z
  .strictObject({
    id,
    name: z.string(),
    regionCode: z.string(),
    opensAt: timestamp,
    closesAt: timestamp,
    venue: z.string().nullable(),
    online: z.boolean(),
    organiserName: z.string(),
    postingCount: z.int().min(0).meta({ description: 'Postings of this fair, of any status.' }),
    version,
    createdAt: timestamp,
    updatedAt: timestamp,
  })
  .meta({ id: 'Fair' })
export type Fair = z.infer<typeof fair>

export const createFairContract = defineRoute({
  method: 'POST',
  url: '/v1/fairs',
  schema: { body: newFair, response: { 201: fair } },
  config: { operationId: 'createFair', tag: 'fairs', summary: 'Create a recruitment fair', scope: 'fairs:write', idempotent: true },
})

export const getFairContract = defineRoute({
  method: 'GET',
  url: '/v1/fairs/:id',
  schema: { params: idParams, response: { 200: fair } },
  config: { operationId: 'getFair', tag: 'fairs', summary: 'Read a recruitment fair', scope: 'fairs:read' },
})
