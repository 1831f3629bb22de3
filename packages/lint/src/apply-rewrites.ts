import type { Finding } from './finding.ts'

const leadingMarks = /^[\s,;:。、，；：/|]+/
const trailingMarks = /[\s,;:。、，；：/|]+$/
const opening = /[(（【[「]/
const closing = /[)）】\]」]/

/**
 * The text of one field with the rewrites of its findings accepted. Words taken out leave no stray mark or empty bracket behind; a finding without a rewrite
 * leaves its words alone. Demands that a rewrite records are the caller's to add.
 * @param findings those of this text only, with spans in it
 */
export function applyRewrites(text: string, findings: readonly Pick<Finding, 'start' | 'end' | 'rewrite'>[]): string {
  const lastFirst = findings.toSorted((one, other) => other.start - one.start)
  return lastFirst.reduce((rest, { start, end, rewrite }) => {
    if (rewrite?.text !== undefined) return rest.slice(0, start) + rewrite.text + rest.slice(end)
    return rewrite?.remove === true ? without(rest, start, end) : rest
  }, text)
}

function without(text: string, start: number, end: number): string {
  let [from, to] = [start, end]
  while (opening.test(text.charAt(from - 1)) && closing.test(text.charAt(to))) {
    from -= 1
    to += 1
  }
  // The mark after the words goes with them, unless they stood in a bracket of their own; at the end of the text the one before them.
  const hadBracket = from < start && from > 0
  const rest = hadBracket ? text.slice(to) : text.slice(to).replace(leadingMarks, '')
  const before = text.slice(0, from)
  return rest === '' || closing.test(rest.charAt(0)) ? before.replace(trailingMarks, '') + rest : before + rest
}
