import { setImmediate as yieldToOthers } from 'node:timers/promises'
import type { Principal } from '@zhihe/contracts/access'
import type { WhatIfAnswer, WhatIfRequest } from '@zhihe/contracts/what-if'
import type { Engine, RankedMatch } from '@zhihe/engine/engine'
import { problem } from '@zhihe/http/problem'
import { changeJobseeker, singleChanges } from '@zhihe/scoring/counterfactual-change'
import { explain } from '@zhihe/scoring/explain'
import type { JobseekerFacts } from '@zhihe/scoring/facts'
import { judge } from '@zhihe/scoring/judge'
import { maySeeJobseeker } from '../domain/access.ts'
import { inlineJobseeker, stated } from '../domain/inline-facts.ts'
import { contextAt } from '../domain/relaxations-in-force.ts'
import { viewReason } from '../domain/what-if-view.ts'
import { awaitArrival } from '../reading/await-arrival.ts'
import type { ReadDeps } from '../routes/deps.ts'

type Request = Extract<WhatIfRequest, { about: 'jobseeker' }>
type Answer = Extract<WhatIfAnswer, { about: 'jobseeker' }>

const mostGained = 5
const pageSize = 100
// Behind so many postings she fits, a new one is no news at the top of her list.
const mostPages = 20

/** What a person would gain: postings are counted exactly, for they are nobody's secret. */
export async function whatIfJobseeker(deps: ReadDeps, caller: Principal, request: Request): Promise<Answer> {
  const { index, now } = deps
  const { engine } = index.memory
  const before = await findFacts(deps, caller, request)
  const changes = stated(request.changes)
  const after = changeJobseeker(before, changes)
  const at = now()
  const query = contextAt(at)
  const alone: Answer['alone'] = []
  for (const { field, change } of singleChanges(changes)) {
    alone.push({ field, after: engine.countsForJobseeker(changeJobseeker(before, change), query) })
    await yieldToOthers()
  }
  return {
    about: 'jobseeker',
    before: engine.countsForJobseeker(before, query),
    after: engine.countsForJobseeker(after, query),
    alone,
    gained: await gainedPostings(engine, { before, after, at }),
    asOf: (index.asOf() ?? at).toISOString(),
  }
}

async function findFacts({ index, now }: ReadDeps, caller: Principal, { jobseekerId: id, jobseeker }: Request): Promise<JobseekerFacts> {
  if (caller.role !== 'federation' && caller.role !== 'admin') throw problem(id === undefined ? 'forbidden' : 'not_found')
  if (jobseeker !== undefined) return inlineJobseeker(jobseeker)
  if (id === undefined) throw new Error('the contract let a request without a person through')
  const find = async () => {
    await index.catchUp()
    return index.memory.jobseeker(id)
  }
  const known = index.memory.jobseeker(id) ?? (await awaitArrival({ id, find, now }))
  if (!known || !maySeeJobseeker(caller, { tenantId: known.tenantId, regionCode: known.facts.regionCode })) throw problem('not_found')
  return known.facts
}

interface Sides {
  before: JobseekerFacts
  after: JobseekerFacts
  at: Date
}

async function gainedPostings(engine: Engine, { before, after, at }: Sides): Promise<Answer['gained']> {
  const gained: Answer['gained'] = []
  let last: RankedMatch | undefined
  for (let page = 0; page < mostPages && gained.length < mostGained; page += 1) {
    const behind = last && { after: { tier: 0 as const, score: last.score, recommendations: last.recommendations, id: last.postingId } }
    const matches = engine.rankForJobseeker(after, { limit: pageSize, ...contextAt(at), filter: { verdict: 'eligible' }, ...behind })
    gained.push(...matches.flatMap((match) => gainOf(engine, match, { before, at })))
    last = matches.at(-1)
    if (matches.length < pageSize) break
    await yieldToOthers()
  }
  return gained.slice(0, mostGained)
}

function gainOf(engine: Engine, { postingId, score }: RankedMatch, { before, at }: Omit<Sides, 'after'>): Answer['gained'] {
  const posting = engine.getPosting(postingId)
  if (!posting || judge(posting, before, contextAt(at)).verdict === 'eligible') return []
  const { citation, actions, score: scoreBefore } = explain(posting, before, contextAt(at))
  return [{ postingId, score, scoreBefore, lifted: (citation ? [{ code: citation.code }] : actions).map(viewReason) }]
}
