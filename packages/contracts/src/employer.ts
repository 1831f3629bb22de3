import { employerKinds } from '@zhihe/vocabulary/employer-kind'
import { z } from 'zod'
import { codeEnum, id, idParams, regionCode, text, timestamp, version } from './primitives.ts'
import { defineRoute } from './route.ts'

export const employerKind = codeEnum(employerKinds).meta({ id: 'EmployerKind', description: 'Kind of employer.' })

export const newEmployer = z
  .strictObject({
    uscc: z
      .string()
      .min(18)
      .max(18)
      .meta({ description: 'Unified social credit code (GB 32100), both check digits verified.', examples: ['91990106MA0TETT2XY'] }),
    name: text(100).meta({ description: 'Registered name.' }),
    kind: employerKind
      .optional()
      .meta({ description: 'Needed where the code does not tell it (91 enterprises); refused where it contradicts the code.' }),
    regionCode: regionCode.meta({ description: 'Where the employer sits, GB/T 2260.' }),
    address: text(200).optional(),
  })
  .meta({ id: 'NewEmployer' })
export type NewEmployer = z.infer<typeof newEmployer>

export const employer = z
  .strictObject({
    id,
    uscc: z.string(),
    name: z.string(),
    kind: employerKind,
    regionCode: z.string(),
    address: z.string().nullable(),
    version,
    createdAt: timestamp,
    updatedAt: timestamp,
  })
  .meta({ id: 'Employer' })
export type Employer = z.infer<typeof employer>

export const createEmployerContract = defineRoute({
  method: 'POST',
  url: '/v1/employers',
  schema: { body: newEmployer, response: { 201: employer } },
  config: {
    operationId: 'createEmployer',
    tag: 'employers',
    summary: 'Register an employer',
    scope: 'employers:write',
    idempotent: true,
    problems: ['employer_exists'],
  },
})

export const updateEmployerContract = defineRoute({
  method: 'PUT',
  url: '/v1/employers/:id',
  schema: { params: idParams, body: newEmployer, response: { 200: employer } },
  config: {
    operationId: 'updateEmployer',
    tag: 'employers',
    summary: 'Replace the facts of an employer',
    scope: 'employers:write',
    problems: ['employer_exists'],
  },
})

export const getEmployerContract = defineRoute({
  method: 'GET',
  url: '/v1/employers/:id',
  schema: { params: idParams, response: { 200: employer } },
  config: { operationId: 'getEmployer', tag: 'employers', summary: 'Read an employer', scope: 'employers:read' },
})
