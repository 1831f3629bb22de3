import { z } from 'zod'
import { fieldError } from './field-errors.ts'
import { problem } from './problem.ts'

/** An opaque place in a list. Nothing in it is secret; it is opaque so that we may change what it holds. */
export function encodeCursor(place: unknown): string {
  return Buffer.from(JSON.stringify(place)).toString('base64url')
}

/** Reads a cursor back; throws the Problem `invalid_request` for one that is not ours. */
export function decodeCursor<T extends z.ZodType>(text: string, place: T): z.infer<T> {
  try {
    return place.parse(JSON.parse(Buffer.from(text, 'base64url').toString()))
  } catch (cause) {
    if (cause instanceof SyntaxError || cause instanceof z.ZodError) {
      const say = { zh: '这个 cursor 无效，请从第一页重新开始。', en: 'This cursor is not valid; start again from the first page.' }
      throw problem('invalid_request', { errors: [fieldError('#/query/cursor', 'bad_cursor', say)] })
    }
    throw cause
  }
}
