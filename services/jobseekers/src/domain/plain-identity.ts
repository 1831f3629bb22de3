import { z } from 'zod'

const number = z.string().nullable()

/** Who speaks for her, where somebody does. */
const guardian = z.strictObject({
  kind: z.enum(['guardian', 'proxy']),
  name: z.string(),
  phone: z.string(),
  relation: z.string(),
  /** A day. */
  since: z.string().nullable(),
})

/** One card she has had. Type and grade are in the number; of several disabilities the card says only that they are several. */
const card = z.strictObject({
  number: z.string(),
  issuedOn: z.string().nullable(),
  expiresOn: z.string().nullable(),
  components: z.array(z.strictObject({ type: z.string(), grade: z.int() })),
  /** Null for the one she was registered with. */
  addedAt: z.string().nullable(),
})

/** What the vault keeps of a person, clean. What came later has a default: an old text still opens. */
export const plainIdentity = z.strictObject({
  name: z.string(),
  idNumber: number,
  /** Of the card in force. */
  certificateNumber: number,
  phone: z.string(),
  guardian: guardian.nullable().default(null),
  /** In the order in which they were added; empty: nothing is known but `certificateNumber`. */
  cards: z.array(card).default([]),
  /** Skills that she said in her own words, in the order in which they stand in her profile. */
  skillTexts: z.array(z.string()).optional(),
})

export type PlainIdentity = z.infer<typeof plainIdentity>
export type Guardian = NonNullable<PlainIdentity['guardian']>
export type Card = PlainIdentity['cards'][number]
