import { type AccommodationCode, mitigation } from '@zhihe/vocabulary/accommodation'
import type { IcfCode } from '@zhihe/vocabulary/icf'
import type { Capability, Demand, Difficulty, HeldSkill, JobseekerFacts, PostingFacts, RequiredSkill, SkillLevel } from './facts.ts'

type Wishes = Pick<
  JobseekerFacts,
  | 'desiredOccupations'
  | 'workModes'
  | 'employmentForms'
  | 'payFloorFen'
  | 'willingRegions'
  | 'commuteMaxKm'
  | 'commuteMaxMinutes'
  | 'commuteModes'
>

/** What a person might change; what is absent stays. */
export interface JobseekerChange extends Partial<Wishes> {
  /** Gained, or raised to this level. */
  skills?: readonly { code: string; level: SkillLevel }[]
  /** Gained. Where nobody has said what she holds, these are then all she holds. */
  licences?: readonly string[]
  /** Own devices: each lowers the difficulties it mitigates by the measured steps; the best one counts, never a sum. */
  aids?: readonly AccommodationCode[]
}

type Conditions = Pick<PostingFacts, 'workMode' | 'employmentForm' | 'pay' | 'age' | 'education' | 'experienceYears' | 'headcount'>

/** What an employer might change; what is absent stays. */
export interface PostingChange extends Partial<Conditions> {
  /** Offered as well. */
  accommodations?: readonly AccommodationCode[]
  /** The greatest difficulty that would be tolerated, or null: the demand is dropped. */
  demands?: readonly { icf: IcfCode; tolerated: Difficulty | null }[]
  /** What would be asked instead; level null: the skill is not asked for. */
  skills?: readonly { code: string; level: SkillLevel | null; must: boolean }[]
}

/** The person as she would be. The facts given are not touched. */
export function changeJobseeker(jobseeker: JobseekerFacts, change: JobseekerChange): JobseekerFacts {
  const { skills = [], licences, aids = [], ...wishes } = change
  const gained = skills.map(({ code, level }): HeldSkill => ({ code, level, evidence: 'declared' }))
  return {
    ...jobseeker,
    ...wishes,
    skills: [...jobseeker.skills, ...gained],
    licences: licences === undefined ? jobseeker.licences : [...new Set([...(jobseeker.licences ?? []), ...licences])],
    capabilities: jobseeker.capabilities.map((capability) => eased(capability, aids)),
  }
}

/** The posting as it would be. The facts given are not touched. */
export function changePosting(posting: PostingFacts, change: PostingChange): PostingFacts {
  const { accommodations = [], demands = [], skills = [], ...conditions } = change
  const tolerated = new Map(demands.map((demand) => [demand.icf, demand.tolerated]))
  const asked = new Map(skills.map((skill) => [skill.code, skill]))
  return {
    ...posting,
    ...conditions,
    accommodations: [...new Set([...posting.accommodations, ...accommodations])],
    demands: posting.demands.flatMap((demand) => changedDemand(demand, tolerated.get(demand.icf))),
    skills: posting.skills.flatMap((skill) => changedSkill(skill, asked.get(skill.code))),
  }
}

/** Each field of a change as a change of its own. */
export function singleChanges<Change extends object>(change: Change): { field: keyof Change & string; change: Change }[] {
  return Object.entries(change)
    .filter(([, value]) => value !== undefined)
    .map(([field, value]) => ({ field: field as keyof Change & string, change: { [field]: value } as Change }))
}

function eased(capability: Capability, aids: readonly AccommodationCode[]): Capability {
  const by = mitigation(aids, capability.icf)
  return by === 0 ? capability : { ...capability, difficulty: Math.max(0, capability.difficulty - by) as Difficulty }
}

function changedDemand(demand: Demand, tolerated: Difficulty | null | undefined): Demand[] {
  if (tolerated === undefined) return [demand]
  return tolerated === null ? [] : [{ ...demand, tolerated }]
}

function changedSkill(skill: RequiredSkill, asked: { level: SkillLevel | null; must: boolean } | undefined): RequiredSkill[] {
  if (asked === undefined) return [skill]
  return asked.level === null ? [] : [{ code: skill.code, level: asked.level, must: asked.must }]
}
