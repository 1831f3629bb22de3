import type { ProblemError } from '@zhihe/contracts/problem'
import type { App } from './app-type.ts'
import { escapePointer, fieldError } from './field-errors.ts'
import { problem } from './problem.ts'
import { findRepeatedKey } from './repeated-key.ts'

type FilesApp = Pick<App, 'removeAllContentTypeParsers' | 'addContentTypeParser'>

const maxDepth = 32
const strictUtf8 = new TextDecoder('utf-8', { fatal: true })

/**
 * Takes application/json only, refuses bytes that are not UTF-8, prototype keys and a key that comes twice. Node would turn such bytes into
 * U+FFFD and drop all but the last of such keys without a word, and PostgreSQL refuses U+0000: a silent change or a 500.
 */
export function acceptJsonOnly(app: App): void {
  const parse = app.getDefaultJsonParser('error', 'error')
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body: Buffer, done) => {
    if (body.length === 0) {
      done(null, undefined)
      return
    }
    let text: string
    try {
      text = strictUtf8.decode(body)
    } catch {
      done(problem('malformed_json', { detail: 'The body is not valid UTF-8.', detailZh: '正文不是合法的 UTF-8。' }))
      return
    }
    void parse(request, text, (error, value) => {
      if (error) return done(problem('malformed_json'))
      const pointer = findRepeatedKey(text)
      done(pointer === null ? null : problem('invalid_request', { errors: [fieldError(pointer, 'repeated_key')] }), value)
    })
  })
}

/**
 * Within this plugin a body is a file: any of the media types, handed to the handler as the stream it is (`request.body`). Whoever reads it
 * keeps the limit, because a stream says its length only at its end.
 */
export function acceptFiles(app: FilesApp, mediaTypes: readonly string[]): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser([...mediaTypes], (_request, payload, done) => done(null, payload))
  const [detailZh, detail] = [`文件请用：${mediaTypes.join('、')}。`, `Send the file as one of ${mediaTypes.join(', ')}.`]
  app.addContentTypeParser('*', (_request, _payload, done) => done(problem('unsupported_media_type', { detail, detailZh })))
}

/** The fields of a parsed body that cannot be stored as they were sent. */
export function unstorable(value: unknown, pointer = '', depth = 0): ProblemError[] {
  if (typeof value === 'string') return isStorable(value) ? [] : [fieldError(pointer, 'bad_character')]
  if (typeof value !== 'object' || value === null) return []
  if (depth >= maxDepth) return [fieldError(pointer, 'too_deep')]
  const found: ProblemError[] = []
  for (const [key, child] of Object.entries(value)) {
    const below = `${pointer}/${escapePointer(key)}`
    if (!isStorable(key)) found.push(fieldError(pointer, 'bad_character'))
    else if (typeof child === 'string' ? !isStorable(child) : typeof child === 'object') found.push(...unstorable(child, below, depth + 1))
    if (found.length >= 100) break
  }
  return found
}

function isStorable(text: string): boolean {
  return text.isWellFormed() && !text.includes('\u0000')
}
