import type { Action } from './explain.ts'
import type { JobseekerFacts, PostingFacts, SkillLevel } from './facts.ts'
import type { ActionCode, ReasonParams } from './reasons.ts'

export interface Sides {
  posting: PostingFacts
  jobseeker: JobseekerFacts
}

/**
 * The two sides as they would be once every action is done and every question has its good answer.
 * The facts given are not touched. Applying all actions of a conditional match makes it eligible (law 7).
 */
export function applyAdvice(posting: PostingFacts, jobseeker: JobseekerFacts, actions: readonly Pick<Action, 'code' | 'params'>[]): Sides {
  return actions.reduce<Sides>((sides, { code, params }) => apply[code](sides, params), { posting, jobseeker })
}

/** Parameters of actions that are about one person: left out where people are counted by what would have to be done. */
export const personalParams: ReadonlySet<string> = new Set(['bornIn', 'minutes', 'limit', 'km', 'limitKm'])

type Apply = (sides: Sides, params: ReasonParams) => Sides

const apply: Readonly<Record<ActionCode, Apply>> = {
  confirm_age: (sides, { bornIn = null }) => withJobseeker(sides, { birthMonth: bornIn }),
  confirm_working_age: (sides) => withJobseeker(sides, { sex: 'male' }),
  confirm_education: (sides, { education = null }) => withJobseeker(sides, { education }),
  confirm_licence: (sides, { licence = '' }) => withJobseeker(sides, { licences: [...(sides.jobseeker.licences ?? []), licence] }),
  confirm_employment_form: (sides) => withJobseeker(sides, { employmentForms: [sides.posting.employmentForm] }),
  confirm_work_mode: (sides) => withJobseeker(sides, { workModes: [sides.posting.workMode] }),
  confirm_region: (sides, { region = '' }) => withJobseeker(sides, { willingRegions: [region] }),
  confirm_commute: (sides, { km, minutes }) =>
    withJobseeker(sides, {
      ...(km === undefined ? {} : { commuteMaxKm: km }),
      ...(minutes === undefined ? {} : { commuteMaxMinutes: minutes }),
    }),
  confirm_pay: (sides) => {
    const floor = sides.jobseeker.payFloorFen ?? 0
    return withPosting(sides, { pay: { minFen: floor, maxFen: floor, unit: 'month', negotiable: false } })
  },
  confirm_with_employer: (sides) => withPosting(sides, { statementTypes: [] }),
  ask_capability: (sides, { icf }) => {
    if (icf === undefined) return sides
    return withJobseeker(sides, { capabilities: [...sides.jobseeker.capabilities, { icf, difficulty: 0, source: 'assessed' }] })
  },
  offer_accommodation: (sides, { accommodations: [first] = [] }) => {
    if (first === undefined) return sides
    return withPosting(sides, { accommodations: [...sides.posting.accommodations, first] })
  },
  raise_skill: (sides, { skill = '', level = 1 }) =>
    withJobseeker(sides, { skills: [...sides.jobseeker.skills, { code: skill, level: level as SkillLevel, evidence: 'declared' }] }),
}

function withPosting({ posting, jobseeker }: Sides, change: Partial<PostingFacts>): Sides {
  return { posting: { ...posting, ...change }, jobseeker }
}

function withJobseeker({ posting, jobseeker }: Sides, change: Partial<JobseekerFacts>): Sides {
  return { posting, jobseeker: { ...jobseeker, ...change } }
}
