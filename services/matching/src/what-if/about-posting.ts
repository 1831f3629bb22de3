import { setImmediate as yieldToOthers } from 'node:timers/promises'
import type { Principal } from '@zhihe/contracts/access'
import type { WhatIfAnswer, WhatIfRequest } from '@zhihe/contracts/what-if'
import type { AskQuery, Engine, Pool } from '@zhihe/engine/engine'
import { problem } from '@zhihe/http/problem'
import { changePosting, singleChanges } from '@zhihe/scoring/counterfactual-change'
import { searchOffers } from '@zhihe/scoring/counterfactual-offers'
import type { PostingFacts } from '@zhihe/scoring/facts'
import type { Sight } from '../domain/access.ts'
import { stated } from '../domain/inline-facts.ts'
import { contextAt } from '../domain/relaxations-in-force.ts'
import { viewChange, viewCounts, viewExcluded, viewNextQuestion, viewOffers } from '../domain/what-if-view.ts'
import { findForCaller } from '../reading/list-for-posting.ts'
import type { ReadDeps } from '../routes/deps.ts'
import { runPolitely } from './run-politely.ts'

type Request = Extract<WhatIfRequest, { about: 'posting' }>
type Answer = Extract<WhatIfAnswer, { about: 'posting' }>

/** What an employer would gain, in numbers of people of which no small one can be worked out. */
export async function whatIfPosting(deps: ReadDeps, caller: Principal, { postingId, changes: given }: Request): Promise<Answer> {
  const { index, now } = deps
  const { posting, sight } = await findForCaller(deps, caller, postingId)
  if (!posting) throw problem('posting_not_closable')
  const { engine } = index.memory
  const at = now()
  const query = queryOf(sight.regionCode, at)
  const changes = stated(given)
  const changed = changePosting(posting.facts, changes)
  const before = engine.countsForPosting(posting.facts, query)
  const alone: Answer['alone'] = []
  for (const { field, change } of singleChanges(changes)) {
    await yieldToOthers()
    alone.push({ field, change: viewChange(before, engine.countsForPosting(changePosting(posting.facts, change), query)) })
  }
  const pool = engine.poolForPosting(changed, query)
  return {
    about: 'posting',
    postingId,
    ...viewCounts(before, pool),
    alone,
    excluded: viewExcluded(pool),
    bestOffers: await bestOffersFor(engine, changed, { pool, query }),
    nextQuestion: viewNextQuestion(pool),
    asOf: (index.asOf() ?? at).toISOString(),
  }
}

/** About the people of a region, or about everybody. */
export function queryOf(regionCode: Sight['regionCode'], at: Date): AskQuery {
  return { ...contextAt(at), ...(regionCode !== null && { filter: { regionCode } }) }
}

async function bestOffersFor(engine: Engine, posting: PostingFacts, { pool, query }: { pool: Pool; query: AskQuery }) {
  const sites = [{ posting, obstacles: pool.obstacles }]
  const search = searchOffers({ sites, gainFromOffer: (given, code) => engine.gainFromOffer(given, code, query).eligible })
  return viewOffers(await runPolitely(search))
}
