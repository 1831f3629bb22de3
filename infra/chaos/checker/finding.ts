/** What can be wrong: lost, there without a cause, there twice, in a wrong order, or not what it should have come to. */
export type FindingKind = 'missing' | 'phantom' | 'effect_duplicate' | 'disorder' | 'difference'

export interface Finding {
  kind: FindingKind
  /** Which check found it. */
  check: string
  /** Of what: a posting, a person, a message … by its key. */
  subject: string
  detail: string
}

export function countOf(findings: readonly Finding[], kind: FindingKind): number {
  return findings.filter((one) => one.kind === kind).length
}
