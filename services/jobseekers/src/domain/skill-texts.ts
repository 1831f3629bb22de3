import type { Profile } from '@zhihe/contracts/jobseeker'
import type { PlainIdentity } from './plain-identity.ts'

// Stands in the profile where a skill is said in words; the words lie in the vault, in their order.
const inTheVault = '§'

/** The words in which skills are said. Whoever writes freely of herself may write who she is. */
export function skillTextsOf({ skills }: Profile): string[] {
  return skills.flatMap(({ text }) => (text === undefined || text === inTheVault ? [] : [text]))
}

/** The profile without the words, as it may lie in plain. */
export function hideSkillTexts(profile: Profile): Profile {
  return { ...profile, skills: profile.skills.map((skill) => (skill.text === undefined ? skill : { ...skill, text: inTheVault })) }
}

/** The identity with the words of this profile, to be sealed with it. */
export function withSkillTexts(identity: PlainIdentity, profile: Profile): PlainIdentity {
  const { skillTexts: _before, ...rest } = identity
  const skillTexts = skillTextsOf(profile)
  return skillTexts.length === 0 ? rest : { ...rest, skillTexts }
}

/** The profile with its words. One that was kept before they were sealed has them already. */
export function showSkillTexts(profile: Profile, { skillTexts = [] }: Pick<PlainIdentity, 'skillTexts'>): Profile {
  let next = 0
  const skills = profile.skills.map((skill) => (skill.text === inTheVault ? { ...skill, text: skillTexts[next++] ?? inTheVault } : skill))
  return { ...profile, skills }
}

/** Whether words of hers must be opened before this profile is shown. */
export function hidesSkillTexts({ skills }: Profile): boolean {
  return skills.some(({ text }) => text === inTheVault)
}
