import { type NewJobseeker, newJobseeker } from '@zhihe/contracts/jobseeker'
import { disabilityTypes } from '@zhihe/vocabulary/certificate'
import { findLicence } from '@zhihe/vocabulary/licence'
import { findOccupation } from '@zhihe/vocabulary/occupation'
import { findSkill } from '@zhihe/vocabulary/skill'
import { completeCitizenId } from '../complete-code.ts'
import type { Body } from './bodies.ts'
import type { Chance } from './chance.ts'
import { commuteOf } from './commute.ts'
import { familyNames, givenNames, homes } from './names.ts'
import type { Story } from './story.ts'
import type { Person } from './vary-story.ts'

type Profile = NewJobseeker['profile']
type Consent = NewJobseeker['consents'][number]

/** The day the sample is told from. */
const today = '2026-11-22'
const textVersion = '2026-09'
const withoutConsentPercent = 3

/** The person as she would be registered. Type and grade stand in the certificate number and nowhere else. */
export function registerPerson({ story, body }: Person, number: number, chance: Chance): NewJobseeker {
  const birthDate = `${story.born}-${twoDigits(chance.between(1, 12))}-${twoDigits(chance.between(1, 28))}`
  return newJobseeker.parse({
    identity: identityOf(story, birthDate, number, chance),
    profile: {
      birthMonth: birthDate.slice(0, 7),
      sex: story.sex,
      ...(story.education === undefined ? {} : { education: story.education }),
      ...placesOf(story, chance),
      ...commuteOf(body, number),
      ...wishesOf(story, chance),
      ...abilitiesOf(story),
      capabilities: capabilitiesOf(body, chance),
      ...needsOf(story, chance),
      ...standingOf(story, chance),
    },
    consents: consentsOf(chance),
  })
}

function identityOf(story: Story, birthDate: string, number: number, chance: Chance): NewJobseeker['identity'] {
  // The last of the three digits tells the sex; the first two make the number unlike any other of the sample.
  const sequence = String(number * 2 + (story.sex === 'male' ? 1 : 0)).padStart(3, '0')
  const idNumber = completeCitizenId(`990106${birthDate.replaceAll('-', '')}${sequence}`, today)
  const type = disabilityTypes.find(({ code }) => code === story.type)?.digit
  return {
    name: chance.pick(familyNames) + chance.pick(givenNames),
    idNumber,
    certificateNumber: `${idNumber}${type}${story.grade}${chance.hits(3) ? 'B1' : ''}`,
    phone: `1990000${String(number).padStart(4, '0')}`,
  }
}

function placesOf(story: Story, chance: Chance): Pick<Profile, 'regionCode' | 'hukouRegion' | 'willingRegions' | 'commuteMaxKm'> {
  const regionCode = story.home ?? chance.weighted(homes)
  const willing = chance.weighted<string[] | null>([
    [null, 55],
    [['330100'], 22],
    [[...new Set([regionCode, chance.weighted(homes)])], 13],
    [['330100', '330700'], 6],
    [['330000', '310000'], 4],
  ])
  return {
    regionCode,
    ...(chance.hits(75) ? { hukouRegion: regionCode } : {}),
    ...(willing === null ? {} : { willingRegions: willing }),
    ...(chance.hits(55) ? { commuteMaxKm: chance.between(1, 8) * 5 } : {}),
  }
}

function wishesOf(story: Story, chance: Chance) {
  const desired = unique(words(story.wants).flatMap(occupationsNamed))
  return {
    ...(story.modes && chance.hits(92) ? { workModes: [...story.modes] } : {}),
    ...(story.forms && chance.hits(90) ? { employmentForms: [...story.forms] } : {}),
    ...(desired.length > 0 ? { desiredOccupations: desired } : {}),
    ...(story.floor !== undefined && chance.hits(88) ? { payFloorFen: story.floor * 100 } : {}),
  }
}

function abilitiesOf(story: Story) {
  const experience = words(story.did).flatMap((word) =>
    occupationsNamed(word).map((occupationCode) => ({ occupationCode, years: Number(/\d+$/.exec(word)?.[0] ?? 0) })),
  )
  const licences = unique(words(story.licences).flatMap((word) => findLicence(word) ?? []))
  const skills = new Map(words(story.skills).map((word) => [skillNamed(word), Number(word.slice(-1))]))
  return {
    skills: [...skills].map(([code, level]) => ({ code, level, evidence: level >= 4 ? ('verified' as const) : ('declared' as const) })),
    ...(experience.length > 0 ? { experience } : {}),
    ...(licences.length > 0 ? { licences } : {}),
  }
}

function needsOf(story: Story, chance: Chance) {
  const needs = words(story.needs).map((word) => ({ code: word.replace('!', ''), required: word.endsWith('!') }))
  // Nothing said is not the same as nothing needed: only some were asked.
  if (needs.length === 0) return chance.hits(40) ? { accommodationsNeeded: [] } : {}
  return { accommodationsNeeded: needs }
}

function standingOf(story: Story, chance: Chance): Pick<Profile, 'statuses' | 'graduatedOn'> {
  const isGraduate = (story.statuses ?? []).includes('fresh_graduate') && story.born >= 2000
  const statuses = (story.statuses ?? []).filter((status) => status !== 'fresh_graduate' || isGraduate)
  return {
    statuses: statuses.length === 0 && chance.hits(30) ? ['registered_unemployed'] : statuses,
    ...(isGraduate ? { graduatedOn: '2026-06-30' } : {}),
  }
}

function consentsOf(chance: Chance): Consent[] {
  const at = `2026-10-${twoDigits(chance.between(8, 28))}T${twoDigits(chance.between(9, 17))}:30:00+08:00`
  const granted = (purpose: Consent['purpose']): Consent => ({ purpose, textVersion, at, decision: 'granted' })
  if (!chance.hits(withoutConsentPercent)) return [granted('sensitive_data'), granted('matching')]
  const changedHerMind: Consent[] = [granted('matching'), { ...granted('matching'), at: '2026-11-10T10:00:00+08:00', decision: 'revoked' }]
  return chance.pick([[granted('sensitive_data')], [granted('sensitive_data'), ...changedHerMind]])
}

// Asked once; who was assessed, was assessed later and in a part of it.
function capabilitiesOf(body: Body, chance: Chance) {
  const askedAt = `2026-0${chance.between(6, 9)}-${twoDigits(chance.between(1, 28))}T10:00:00+08:00`
  const assessedAt = `2026-10-${twoDigits(chance.between(1, 28))}T14:00:00+08:00`
  const isAssessed = chance.hits(45)
  return Object.entries(body).map(([icf, difficulty]) =>
    isAssessed && chance.hits(65)
      ? { icf, difficulty, source: 'assessed', at: assessedAt }
      : { icf, difficulty, source: 'self', at: askedAt },
  )
}

function occupationsNamed(word: string): string[] {
  const found = findOccupation(word.replace(/\d+$/, ''))
  return found ? [found.code] : []
}

function skillNamed(word: string): string {
  const code = findSkill(word.slice(0, -1))
  if (code === null) throw new Error(`no skill is called ${word}`)
  return code
}

function unique<Item>(items: readonly Item[]): Item[] {
  return [...new Set(items)]
}

function words(text: string | undefined): string[] {
  return (text ?? '').split(' ').filter((word) => word !== '')
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0')
}
