import type { PostingFacts } from '@zhihe/scoring/facts'
import { parts } from '@zhihe/scoring/parts'
import { contextAt } from '../domain/relaxations-in-force.ts'

const chinaOffsetMs = 8 * 3_600_000
const dayMs = 24 * 3_600_000

/** The parts that look at the clock, and how much of it `momentOf` keeps for them. */
export const clockwork = { posting: 'whether its window is open', age: 'the month in China' } as const

const windowChecks = parts.filter(({ key }) => key === 'posting').flatMap(({ checks }) => checks)

/**
 * What of a time an explanation depends on: two times of one moment explain the same facts in the same words. The day in China, what the rule says
 * of the posting's window at that very time, and the relaxations in force.
 */
export function momentOf(posting: PostingFacts, at: Date): string {
  const context = contextAt(at)
  const day = Math.floor((at.getTime() + chinaOffsetMs) / dayMs)
  // The check reads the posting and the time only (its part says so), so nobody is needed on the other side.
  const pair = { posting, context } as Parameters<(typeof windowChecks)[number]>[0]
  const window = windowChecks.map((check) => check(pair)).join()
  const relaxations = context.relaxations?.length ? JSON.stringify(context.relaxations) : ''
  return `${day} ${window} ${relaxations}`
}
