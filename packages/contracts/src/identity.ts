import { z } from 'zod'
import { text } from './primitives.ts'

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
  })
  .meta({ id: 'Identity' })
export type Identity = z.infer<typeof identity>
