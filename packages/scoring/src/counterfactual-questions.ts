import type { ObstacleCount } from './counterfactual-offers.ts'
import type { Reason } from './notebook.ts'
import type { ReasonCode } from './reasons.ts'

/** Something that nobody has said yet, and how many undecided matches hang on it. */
export interface OpenQuestion {
  reason: Reason
  asks: 'person' | 'employer'
  /** Matches in which it is the only thing open: any answer decides them. */
  settles: number
  /** Matches in which it is open: a bad answer decides them. */
  concerns: number
}

// Whatever is to be confirmed is confirmed by the person, but for what only the employer can say.
const ofEmployer: ReadonlySet<ReasonCode> = new Set(['confirm_pay', 'confirm_with_employer'])

function asksOf(code: ReasonCode): OpenQuestion['asks'] | null {
  if (ofEmployer.has(code)) return 'employer'
  return code === 'ask_capability' || code.startsWith('confirm_') ? 'person' : null
}

/** The open questions of a posting: first the one whose answers settle most undecided matches, then the one that concerns most. */
export function openQuestions(obstacles: readonly ObstacleCount[]): OpenQuestion[] {
  const byText = new Map<string, OpenQuestion>()
  for (const { actions, people } of obstacles) {
    for (const reason of actions) {
      const asks = asksOf(reason.code)
      if (asks === null) continue
      const text = JSON.stringify(reason)
      const question = byText.get(text) ?? { reason, asks, settles: 0, concerns: 0 }
      question.concerns += people
      if (actions.length === 1) question.settles += people
      byText.set(text, question)
    }
  }
  return [...byText]
    .sort(([a, one], [b, other]) => other.settles - one.settles || other.concerns - one.concerns || (a < b ? -1 : 1))
    .map(([, question]) => question)
}
