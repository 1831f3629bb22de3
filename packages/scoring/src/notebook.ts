import type { Evidence } from './explain-telling.ts'
import type { ReasonCode, ReasonParams } from './reasons.ts'
import type { ComponentKey } from './weights.ts'

/** met, unmet: from facts; unknown: nobody has said; assumed: from an occupation, a certificate or a rule of thumb. */
export type EvidenceKind = 'met' | 'unmet' | 'unknown' | 'assumed'

/**
 * Where rules and components write down why. `judge` passes none and pays nothing: an optional call does not evaluate its arguments.
 * One function computes number and reason, so the two cannot disagree.
 */
export interface Notebook {
  evidence: (component: ComponentKey, evidence: Evidence) => void
  action: (reason: Reason) => void
  finding: (reason: Reason) => void
}

export interface Reason {
  code: ReasonCode
  params?: ReasonParams
}

/** A component's answer. */
export interface Rating {
  /** 0-10000. */
  score: number
  /** Share of it that rests on stated, assessed or verified facts, 0-10000. */
  known: number
}
