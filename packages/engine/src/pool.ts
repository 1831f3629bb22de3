import { personalParams } from '@zhihe/scoring/actions'
import { assess, type RuleCode } from '@zhihe/scoring/judge'
import type { AskQuery, Obstacle, Pool, Reason } from './asks.ts'
import type { Candidate } from './rank.ts'

/** Everybody given, by verdict, by rule and by what would have to be done. */
export function poolOf(candidates: Iterable<Candidate>, query: AskQuery): Pool {
  const excluded: Partial<Record<RuleCode, number>> = {}
  const tally = createObstacleTally()
  const counts = { eligible: 0, conditional: 0 }
  const { minScore = 0, verdict: wanted } = query.filter ?? {}
  const context = { at: query.at, ...(query.relaxations && { relaxations: query.relaxations }) }
  for (const { id, posting, jobseeker } of candidates) {
    if (query.exclude?.has(id)) continue
    const actions: Reason[] = []
    const notebook = { evidence: () => {}, finding: () => {}, action: (reason: Reason) => void actions.push(reason) }
    const { verdict, rule, score } = assess({ posting, jobseeker, context }, notebook)
    if (rule !== null) excluded[rule] = (excluded[rule] ?? 0) + 1
    if (verdict === 'ineligible' || score < minScore || verdict !== (wanted ?? verdict)) continue
    counts[verdict] += 1
    if (verdict === 'conditional') tally.add(canonicalActions(actions), 1)
  }
  return { ...counts, excluded, obstacles: tally.obstacles() }
}

/** Each action once, in the order of code, then of parameters; without what is about one person only. */
export function canonicalActions(actions: readonly Reason[]): Reason[] {
  const byText = new Map<string, Reason>()
  for (const { code, params } of actions) {
    const kept = Object.fromEntries(Object.entries(params ?? {}).filter(([name]) => !personalParams.has(name)))
    const reason: Reason = { code, ...(Object.keys(kept).length > 0 && { params: kept }) }
    byText.set(`${code} ${JSON.stringify(kept)}`, reason)
  }
  return [...byText].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, reason]) => reason)
}

/** Counts people by their set of actions; equal sets are one obstacle, however they were found. */
export function createObstacleTally() {
  const byText = new Map<string, Obstacle>()
  return {
    add: (actions: readonly Reason[], people: number) => {
      const text = JSON.stringify(actions)
      const held = byText.get(text)
      if (held === undefined) byText.set(text, { actions, people })
      else held.people += people
    },
    obstacles: (): Obstacle[] =>
      [...byText].sort(([a, one], [b, other]) => other.people - one.people || (a < b ? -1 : 1)).map(([, obstacle]) => obstacle),
  }
}

/** Two pools of different people as one. */
export function joinPools(one: Pool, other: Pool): Pool {
  const excluded = { ...one.excluded }
  for (const [rule, people] of Object.entries(other.excluded) as [RuleCode, number][]) excluded[rule] = (excluded[rule] ?? 0) + people
  const tally = createObstacleTally()
  for (const { actions, people } of [...one.obstacles, ...other.obstacles]) tally.add(actions, people)
  const counts = { eligible: one.eligible + other.eligible, conditional: one.conditional + other.conditional }
  return { ...counts, excluded, obstacles: tally.obstacles() }
}
