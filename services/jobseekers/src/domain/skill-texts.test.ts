import type { Profile } from '@zhihe/contracts/jobseeker'
import { describe, expect, it } from 'vitest'
import type { PlainIdentity } from './plain-identity.ts'
import { hideSkillTexts, hidesSkillTexts, showSkillTexts, skillTextsOf, withSkillTexts } from './skill-texts.ts'

const identity: PlainIdentity = { name: '王小明', idNumber: null, certificateNumber: null, phone: '19900001234', guardian: null, cards: [] }
const profile: Profile = {
  regionCode: '330106',
  skills: [
    { text: '盲文校对', level: 3, evidence: 'declared' },
    { code: 'massage', level: 2, evidence: 'verified' },
    { text: '古籍修复', level: 4, evidence: 'declared' },
  ],
  capabilities: [],
  statuses: [],
}

describe('skills in words', () => {
  it('lie with the identity and come back where they stood', () => {
    const kept = { profile: hideSkillTexts(profile), identity: withSkillTexts(identity, profile) }

    expect(JSON.stringify(kept.profile)).not.toMatch(/盲文|古籍/)
    expect(kept.identity.skillTexts).toEqual(['盲文校对', '古籍修复'])
    expect(hidesSkillTexts(kept.profile)).toBe(true)
    expect(showSkillTexts(kept.profile, kept.identity)).toEqual(profile)
  })

  it('are forgotten with the skill, and leave no trace where there are none', () => {
    const kept = withSkillTexts(identity, profile)
    const without = { ...profile, skills: [] }

    expect(withSkillTexts(kept, without)).toEqual(identity)
    expect(hidesSkillTexts(hideSkillTexts(without))).toBe(false)
  })

  it('that were kept before are shown as they are', () => {
    expect(showSkillTexts(profile, identity)).toEqual(profile)
    expect(skillTextsOf(profile)).toEqual(['盲文校对', '古籍修复'])
  })
})
