import { z } from 'zod'
import { id, idParams, timestamp } from './primitives.ts'
import { defineRoute } from './route.ts'

export const rebuild = z
  .strictObject({
    id,
    total: z.int().min(0).meta({ description: 'Open postings whose lists are made anew.' }),
    done: z.int().min(0).meta({ description: 'Of them, made.' }),
    failed: z.int().min(0).meta({ description: 'Of them, not made; they are tried again by themselves.' }),
    startedAt: timestamp,
    finishedAt: timestamp.nullable(),
  })
  .meta({ id: 'Rebuild', description: 'Every published list made anew, in batches.' })
export type Rebuild = z.infer<typeof rebuild>

export const startRebuildContract = defineRoute({
  method: 'POST',
  url: '/v1/rebuilds',
  schema: { response: { 202: rebuild } },
  config: {
    operationId: 'startRebuild',
    tag: 'rebuilds',
    summary: 'Make every published list anew',
    description: 'Answers at once; while one is running, that one is answered.',
    scope: 'rebuilds:run',
  },
})

export const getRebuildContract = defineRoute({
  method: 'GET',
  url: '/v1/rebuilds/:id',
  schema: { params: idParams, response: { 200: rebuild } },
  config: { operationId: 'getRebuild', tag: 'rebuilds', summary: 'How far a rebuild has come', scope: 'rebuilds:run' },
})
