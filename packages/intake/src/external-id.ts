import type { PostingRow } from './row-field.ts'

const shape = /^[A-Za-z0-9._~-]{1,100}$/

/**
 * The organiser's own number of a row as an external id, or null when the row has none. Characters that an external id cannot have are written as
 * their code point, so that two numbers never become one.
 */
export function externalIdOf({ externalId }: PostingRow): string | null {
  const text = externalId?.normalize('NFKC').trim() ?? ''
  if (text === '') return null
  if (shape.test(text)) return text
  const written = Array.from(text, (character) => (shape.test(character) ? character : `~${character.codePointAt(0)?.toString(16)}~`)).join(
    '',
  )
  return written.length <= 100 ? written : null
}

/** What tells two rows without a number apart: who offers what, where. Rows that are alike in it are told apart by their order. */
export function identityOf({ employerUscc, employerName, title, region, address }: PostingRow): string {
  return [employerUscc ?? employerName, title, region, address]
    .map((text) => (text ?? '').normalize('NFKC').replace(/\s/g, ''))
    .join('\u0001')
}
