import { type AccommodationCode, accommodationLabel, isAccommodationCode } from '@zhihe/vocabulary/accommodation'
import { type Channel, channelLabel, isChannel } from '@zhihe/vocabulary/channel'
import { type EducationLevel, educationLabel } from '@zhihe/vocabulary/education'
import { type EmployerKind, employerKindLabel } from '@zhihe/vocabulary/employer-kind'
import { type EmploymentForm, employmentFormLabel } from '@zhihe/vocabulary/employment-form'
import { type IcfCode, icfJobLabel, isIcfCode } from '@zhihe/vocabulary/icf'
import type { Label } from '@zhihe/vocabulary/label'
import { isLicenceCode, licenceLabel } from '@zhihe/vocabulary/licence'
import { isOccupationCode, occupationLabel } from '@zhihe/vocabulary/occupation'
import { regionLabel } from '@zhihe/vocabulary/region'
import { isSkillCode, skillLabel } from '@zhihe/vocabulary/skill'
import { type WorkMode, workModeLabel } from '@zhihe/vocabulary/work-mode'

/** What a reason may name. Codes and plain figures only; never a difficulty, a type or a grade. */
export interface ReasonParams {
  skill?: string
  have?: string
  level?: number
  licence?: string
  icf?: IcfCode
  accommodation?: AccommodationCode
  accommodations?: readonly AccommodationCode[]
  education?: EducationLevel
  years?: number
  asked?: number
  occupation?: string
  employmentForm?: EmploymentForm
  workMode?: WorkMode
  region?: string
  channel?: Channel
  employerKind?: EmployerKind
  minAge?: number
  maxAge?: number
  /** `YYYY-MM`, a birth month that would fit; used to apply the advice, never shown. */
  bornIn?: string
  source?: string
}

/** Who may read a reason: everybody who may read the match, or only those who keep the register. */
export type Audience = 'all' | 'register'

export interface ReasonEntry {
  audience: Audience
  text: (params: ReasonParams) => Label
}

/** Longest zh text of any reason, in characters. */
export const longestZh = 40

/** Room for a name inside a sentence, so that the sentence keeps to `longestZh`. */
const roomForName = 16

/** A sentence about nothing in particular. */
export function said(audience: Audience, zh: string, en: string): ReasonEntry {
  return { audience, text: () => ({ zh, en }) }
}

/** A sentence built from labels. */
export function told(audience: Audience, text: ReasonEntry['text']): ReasonEntry {
  return { audience, text }
}

export const nameOf = {
  skill: (code = '') => short(isSkillCode(code) ? skillLabel(code) : bare(code)),
  licence: (code = '') => short(isLicenceCode(code) ? licenceLabel(code) : bare(code)),
  occupation: (code = '') => short(isOccupationCode(code) ? occupationLabel(code) : bare(code)),
  region: (code = '') => short(regionLabel(code)),
  icf: (code: IcfCode | '' = '') => short(isIcfCode(code) ? icfJobLabel(code) : bare(code)),
  accommodation: (code: AccommodationCode | '' = '') => short(isAccommodationCode(code) ? accommodationLabel(code) : bare(code)),
  education: (code?: EducationLevel) => (code === undefined ? bare('') : educationLabel(code)),
  employmentForm: (code?: EmploymentForm) => (code === undefined ? bare('') : employmentFormLabel(code)),
  workMode: (code?: WorkMode) => (code === undefined ? bare('') : workModeLabel(code)),
  channel: (code?: Channel) => (code !== undefined && isChannel(code) ? channelLabel(code) : bare('')),
  employerKind: (code?: EmployerKind) => (code === undefined ? bare('') : employerKindLabel(code)),
}

// A stored match outlives the table it was made with: a code that has left it is shown as it is.
function bare(code: string): Label {
  return { zh: code, en: code }
}

function short(label: Label): Label {
  return { zh: shorten(label.zh), en: label.en }
}

/** Drops what stands in brackets, then, if it must, cuts. */
export function shorten(text: string, room = roomForName): string {
  const clean = text.replace(/[(（][^)）]*[)）]/g, '')
  const letters = Array.from(clean)
  return letters.length <= room ? clean : `${letters.slice(0, room - 1).join('')}…`
}
