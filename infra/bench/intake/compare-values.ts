import { isDeepStrictEqual } from 'node:util'
import type { PostingReading } from '@zhihe/intake/read-posting-row'
import type { Label } from './labels.ts'

/** Both sides of one comparison, in the words of the labels. */
export interface Pair {
  label: unknown
  read: unknown
}

export const valueFields = ['pay', 'age', 'education', 'headcount', 'disability'] as const
export type ValueField = (typeof valueFields)[number]

/** The reading of each field as an annotator would have written it, beside what she wrote. */
export function pairsOf(label: Label, reading: PostingReading): Record<ValueField, Pair> {
  return {
    pay: { label: label.pay, read: payOf(reading) },
    age: { label: label.age, read: ageOf(reading) },
    education: { label: label.education, read: reading.education?.value ?? null },
    headcount: { label: label.headcount, read: headcountOf(reading) },
    disability: { label: disabilityLabel(label), read: disabilityOf(reading) },
  }
}

export function isEqual({ label, read }: Pair): boolean {
  return isDeepStrictEqual(label, read)
}

/** Something is said on either side. */
export function isStated({ label, read }: Pair): boolean {
  return label !== null || read !== null
}

function payOf({ pay }: PostingReading): Label['pay'] {
  if (pay === null) return null
  const { minFen, maxFen, unit, currency, negotiable, variable } = pay.value
  return { min: yuan(minFen), max: yuan(maxFen), unit, currency, negotiable, variable }
}

function yuan(fen: number | null): number | null {
  return fen === null ? null : fen / 100
}

// "Within the legal working age" names no figure, and the labels have none for it.
function ageOf({ age }: PostingReading): Label['age'] {
  if (age === null || age.value.legal) return null
  const { min, max, maxFemale } = age.value
  return min === null && max === null ? null : { min, max, maxFemale }
}

function headcountOf({ headcount }: PostingReading): Label['headcount'] {
  if (headcount === null) return null
  const { min, max, open, shared } = headcount.value
  return { min, max, open, shared }
}

interface Statement {
  scope: string
  items: { type: string; grades: readonly number[] | null; severity: string | null }[]
  veterans: readonly [number, number] | null
}

// The annotator's notes are her own, and the order of types says nothing.
function disabilityLabel({ disability }: Label): Statement | null {
  if (disability === null) return null
  const { scope, items, veterans } = disability
  return {
    scope,
    items: sorted(
      items.map(({ type, grades, severity }) => ({ type, grades: grades?.toSorted((one, other) => one - other) ?? null, severity })),
    ),
    veterans,
  }
}

function disabilityOf({ disability }: PostingReading): Statement | null {
  if (disability === null) return null
  const { scope, items, veterans } = disability.value
  return { scope, items: sorted(items.map(({ type, grades, severity }) => ({ type, grades, severity }))), veterans }
}

function sorted(items: Statement['items']): Statement['items'] {
  return items.toSorted((one, other) => JSON.stringify(one).localeCompare(JSON.stringify(other), 'en'))
}
