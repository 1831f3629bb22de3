import { disabilityGrades, disabilityTypes } from '@zhihe/vocabulary/certificate'
import { z } from 'zod'
import { jobseeker } from './jobseeker.ts'
import { codeEnum, idParams, timestamp } from './primitives.ts'
import { defineRoute } from './route.ts'

const grade = z.literal(disabilityGrades.map((row) => row.grade)).meta({ description: 'Grade 1 (most severe) to 4.' })
const day = z.iso.date()

/** One of several disabilities (GB/T 26341); its number says only that they are several. */
const component = z
  .strictObject({
    type: codeEnum(disabilityTypes.filter((row): row is Exclude<typeof row, { code: 'multiple' }> => row.code !== 'multiple')),
    grade,
  })
  .meta({ id: 'DisabilityComponent' })

/** A disability certificate (残疾人证) that a person has been given; it goes into the vault and comes out as a mask. */
export const newCertificate = z
  .strictObject({
    number: z
      .string()
      .min(18)
      .max(30)
      .meta({ description: 'As on the card: citizen id, type, grade, and the B-suffix of a card re-issued after a loss.' }),
    issuedOn: day.meta({ description: 'The day it was issued, in China. The card issued last is the one in force.' }),
    expiresOn: day.optional().meta({ description: 'Its last day; ten years after issuedOn when not given (残疾人证管理办法 19).' }),
    type: codeEnum(disabilityTypes).optional().meta({ description: 'Must agree with the number; nothing is kept of it.' }),
    grade: grade.optional().meta({ description: 'Must agree with the number; nothing is kept of it.' }),
    components: z.array(component).min(2).max(6).optional().meta({
      description: 'For type 7 (多重) and no other: each disability once. The most severe has the grade of the number (办法 13).',
    }),
  })
  .meta({ id: 'NewCertificate' })
export type NewCertificate = z.infer<typeof newCertificate>

export const certificate = z
  .strictObject({
    number: z.string().meta({ description: 'Masked; the mask does not depend on birth date, sex, type, grade or suffix.' }),
    issuedOn: day.nullable().meta({ description: 'null: nobody said.' }),
    expiresOn: day.nullable().meta({ description: 'null: nobody said.' }),
    current: z.boolean().meta({ description: 'The one in force: it was issued last.' }),
    addedAt: timestamp.nullable().meta({ description: 'null: the person was registered with it.' }),
  })
  .meta({ id: 'Certificate' })

export const certificateList = z
  .strictObject({ items: z.array(certificate).meta({ description: 'Oldest first.' }) })
  .meta({ id: 'CertificateList' })

const common = { tag: 'jobseekers' } as const

export const addCertificateContract = defineRoute({
  method: 'POST',
  url: '/v1/jobseekers/:id/certificates',
  schema: { params: idParams, body: newCertificate, response: { 201: jobseeker } },
  config: {
    ...common,
    operationId: 'addCertificate',
    summary: 'Add a card to the certificates of a jobseeker',
    description:
      'A renewed, re-issued or re-assessed card, or an old one. Sent again, with the same number and issuedOn, it corrects what was sent before. ' +
      'Nothing of it is told to matching but what the number says of age and sex, where that was not known.',
    scope: 'jobseekers:write',
    problems: ['jobseeker_exists', 'version_conflict'],
  },
})

export const listCertificatesContract = defineRoute({
  method: 'GET',
  url: '/v1/jobseekers/:id/certificates',
  schema: { params: idParams, response: { 200: certificateList } },
  config: {
    ...common,
    operationId: 'listCertificates',
    summary: 'Cards that a jobseeker has had, masked, with their days',
    scope: 'jobseekers:read',
  },
})
