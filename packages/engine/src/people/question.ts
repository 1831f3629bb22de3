import type { Context, JobseekerFacts, PostingFacts } from '@zhihe/scoring/facts'
import type { RuleCode } from '@zhihe/scoring/judge'
import { partOf } from '@zhihe/scoring/parts'
import { unsaidJobseeker } from '@zhihe/scoring/unsaid-facts'
import { isWithinRegion } from '@zhihe/vocabulary/region'
import type { AskQuery } from '../asks.ts'
import { type Condition, conditionsOf, needsOf } from './conditions.ts'
import { type CompiledDemand, compileDemands } from './demand-table.ts'
import { codecs } from './facts-text.ts'
import { bitmap } from './layout.ts'
import type { People } from './people.ts'
import { anywhere, placeKey, wingsOf } from './places.ts'
import { createQuestionCache } from './question-cache.ts'
import { asks, passes, pointsOf, type Rated, rate, type Side } from './rated.ts'
import { createSkillLanes, type SkillLanes } from './skill-lanes.ts'
import { createTables, type OfferTables, type Tables } from './tables.ts'

/** One posting, compiled: everything that does not depend on the person. */
export interface Question extends Side {
  /** The rule by which nobody can be listed, or null. */
  closedBy: RuleCode | null
  /** passes, or asks when the posting itself leaves a question open for everybody. */
  outcome: number
  policy: Rated
  policyPoints: number
  demands: readonly CompiledDemand[]
  tables: Tables
  lanes: SkillLanes
  strict: readonly Condition[]
  loose: readonly Condition[]
  /** One of these bitmaps everybody eligible is in. */
  needs: readonly number[]
  /** Where everybody stands once who may be reached, and the bitmap of who counts there. */
  blocks: readonly number[]
  base: number
  /** By reach facet and by facet of forms: 1 outside the filter, 0 inside; null: no such filter. */
  outside: { reach: Uint8Array | null; forms: Uint8Array | null }
}

/** What stays as it is from one question about a posting to the next. */
type Lasting = Omit<Question, 'context' | 'closedBy' | 'outside'>

export interface Offers {
  demands: readonly CompiledDemand[]
  tables: OfferTables
}

/** Compiles postings against the people held; null for one whose facts the index has no words for (it is judged plainly). */
export function createCompiler(people: People) {
  const { tablesOf, offersOf } = createTables(people)
  const lanesFor = createSkillLanes(people.skills)
  const lastingOf = createQuestionCache<Lasting | null>(people)

  /** Only what its offers change. */
  const compileOffers = (posting: PostingFacts, query: AskQuery): Offers | null => {
    const context = contextOf(query)
    const demands = compileDemands(posting, context)
    return demands && { demands, tables: offersOf({ posting, context }, demands) }
  }

  const compile = (posting: PostingFacts, query: AskQuery): Question | null => {
    const context = contextOf(query)
    const side = { posting, context }
    const lasting = lastingOf(side, () => compileLasting(side))
    return lasting && { ...lasting, context, closedBy: rate(partOf('posting'), side, {}).rule, outside: outsideOf(people, query) }
  }

  const compileLasting = (side: Side): Lasting | null => {
    const { posting, context } = side
    const demands = compileDemands(posting, context)
    if (demands === null) return null
    const statement = rate(partOf('statement'), side, {})
    const policy = rate(partOf('policy'), side, {})
    const tables = tablesOf(side, demands)
    const lanes = lanesFor(side)
    return {
      posting,
      outcome: statement.outcome === passes ? passes : asks,
      policy,
      policyPoints: pointsOf(partOf('policy'), policy.score),
      demands,
      tables,
      lanes,
      ...conditionsOf({ posting, tables, demands, lanes, licences: people.licences }),
      needs: needsOf(posting),
      ...placesFor(people, posting),
    }
  }

  return { compile, compileOffers }
}

function contextOf({ at, relaxations }: AskQuery): Context {
  return { at, ...(relaxations && { relaxations }) }
}

function placesFor({ blocks }: People, { workMode, regionCode }: PostingFacts): Pick<Question, 'blocks' | 'base'> {
  const key = workMode === 'remote' ? null : placeKey(regionCode)
  if (key === null) return { blocks: blocks.blocksOf(null), base: bitmap.primary }
  return { blocks: [...wingsOf(key), ...wingsOf(anywhere)].flatMap(blocks.blocksOf), base: bitmap.live }
}

function outsideOf({ facets }: People, { filter = {} }: AskQuery): Question['outside'] {
  const { regionCode, workMode } = filter
  const mark = (key: 'reach' | 'forms', isOutside: (facts: JobseekerFacts) => boolean) =>
    Uint8Array.from({ length: facets[key].count() }, (_, facet) =>
      isOutside({ ...unsaidJobseeker, ...codecs[key].read(facets[key].text(facet)) }) ? 1 : 0,
    )
  return {
    reach: regionCode === undefined ? null : mark('reach', ({ regionCode: home }) => home === null || !isWithinRegion(home, regionCode)),
    forms: workMode === undefined ? null : mark('forms', ({ workModes }) => !(workModes?.includes(workMode) ?? false)),
  }
}
