import { setImmediate as yieldToOthers } from 'node:timers/promises'
import type { Principal } from '@zhihe/contracts/access'
import type { WhatIfAnswer, WhatIfRequest } from '@zhihe/contracts/what-if'
import type { AskQuery, Engine, Pool } from '@zhihe/engine/engine'
import { problem } from '@zhihe/http/problem'
import { changePosting, singleChanges } from '@zhihe/scoring/counterfactual-change'
import { searchOffers } from '@zhihe/scoring/counterfactual-offers'
import type { PostingFacts } from '@zhihe/scoring/facts'
import type { Sight } from '../domain/access.ts'
import { inlinePosting, stated } from '../domain/inline-facts.ts'
import { contextAt } from '../domain/relaxations-in-force.ts'
import { viewChange, viewCounts, viewExcluded, viewNextQuestion, viewOffers } from '../domain/what-if-view.ts'
import { findForCaller } from '../reading/list-for-posting.ts'
import type { ReadDeps } from '../routes/deps.ts'
import { liftEach } from './constraints.ts'
import { runPolitely } from './run-politely.ts'

type Request = Extract<WhatIfRequest, { about: 'posting' }>
type Answer = Extract<WhatIfAnswer, { about: 'posting' }>

/** What an employer would gain, in numbers of people of which no small one can be worked out. */
export async function whatIfPosting(
  deps: ReadDeps,
  caller: Principal,
  { postingId, posting: inline, changes: given }: Request,
): Promise<Answer> {
  const { index, now } = deps
  const { facts, regionCode } = inline === undefined ? await findFacts(deps, caller, postingId) : inlineFacts(caller, inline)
  const { engine } = index.memory
  const at = now()
  const query = queryOf(regionCode, at)
  const changes = stated(given)
  const changed = changePosting(facts, changes)
  const before = engine.countsForPosting(facts, query)
  const alone: Answer['alone'] = []
  for (const { field, change } of singleChanges(changes)) {
    await yieldToOthers()
    alone.push({ field, change: viewChange(before, engine.countsForPosting(changePosting(facts, change), query)) })
  }
  const pool = engine.poolForPosting(changed, query)
  const constraints: Answer['constraints'] = []
  for (const { posting, ...constraint } of liftEach(changed)) {
    await yieldToOthers()
    constraints.push({ ...constraint, without: viewChange(pool, engine.countsForPosting(posting, query)) })
  }
  return {
    about: 'posting',
    postingId: postingId ?? null,
    ...viewCounts(before, pool),
    alone,
    excluded: viewExcluded(pool),
    constraints,
    bestOffers: await bestOffersFor(engine, changed, { pool, query }),
    nextQuestion: viewNextQuestion(pool),
    asOf: (index.asOf() ?? at).toISOString(),
  }
}

interface Asked {
  facts: PostingFacts
  /** Whose people; null: everybody's. */
  regionCode: string | null
}

async function findFacts(deps: ReadDeps, caller: Principal, postingId: string | undefined): Promise<Asked> {
  const { posting, sight } = await findForCaller(deps, caller, postingId ?? '')
  if (!posting) throw problem('posting_not_closable')
  return { facts: posting.facts, regionCode: sight.regionCode }
}

// Nobody's posting yet: whoever may push postings may ask what it would find.
function inlineFacts(caller: Principal, inline: NonNullable<Request['posting']>): Asked {
  return { facts: inlinePosting(inline), regionCode: caller.role === 'federation' ? caller.regionCode : null }
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
