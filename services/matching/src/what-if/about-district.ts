import { setImmediate as yieldToOthers } from 'node:timers/promises'
import type { Principal } from '@zhihe/contracts/access'
import type { WhatIfAnswer, WhatIfRequest } from '@zhihe/contracts/what-if'
import type { AskQuery } from '@zhihe/engine/engine'
import { problem } from '@zhihe/http/problem'
import { type Site, searchOffers } from '@zhihe/scoring/counterfactual-offers'
import type { PostingFacts } from '@zhihe/scoring/facts'
import { isWithinRegion } from '@zhihe/vocabulary/region'
import { viewOffers, viewToggle } from '../domain/what-if-view.ts'
import type { ReadDeps } from '../routes/deps.ts'
import { queryOf } from './about-posting.ts'
import { runPolitely } from './run-politely.ts'

type Request = Extract<WhatIfRequest, { about: 'district' }>
type Answer = Extract<WhatIfAnswer, { about: 'district' }>

// Three steps over every accommodation of the catalogue: beyond this nobody would wait for the answer.
const mostSites = 500

/** What all open postings of a district would gain by one accommodation more, and by the best three. */
export async function whatIfDistrict(deps: ReadDeps, caller: Principal, { regionCode, toggle }: Request): Promise<Answer> {
  const { index, now } = deps
  if (!mayAskAbout(caller, regionCode)) throw problem('forbidden')
  const { engine } = index.memory
  const at = now()
  const query = queryOf(caller.regionCode, at)
  const postings = [...index.memory.postings()]
    .map(([, { facts }]) => facts)
    .filter((facts) => isWithinRegion(facts.regionCode, regionCode))
  const gains: { postingId: string; gain: number }[] = []
  for (const facts of postings) {
    gains.push({ postingId: facts.id, gain: engine.gainFromOffer(facts, toggle.accommodation, query).eligible })
    await yieldToOthers()
  }
  return {
    about: 'district',
    regionCode,
    postings: postings.length,
    toggle: viewToggle(toggle.accommodation, gains),
    bestOffers: postings.length > mostSites ? null : await bestOffersFor(deps, postings, query),
    asOf: (index.asOf() ?? at).toISOString(),
  }
}

function mayAskAbout({ role, regionCode: own }: Principal, regionCode: string): boolean {
  if (role === 'admin') return true
  return role === 'federation' && (own === null || isWithinRegion(regionCode, own))
}

async function bestOffersFor({ index }: ReadDeps, postings: readonly PostingFacts[], query: AskQuery): Promise<Answer['bestOffers']> {
  const { engine } = index.memory
  const sites: Site[] = []
  for (const posting of postings) {
    sites.push({ posting, obstacles: engine.poolForPosting(posting, query).obstacles })
    await yieldToOthers()
  }
  const search = searchOffers({ sites, gainFromOffer: (given, code) => engine.gainFromOffer(given, code, query).eligible })
  return viewOffers(await runPolitely(search))
}
