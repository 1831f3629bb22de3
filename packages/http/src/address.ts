import type { ProblemError } from '@zhihe/contracts/problem'
import { fieldError } from './field-errors.ts'

/** The longest address that is read; the longest there is a use for, with a cursor and every filter, has a quarter of it. */
const maxLength = 8_192

/** What is wrong with an address as a whole: too long, or with bytes behind `%` that are not UTF-8, which the parser of the query would take as letters. */
export function unreadableAddress(url: string): ProblemError[] {
  if (url.length > maxLength) {
    const say = { zh: `网址太长，最多 ${maxLength} 个字符。`, en: `The address is too long; at most ${maxLength} characters.` }
    return [fieldError('#/query', 'too_big', say)]
  }
  const query = url.slice(url.indexOf('?') + 1)
  if (!query.includes('%')) return []
  try {
    decodeURIComponent(query)
    return []
  } catch {
    return [fieldError('#/query', 'bad_character')]
  }
}
