import type { JobseekerFacts } from '@zhihe/scoring/facts'
import { full, neutral, weights } from '@zhihe/scoring/weights'
import { educationLevels, educationRank } from '@zhihe/vocabulary/education'
import { retirementMonth } from '@zhihe/vocabulary/working-age'
import {
  bitsOf,
  capabilityBytes,
  creditCodeOf,
  heldCredit,
  icfPlace,
  licencePlaces,
  neededSkills,
  skillCredits,
  skillTableLength,
} from './codes.ts'
import type { Dialect } from './dialect.ts'
import { creditByNearness, occupationTable, percentByNearness } from './figures.ts'
import { outcomeOf, pointsOf } from './part-of.ts'
import type { Clause, Question } from './people-query.ts'
import { month, monthNumber } from './person-rows.ts'
import { anywhere, type Places, remotePool } from './places.ts'
import { type DemandKinds, sexes } from './posting-rows.ts'

/** One person to the best postings, as one statement over `posting_entry`; null when no posting may be listed. */
export function postingsQuery(jobseeker: JobseekerFacts, world: { places: Places; kinds: DemandKinds }, question: Question): string | null {
  const { dialect, limit, tiers } = question
  const age = ageClause(jobseeker)
  if (age === null || outcomeOf('jobseeker', {}, jobseeker).tier === 'excluded') return null
  const clauses = [
    age,
    educationClause(jobseeker, dialect),
    licenceClause(jobseeker, dialect),
    wishClause(jobseeker, dialect),
    placeClause(jobseeker, world.places, dialect),
    payClause(jobseeker, dialect),
    needClause(jobseeker, dialect),
    demandClause(dialect),
    skillClause(dialect),
    { points: experiencePoints(jobseeker, dialect) },
    { asks: ['statement'], points: 'policy' },
  ]
  const asks = clauses.flatMap(({ asks: own = [] }) => own)
  const strict = tiers === 'eligible' ? asks.map((ask) => `not coalesce(${ask}, false)`) : []
  const where = clauses.flatMap(({ where: own = [] }) => own).concat(strict)
  const tier = tiers === 'eligible' ? '0' : `case when ${asks.join(' or ')} then 1 else 0 end`
  return `select id, ${tier} as tier, (${clauses.flatMap(({ points }) => points ?? []).join(' + ')})::int as score from posting_entry
    ${skillJoin(jobseeker, dialect)} ${demandJoin(jobseeker, world.kinds, dialect)}
    where ${where.join(' and ')} order by tier, score desc, candidates, id limit ${limit}`
}

function ageClause({ birthMonth, sex }: JobseekerFacts): Clause | null {
  if (birthMonth === null) {
    const code = sexes.find(([own]) => own === sex)?.[1] ?? 2
    return { where: [`(asks_age >> ${code}) & 1 = 1`], asks: ['true'] }
  }
  if (monthNumber(retirementMonth(sex ?? 'male', birthMonth)) <= month) return null
  const isSure = monthNumber(retirementMonth(sex ?? 'female', birthMonth)) > month
  return { where: [`${monthNumber(birthMonth)} between oldest and youngest`], asks: isSure ? [] : ['true'] }
}

function educationClause({ education }: JobseekerFacts, dialect: Dialect): Clause {
  const points = educationLevels.reduce<number[]>((byRank, { code, rank }) => {
    byRank[rank] = pointsOf(weights.education, outcomeOf('education', { education: code }, { education }).score)
    return byRank
  }, [])
  const rated = `case when education is null then ${pointsOf(weights.education, neutral)} else ${dialect.pick(points, 'education')} end`
  if (education === null) return { asks: ['education > 0'], points: rated }
  return { where: [`(education <= ${educationRank(education)} or education is null)`], points: rated }
}

function licenceClause({ licences }: JobseekerFacts, dialect: Dialect): Clause {
  if (licences === null) return { asks: ['licences is not null'] }
  const held = dialect.hasOnly(
    'licences',
    licences.map((code) => licencePlaces.get(code) ?? -1),
  )
  return { where: [`(licences is null or ${held})`] }
}

function wishClause({ employmentForms, workModes, desiredOccupations }: JobseekerFacts, dialect: Dialect): Clause {
  const wished = (column: string, mask: number | null) =>
    mask === null ? String(neutral) : `case when (${mask} & ${column}) <> 0 then ${full} else 0 end`
  const [forms, modes] = [employmentForms && bitsOf.forms(employmentForms), workModes && bitsOf.modes(workModes)]
  const tables = (desiredOccupations ?? []).map((code) => occupationTable(code, creditByNearness))
  const best = (tables[0] ?? []).map((_, place) => Math.max(...tables.map((table) => table[place] ?? 0)))
  const occupation =
    tables.length === 0 ? String(neutral) : `case when occupation = 0 then ${neutral} else ${dialect.pick(best, 'occupation')} end`
  const mean = dialect.divide(`2 * (${occupation}) + ${wished('form', forms)} + ${wished('mode', modes)}`, 4)
  return {
    where: [...(forms === null ? [] : [`(${forms} & form) <> 0`]), ...(modes === null ? [] : [`(${modes} & mode) <> 0`])],
    asks: forms === null || modes === null ? ['true'] : [],
    points: dialect.divide(`${weights.preference} * (${mean})`, full),
  }
}

function placeClause(jobseeker: JobseekerFacts, places: Places, dialect: Dialect): Clause {
  const { workModes } = jobseeker
  const reach = workModes?.every((mode) => mode === 'remote') ? [] : [...places.reachOf(jobseeker).keys()]
  const near = reach.includes(anywhere) ? places.partitions : reach
  const partitions = (workModes?.includes('remote') ?? true) ? [...near, remotePool] : near
  const table = Uint8Array.from(places.allRegions, (region) => places.codeOf(jobseeker, region))
  const code = dialect.lookUp(table, 'region')
  const remote = pointsOf(weights.location, outcomeOf('location', { workMode: 'remote' }, {}).score)
  return {
    where: [`partition in (${[-1, ...partitions].join(',')})`, `(partition = ${remotePool} or ${code} > 0)`],
    asks: [`(partition <> ${remotePool} and (${code} & 1) = 1)`],
    points: `case when partition = ${remotePool} then ${remote} else ${dialect.pick(places.points(), code)} end`,
  }
}

function payClause({ payFloorFen: floor }: JobseekerFacts, dialect: Dialect): Clause {
  const unknown = pointsOf(weights.pay, neutral)
  if (floor === null) return { points: String(unknown) }
  const within = dialect.divide(
    `${weights.pay} * (6000 + ${dialect.divide(`4000 * (high::bigint - ${floor})`, 'nullif(high - low, 0)')})`,
    full,
  )
  const talks = { minFen: 1, maxFen: 1, unit: 'month', negotiable: true } as const
  const below = pointsOf(weights.pay, outcomeOf('pay', { pay: talks }, { payFloorFen: 2 }).score)
  const points = `case when high is null then ${unknown} when low >= ${floor} then ${weights.pay} when high >= ${floor} then ${within} else ${below} end`
  if (floor <= 0) return { points }
  return { where: [`(high is null or high >= ${floor} or negotiable)`], asks: [`(high is null or high < ${floor})`], points }
}

function needClause({ accommodationsNeeded }: JobseekerFacts, dialect: Dialect): Clause {
  if (accommodationsNeeded === null) return { points: String(pointsOf(weights.accommodation, neutral)) }
  if (accommodationsNeeded.length === 0) return { points: String(weights.accommodation) }
  const bits = (required: boolean) =>
    bitsOf.accommodations(accommodationsNeeded.filter((need) => need.required === required).map(({ code }) => code))
  const [needs, wants] = [bits(true), bits(false)]
  const weight = accommodationsNeeded.reduce((sum, { required }) => sum + (required ? 2 : 1), 0)
  const covered = `2 * ${dialect.bitCount(`offered & ${needs}`)} + ${dialect.bitCount(`offered & ${wants}`)}`
  return {
    asks: needs === 0n ? [] : [`(offered & ${needs}) <> ${needs}`],
    points: dialect.divide(`${weights.accommodation} * (${dialect.divide(`${full} * (${covered})`, weight)})`, full),
  }
}

// A byte per kind of demand: which credit her capability earns, and what an essential one does.
function demandJoin(jobseeker: JobseekerFacts, kinds: DemandKinds, dialect: Dialect): string {
  const states = capabilityBytes(jobseeker)
  const credits = [...new Set(kinds.all.flatMap(({ credit }) => credit))]
  const table = Uint8Array.from(kinds.all, ({ icf, credit, tier }) => {
    const state = states[icfPlace(icf)] ?? 0
    return credits.indexOf(credit[state] ?? 0) * 3 + (tier[state] ?? 0)
  })
  const credit = (byte: string) => dialect.pick(credits, dialect.divide(byte, 3))
  const own = dialect.lookUp(table, '(k >> 1)')
  const sums = `select coalesce(sum(${credit(own)} * case when (k & 1) = 1 then 3 else 1 end), 0)::int own, min(case when (k & 1) = 1 then ${own} % 3 end) worst from ${dialect.each('demands')}`
  const mean = `select case when demand_weight = 0 then ${neutral} else ${dialect.divide('own', 'nullif(demand_weight, 0)')} end facts`
  const near = `greatest(least(${credit(dialect.lookUp(table, 'k'))}, facts + 500), facts - 500)`
  return `cross join lateral (${sums}) demanded cross join lateral (${mean}) mean
    left join lateral (select sum(${near})::int near from ${dialect.each('assumed')}) guessed on assumed_count > 0`
}

function demandClause(dialect: Dialect): Clause {
  const all = dialect.divide('own + near', 'nullif(demand_weight + assumed_count, 0)')
  const score = `case when assumed_count = 0 then facts else ${all} end`
  return {
    where: ['coalesce(worst, 2) > 0'],
    asks: ['worst = 1'],
    points: dialect.divide(`${weights.function} * (${score})`, full),
  }
}

function skillJoin(jobseeker: JobseekerFacts, dialect: Dialect): string {
  const table = new Uint8Array(skillTableLength)
  for (const { key, code, level } of neededSkills(jobseeker)) table[key] = creditCodeOf(heldCredit(jobseeker, code, level))
  const byte = dialect.lookUp(table, '(k >> 1)')
  const sum = `sum(${dialect.pick(skillCredits, byte)} * case when (k & 1) = 1 then 3 else 1 end)::int earned`
  return `cross join lateral (select ${sum}, min(case when (k & 1) = 1 then ${byte} end) least from ${dialect.each('skills')}) skilled`
}

function skillClause(dialect: Dialect): Clause {
  const score = `case when skill_weight = 0 then ${neutral} else ${dialect.divide('earned', 'nullif(skill_weight, 0)')} end`
  return {
    where: ['coalesce(least, 1) > 0'],
    asks: [`least < ${skillCredits.length - 1}`],
    points: dialect.divide(`${weights.skills} * (${score})`, full),
  }
}

function experiencePoints({ experience }: JobseekerFacts, dialect: Dialect): string {
  if (experience === null) return `case when years <= 0 then ${weights.experience} else ${pointsOf(weights.experience, neutral)} end`
  const tables = experience.map(({ occupationCode, years }) =>
    occupationTable(occupationCode, percentByNearness, 100).map((percent) => Math.floor(years * percent)),
  )
  const length = occupationTable(null, percentByNearness).length
  const hundredths = Array.from({ length }, (_, place) =>
    experience.reduce((sum, { years }, own) => sum + (place === 0 ? Math.floor(years * 100) : (tables[own]?.[place] ?? 0)), 0),
  )
  const held = dialect.pick(hundredths, 'occupation')
  const credit = `least(${full}, ${dialect.divide(`${held} * 100`, 'nullif(years, 0)')})`
  const unasked = `case when occupation = 0 then ${neutral} else ${neutral} + 5 * least(${held}, 500) end`
  const score = `case when years is null then ${unasked} when years <= 0 then ${full} when occupation = 0 then ${dialect.divide(credit, 2)} else ${credit} end`
  return dialect.divide(`${weights.experience} * (${score})`, full)
}
