import type { PostingFacts, RequiredSkill } from '@zhihe/scoring/facts'
import { monthlyRange } from '@zhihe/scoring/pay-range'
import { full, neutral, weights } from '@zhihe/scoring/weights'
import { educationRank } from '@zhihe/vocabulary/education'
import { minimumWorkingAge } from '@zhihe/vocabulary/working-age'
import { bitsOf, demandTable, icfPlace, licencePlaces, offeredBits, relatedFamilyBits, skillCredits, skillTable } from './codes.ts'
import type { Dialect } from './dialect.ts'
import { educationPoints, experiencePoints, policyPoints, preferencePoints } from './figures.ts'
import { outcomeOf, pointsOf } from './part-of.ts'
import { month } from './person-rows.ts'
import { anywhere, type Places, partitionOf, remotePool } from './places.ts'
import { sexes } from './posting-rows.ts'

/** What a part adds to the statement: what excludes, what asks first, and the points. */
export interface Clause {
  where?: string[]
  /** What excludes and can be seen only once the skills are joined. */
  having?: string[]
  asks?: string[]
  points?: string
}

export interface Question {
  dialect: Dialect
  limit: number
  /** `eligible` leaves the second tier out. */
  tiers: 'both' | 'eligible'
}

const mustWeight = 3
const essentialWeight = 3

/** One posting to its best people, as one statement over `person_entry`; null when the posting is not open. */
export function peopleQuery(posting: PostingFacts, places: Places, { dialect, limit, tiers }: Question): string | null {
  if (outcomeOf('posting', posting, {}).tier === 'excluded') return null
  const clauses = [
    ageClause(posting),
    educationClause(posting, dialect),
    licenceClause(posting, dialect),
    { ...wishClause(posting), points: preferencePoints(posting, dialect) },
    placeClause(posting, places, dialect),
    payClause(posting, dialect),
    needClause(posting, dialect),
    demandClause(posting, dialect),
    skillClause(posting.skills, dialect),
    { points: experiencePoints(posting, dialect) },
    { points: String(policyPoints(posting)) },
    posting.statementTypes.length > 0 ? { asks: ['true'] } : {},
  ]
  const asks = clauses.flatMap(({ asks: own = [] }) => own)
  const among = clauses.flatMap(({ where: own = [] }) => own)
  const strict = tiers === 'eligible' ? asks.map((ask) => `not coalesce(${ask}, false)`) : []
  const where = [...among, ...clauses.flatMap(({ having = [] }) => having), ...strict]
  const tier = tiers === 'eligible' || asks.length === 0 ? '0' : `case when ${asks.join(' or ')} then 1 else 0 end`
  const score = clauses.flatMap(({ points }) => points ?? []).join(' + ')
  const tables = posting.skills.map(({ code, level }) => skillTable(code, level))
  return `select id, ${tier} as tier, (${score})::int as score from person_entry
    ${dialect.bestSkills(tables, among.join(' and '))} ${factsOfDemands(posting, dialect)}
    where ${where.join(' and ')} order by tier, score desc, recommendations, id limit ${limit}`
}

function ageClause({ age }: PostingFacts): Clause {
  const youngest = month - Math.max(minimumWorkingAge, age?.min ?? 0) * 12
  const oldest = age?.max == null ? 0 : month - age.max * 12 - 11
  // Of whom no birth month is known, some sexes are asked and some are past it, by what an answer could be.
  const asked = sexes.filter(([sex]) => outcomeOf('age', { age }, { birthMonth: null, sex }).tier !== 'excluded')
  const known = `born between ${oldest} and ${youngest} and retires_last > ${month}`
  const unknown = asked.length === 0 ? '' : ` or (born is null and sex in (${asked.map(([, code]) => code).join(',')}))`
  return { where: [`(${known}${unknown})`], asks: ['born is null', `retires_first <= ${month}`] }
}

function educationClause(posting: PostingFacts, dialect: Dialect): Clause {
  const asked = posting.education === null ? 0 : educationRank(posting.education)
  const points = educationPoints(posting, dialect)
  return asked === 0 ? { points } : { where: [`(education >= ${asked} or education is null)`], asks: ['education is null'], points }
}

function licenceClause({ licences }: PostingFacts, dialect: Dialect): Clause {
  if (licences.length === 0) return {}
  const held = dialect.hasAll(
    'licences',
    licences.map((code) => licencePlaces.get(code) ?? -1),
  )
  return { where: [`(licences is null or ${held})`], asks: ['licences is null'] }
}

function wishClause({ employmentForm, workMode }: PostingFacts): Clause {
  const among = (column: string, bit: number) => `((${column} & ${bit}) <> 0 or ${column} is null)`
  return {
    where: [among('forms', bitsOf.forms([employmentForm])), among('modes', bitsOf.modes([workMode]))],
    asks: ['forms is null', 'modes is null'],
  }
}

function placeClause({ workMode, regionCode }: PostingFacts, places: Places, dialect: Dialect): Clause {
  if (workMode === 'remote') {
    return {
      where: [`partition = ${remotePool}`],
      points: String(pointsOf(weights.location, outcomeOf('location', { workMode }, {}).score)),
    }
  }
  const partition = partitionOf(regionCode)
  const code = dialect.byteOf('reach', places.regionsOf(partition).indexOf(regionCode))
  return {
    where: [`partition in (${partition}, ${anywhere})`, `${code} > 0`],
    asks: [`(${code} & 1) = 1`],
    points: dialect.pick(places.points(), code),
  }
}

function payClause(posting: PostingFacts, dialect: Dialect): Clause {
  const range = posting.pay && monthlyRange(posting.pay)
  const unknown = pointsOf(weights.pay, neutral)
  if (range === null) return { asks: ['floor > 0'], points: String(unknown) }
  const [low, high] = [range.minFen, range.maxFen]
  const below = posting.pay?.negotiable === true ? pointsOf(weights.pay, outcomeOf('pay', posting, { payFloorFen: high + 1 }).score) : 0
  const within =
    high === low ? '0' : dialect.divide(`${weights.pay} * (6000 + ${dialect.divide(`4000 * (${high} - floor::bigint)`, high - low)})`, full)
  const points = `case when floor is null then ${unknown} when floor <= ${low} then ${weights.pay} when floor <= ${high} then ${within} else ${below} end`
  if (posting.pay?.negotiable === true) return { asks: [`floor > ${Math.max(0, high)}`], points }
  return { where: [`(floor <= ${high} or floor is null)`], points }
}

function needClause(posting: PostingFacts, dialect: Dialect): Clause {
  const offered = offeredBits(posting)
  const missing = ~offered & ((1n << 62n) - 1n)
  const count = (needs: string, wants: string) => `(2 * ${dialect.bitCount(needs)} + ${dialect.bitCount(wants)})`
  const covered = dialect.divide(`${full} * ${count(`needs & ${offered}`, `wants & ${offered}`)}`, `nullif(${count('needs', 'wants')}, 0)`)
  const some = dialect.divide(`${weights.accommodation} * coalesce(${covered}, ${full})`, full)
  return {
    asks: [`(needs & ${missing}) <> 0`],
    points: `case when needs is null then ${pointsOf(weights.accommodation, neutral)} when needs = 0 and wants = 0 then ${weights.accommodation} else ${some} end`,
  }
}

function demandClause(posting: PostingFacts, dialect: Dialect): Clause {
  const clause: Required<Pick<Clause, 'where' | 'asks'>> = { where: [], asks: [] }
  for (const demand of posting.demands) {
    if (!demand.essential || demand.source === 'occupation') continue
    const { tier } = demandTable(posting, demand)
    const state = dialect.byteOf('capabilities', icfPlace(demand.icf))
    const statesOf = (wanted: number) => tier.flatMap((own, place) => (own === wanted ? [place] : []))
    if (statesOf(0).length > 0) clause.where.push(`${state} not in (${statesOf(0).join(',')})`)
    if (statesOf(1).length > 0) clause.asks.push(`${state} in (${statesOf(1).join(',')})`)
  }
  const assumed = posting.demands.filter(({ source }) => source === 'occupation')
  const { sum, weight } = ownDemands(posting, dialect)
  if (assumed.length === 0) {
    const score = weight === 0 ? String(neutral) : dialect.divide(sum, weight)
    return { ...clause, points: dialect.divide(`${weights.function} * (${score})`, full) }
  }
  const near = assumed.map((demand) => {
    const credit = dialect.pick(demandTable(posting, demand).credit, dialect.byteOf('capabilities', icfPlace(demand.icf)))
    return `greatest(least(${credit}, facts + 500), facts - 500)`
  })
  const all = dialect.divide([...(weight === 0 ? [] : ['own']), ...near].join(' + '), weight + assumed.length)
  return { ...clause, points: dialect.divide(`${weights.function} * (${all})`, full) }
}

/** The sum and the mean over the demands that are not assumed, once per row where assumed ones need the mean. */
function factsOfDemands(posting: PostingFacts, dialect: Dialect): string {
  if (posting.demands.every(({ source }) => source !== 'occupation')) return ''
  const { sum, weight } = ownDemands(posting, dialect)
  if (weight === 0) return `cross join (select ${neutral} facts) mean`
  return `cross join lateral (select own, ${dialect.divide('own', weight)} facts from (select ${sum} own offset 0) total offset 0) mean`
}

function ownDemands(posting: PostingFacts, dialect: Dialect): { sum: string; weight: number } {
  const own = posting.demands.filter(({ source }) => source !== 'occupation')
  const shareOf = (essential: boolean) => (essential ? essentialWeight : 1)
  const terms = own.map((demand) => {
    const credits = demandTable(posting, demand).credit.map((credit) => credit * shareOf(demand.essential))
    return dialect.pick(credits, dialect.byteOf('capabilities', icfPlace(demand.icf)))
  })
  return { sum: terms.join(' + ') || '0', weight: own.reduce((sum, { essential }) => sum + shareOf(essential), 0) }
}

function skillClause(skills: readonly RequiredSkill[], dialect: Dialect): Clause {
  if (skills.length === 0) return { points: String(pointsOf(weights.skills, neutral)) }
  const top = skillCredits.length - 1
  const weight = skills.reduce((sum, { must }) => sum + (must ? mustWeight : 1), 0)
  const terms = skills.map(({ must }, place) =>
    dialect.pick(
      skillCredits.map((credit) => credit * (must ? mustWeight : 1)),
      `coalesce(m${place + 1}, 0)`,
    ),
  )
  const insisted = skills.flatMap(({ code, must }, place) => (must ? [{ code, best: `m${place + 1}` }] : []))
  return {
    where: insisted.map(({ code }) => `(families & ${relatedFamilyBits(code)}) <> 0`),
    having: insisted.map(({ best }) => `${best} > 0`),
    asks: insisted.map(({ best }) => `${best} < ${top}`),
    points: dialect.divide(`${weights.skills} * (${dialect.divide(terms.join(' + '), weight)})`, full),
  }
}
