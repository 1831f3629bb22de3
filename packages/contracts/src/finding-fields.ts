import { z } from 'zod'
import { qualifier } from './posting-fields.ts'
import { id } from './primitives.ts'

export const findingSeverity = z.enum(['block', 'warn', 'ask']).meta({
  id: 'FindingSeverity',
  description: 'block: not published as it stands. warn: published, the employer is told. ask: does the work need it?',
})

/** Something unlawful or doubtful in a posting. */
export const finding = z
  .strictObject({
    ruleId: z.string().meta({ description: 'Stable code of the rule.', examples: ['body.generic_health'] }),
    field: z.string().meta({ description: 'The field it stands in.' }),
    start: z.int().min(0).meta({ description: 'UTF-16 units of the field; start and end are 0 where it is about the field as a whole.' }),
    end: z.int().min(0),
    severity: findingSeverity,
    relevance: z.boolean().nullable().meta({ description: 'false: plainly unrelated to the work; null: the employer knows.' }),
    law: z.strictObject({ title: z.string(), article: z.string() }),
    zh: z.string(),
    en: z.string(),
    rewrite: z
      .strictObject({
        zh: z.string().meta({ description: 'What accepting does.' }),
        text: z.string().optional().meta({ description: 'Stands in place of the words.' }),
        demand: z
          .strictObject({
            icf: z.string(),
            tolerated: qualifier,
            essential: z.boolean(),
            reason: z.string().optional().meta({ description: 'Words of the posting that say how much (搬运20kg).' }),
          })
          .optional(),
        remove: z.literal(true).optional().meta({ description: 'The words are taken out.' }),
      })
      .nullable(),
  })
  .meta({ id: 'Finding' })

export const postingFinding = z
  .strictObject({ ...finding.shape, id, decision: z.enum(['accepted', 'dismissed']).nullable() })
  .meta({ id: 'PostingFinding' })
export type PostingFinding = z.infer<typeof postingFinding>
