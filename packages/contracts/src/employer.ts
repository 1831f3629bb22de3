import { employerKinds } from '@zhihe/vocabulary/employer-kind'
import { z } from 'zod'
import { codeEnum, id, idParams, regionCode, text, timestamp, version } from './primitives.ts'
import { defineRoute } from './route.ts'

export const employerKind = codeEnum(employerKinds).meta({ id: 'EmployerKind', description: 'Kind of employer.' })

/** How somebody looked whether the employer is what it says it is. */
export const verificationKinds = ['business_licence', 'organisation_certificate', 'registry_check', 'site_visit'] as const

export const newVerification = z
  .strictObject({
    kind: z.enum(verificationKinds).meta({
      description: 'What was looked at: the business licence 营业执照, a certificate of registration, a public register, the place itself.',
    }),
    reference: text(200).meta({
      description: 'Where it can be found again: number of a document or record, address of a register page. No personal data.',
      examples: ['国家企业信用信息公示系统 2026-11-18 查询'],
    }),
    checkedOn: z.iso.date().meta({ description: 'Day of the check in China; not in the future.', examples: ['2026-11-18'] }),
  })
  .meta({ id: 'NewEmployerVerification' })
export type NewVerification = z.infer<typeof newVerification>

export const verification = z
  .strictObject({ ...newVerification.shape, recordedAt: timestamp, recordedByKeyId: id })
  .meta({ id: 'EmployerVerification', description: 'Evidence that somebody looked at an employer, and whose key recorded it when.' })
export type Verification = z.infer<typeof verification>

const posts = (description: string) => z.int().min(0).max(1_000_000).meta({ description })

export const establishment = z
  .strictObject({
    posts: posts('Posts of the approved establishment (编制数).'),
    filled: posts('People who hold one of them; may exceed posts.'),
    reservedForDisabled: posts('Posts kept for people with disabilities; at most posts.'),
    hiredDisabled: posts('People with disabilities among those who hold a post; at most filled.'),
    asOf: z.iso.date().meta({ description: 'Day of these figures in China; not in the future.', examples: ['2026-10-31'] }),
  })
  .meta({ id: 'Establishment', description: 'What a body of party or government or a public institution declares of its posts.' })
export type Establishment = z.infer<typeof establishment>

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
    verification: newVerification.optional().meta({
      description: 'Evidence that you looked. Left out, what was recorded stands; it lapses when the code of the employer changes.',
    }),
    establishment: establishment.optional().meta({
      description: 'Of party_government and public_institution only, refused for others; gone when a PUT leaves it out.',
    }),
  })
  .meta({ id: 'NewEmployer' })
export type NewEmployer = z.infer<typeof newEmployer>

const facts = {
  uscc: z.string(),
  name: z.string(),
  kind: employerKind,
  regionCode: z.string(),
  address: z.string().nullable(),
  verification: verification.nullable().meta({ description: 'The evidence that stands; null where nobody has recorded any.' }),
  establishment: establishment.nullable().meta({ description: 'Null where none is declared.' }),
}

export const employer = z.strictObject({ id, ...facts, version, createdAt: timestamp, updatedAt: timestamp }).meta({ id: 'Employer' })
export type Employer = z.infer<typeof employer>

const employerVersion = z.strictObject({ version, at: timestamp, byKeyId: id, ...facts }).meta({ id: 'EmployerVersion' })

export const employerWithHistory = z
  .strictObject({
    ...employer.shape,
    history: z.array(employerVersion).meta({ description: 'What it was, version by version, oldest first, and whose key wrote it.' }),
  })
  .meta({ id: 'EmployerWithHistory' })

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
  schema: { params: idParams, response: { 200: employerWithHistory } },
  config: { operationId: 'getEmployer', tag: 'employers', summary: 'Read an employer with its history', scope: 'employers:read' },
})
