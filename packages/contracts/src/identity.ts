import { z } from 'zod'
import { text } from './primitives.ts'

/** A guardian of somebody who cannot decide alone (民法典 21-28), or a proxy she has named. */
export const guardian = z
  .strictObject({
    kind: z.enum(['guardian', 'proxy']).meta({ description: 'guardian: by law or by a court; proxy: named by the person.' }),
    name: text(60),
    phone: z.string().min(5).max(24).meta({ description: 'Mobile or landline.' }),
    relation: text(30).meta({ description: 'What they are to her, in words.', examples: ['母亲'] }),
    since: z.iso.date().optional().meta({ description: 'The day from which they speak for her.' }),
  })
  .meta({ id: 'Guardian' })
export type Guardian = z.infer<typeof guardian>

/** Goes into the vault, encrypted, and never comes out in plain. */
export const identity = z
  .strictObject({
    name: text(60),
    idNumber: z.string().min(15).max(24).optional().meta({ description: 'Citizen id number (GB 11643), check digit verified.' }),
    certificateNumber: z
      .string()
      .min(18)
      .max(30)
      .optional()
      .meta({ description: 'Number of the disability certificate: citizen id, type, grade, and B-suffix of a re-issued card.' }),
    phone: z.string().min(5).max(24).meta({ description: 'Mobile or landline.' }),
    guardian: guardian.optional().meta({ description: 'Who speaks for her, where somebody does.' }),
  })
  .meta({ id: 'Identity' })
export type Identity = z.infer<typeof identity>
