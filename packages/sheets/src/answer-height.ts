import type { AnswerLine } from './answer.ts'
import { explanationWidth } from './answer-columns.ts'

/** Points of a line of text, and the most that a row may have. */
const lineHeight = 16
const highest = 409

/**
 * Attributes of a row that show its whole explanation: a spreadsheet grows a row for wrapped text only while she types, so one that needs several
 * lines is given its height. A row of hers that is higher already stays as it is.
 */
export function heightOf(line: AnswerLine | undefined, own: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const lines = line === undefined || line.tone === 'heading' ? 1 : linesOf(line.explanation)
  const needed = Math.min(lines * lineHeight, highest)
  if (lines <= 1 || Number(own['ht'] ?? 0) >= needed) return {}
  return { ht: String(needed), customHeight: '1' }
}

/** The same as text, for a row that is not there yet. */
export function heightText(line: AnswerLine | undefined): string {
  return Object.entries(heightOf(line, {}))
    .map(([name, value]) => ` ${name}="${value}"`)
    .join('')
}

function linesOf(text: string): number {
  return text.split('\n').reduce((sum, line) => sum + Math.max(1, Math.ceil(widthOf(line) / explanationWidth)), 0)
}

/** In characters of the standard font, of which a Chinese one takes two. */
function widthOf(line: string): number {
  return Array.from(line).reduce((sum, character) => sum + (character.charCodeAt(0) < 0x2e80 && !/[“”‘’…—]/.test(character) ? 1 : 2), 0)
}
