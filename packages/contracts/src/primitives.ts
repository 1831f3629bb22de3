import { isRegionCode } from '@zhihe/vocabulary/region'
import { z } from 'zod'

/** RFC 9562 version 7. */
export const id = z.uuidv7()

/** Longer than any code or time there is; what is looked up in a table is not read to its end first. */
export const longestCode = 64

const earliest = Date.parse('1900-01-01T00:00:00Z')
const latest = Date.parse('9999-12-31T23:59:59.999Z')

// PostgreSQL refuses offsets from 16:00 and the year 0, and `Date` writes what is beyond the year 9999 in another way.
function isCommonTime(value: string): boolean {
  const at = Date.parse(value)
  const [, hours = '0', minutes = '0'] = /[+-](\d{2}):?(\d{2})$/.exec(value) ?? []
  return at >= earliest && at <= latest && Number(hours) * 60 + Number(minutes) <= 14 * 60
}

/** RFC 3339 with an offset, of the years 1900 to 9999. */
export const timestamp = z.iso
  .datetime({ offset: true })
  .max(longestCode)
  .refine(isCommonTime, { error: 'uncommon_time' })
  .meta({ description: 'RFC 3339 with offset.', examples: ['2026-11-20T09:00:00+08:00'] })

export const regionCode = z
  .string()
  .max(longestCode)
  .refine(isRegionCode, { error: 'unknown_region' })
  .meta({ description: 'GB/T 2260 code of a province, prefecture or county, six digits.', examples: ['330106'] })

export const birthMonth = z
  .string()
  .regex(/^(19|20)\d{2}-(0[1-9]|1[0-2])$/)
  .meta({ description: 'Year and month of birth.', examples: ['1990-03'] })

/** Text a person wrote: no control characters but line breaks and tabs, no lone surrogates. */
export function text(maxLength: number) {
  return z
    .string()
    .min(1)
    .max(maxLength)
    .refine((value) => value.trim().length > 0, { error: 'blank' })
}

export const fen = z
  .int()
  .min(0)
  .max(100_000_000_00)
  .meta({ description: 'Money in fen (1/100 yuan).', examples: [450000] })

export const basisPoints = z.int().min(0).max(10_000).meta({ description: 'Basis points, 0-10000.' })

export const version = z.int().min(1).meta({ description: 'Rises by one with every change.' })

const decimalCode = z.string().regex(/^(0|[1-9]\d{0,8})$/)

/** A whole number in a query string: digits only, never coerced from anything else. */
export function queryInt(options: { min: number; max: number; description: string }) {
  return z
    .codec(decimalCode, z.int().min(options.min).max(options.max), { decode: Number, encode: String })
    .meta({ description: options.description, override: asInteger(options.min, options.max) })
}

export const limit = queryInt({ min: 1, max: 200, description: 'How many items at most; 20 when not given.' })
export const cursor = z.string().min(1).max(600).meta({ description: 'Opaque place to go on from: nextCursor of the page before.' })

/** A page of a list. `nextCursor` is null on the last page; there is no depth limit. */
export function page<T extends z.ZodType>(item: T, name: string) {
  return z
    .strictObject({
      items: z.array(item),
      nextCursor: z.string().nullable().meta({ description: 'Send as cursor for the next page; null when this is the last.' }),
    })
    .meta({ id: name })
}

export const idParams = z.strictObject({ id: id.meta({ description: 'Id of the resource (UUIDv7).' }) })

/** The codes of a vocabulary table as an enum. */
export function codeEnum<const Row extends { code: string }>(rows: readonly Row[]) {
  return z.enum(rows.map((row) => row.code) as [Row['code'], ...Row['code'][]])
}

/** Shows a union or a codec of whole numbers in OpenAPI as the integer range it is. */
export function asInteger(minimum: number, maximum: number) {
  return ({ jsonSchema }: { jsonSchema: Record<string, unknown> }): void => {
    delete jsonSchema['anyOf']
    delete jsonSchema['pattern']
    Object.assign(jsonSchema, { type: 'integer', minimum, maximum })
  }
}
