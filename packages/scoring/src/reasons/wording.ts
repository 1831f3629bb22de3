import { type AccommodationCode, accommodationLabel, isAccommodationCode } from '@zhihe/vocabulary/accommodation'
import { type Channel, channelLabel, isChannel } from '@zhihe/vocabulary/channel'
import type { CommuteMode } from '@zhihe/vocabulary/commute'
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
import { easyAccommodations, easyEmploymentForms, easyIcf, easyWorkModes } from './easy-names.ts'

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
  /** One way, estimated. */
  minutes?: number
  /** The most minutes one way the person would take. */
  limit?: number
  km?: number
  limitKm?: number
  commuteMode?: CommuteMode
}

/** Who may read a reason: everybody who may read the match, or only those who keep the register. */
export type Audience = 'all' | 'register'

/** A sentence in plain Chinese, in English, and in easy-read Chinese (易读): short everyday words, one idea. */
export interface Wording extends Label {
  easy: string
}

export interface ReasonEntry {
  audience: Audience
  text: (params: ReasonParams) => Wording
}

/** Longest zh text of any reason, in characters. */
export const longestZh = 40

/** Longest easy-read text of any reason, in characters. */
export const longestEasy = 25

/** Room for a name inside a sentence, so that the sentence keeps to its length. */
const roomForName = 16
const roomForEasyName = 10

/** A sentence about nothing in particular. */
export function said(audience: Audience, wording: Wording): ReasonEntry {
  return { audience, text: () => wording }
}

/** A sentence built from labels. */
export function told(audience: Audience, text: ReasonEntry['text']): ReasonEntry {
  return { audience, text }
}

// The last word is said where a name is too long for an easy sentence: half a name helps nobody.
export const nameOf = {
  skill: (code = '') => named(isSkillCode(code) ? skillLabel(code) : bare(code), '这项技能'),
  licence: (code = '') => (isLicenceCode(code) ? namedLicence(licenceLabel(code)) : named(bare(code), '这个证书')),
  occupation: (code = '') => named(isOccupationCode(code) ? occupationLabel(code) : bare(code), '这种工作'),
  region: (code = '') => named(regionLabel(code), '那个地方'),
  icf: (code: IcfCode | '' = '') =>
    named(isIcfCode(code) ? icfJobLabel(code) : bare(code), '这件事', code === '' ? undefined : easyIcf[code]),
  accommodation: (code: AccommodationCode | '' = '') =>
    named(
      isAccommodationCode(code) ? accommodationLabel(code) : bare(code),
      '这项便利',
      code === '' ? undefined : easyAccommodations[code],
    ),
  education: (code?: EducationLevel) => named(code === undefined ? bare('') : educationLabel(code), '这个学历'),
  employmentForm: (code?: EmploymentForm) =>
    code === undefined ? named(bare(''), '这种工作') : named(employmentFormLabel(code), '这种工作', easyEmploymentForms[code]),
  workMode: (code?: WorkMode) =>
    code === undefined ? named(bare(''), '这样上班') : named(workModeLabel(code), '这样上班', easyWorkModes[code]),
  channel: (code?: Channel) => named(code !== undefined && isChannel(code) ? channelLabel(code) : bare(''), '这类岗位'),
  employerKind: (code?: EmployerKind) => named(code === undefined ? bare('') : employerKindLabel(code), '这类单位'),
}

// A stored match outlives the table it was made with: a code that has left it is shown as it is, and not at all to who reads easily.
function bare(code: string): Label & { isCode: true } {
  return { zh: code, en: code, isCode: true }
}

function named(label: Label & { isCode?: true }, inGeneral: string, everyday?: string): Wording {
  const plain = everyday ?? withoutBrackets(label.zh)
  const isSayable = label.isCode === undefined && Array.from(plain).length <= roomForEasyName
  return { zh: shorten(label.zh), en: label.en, easy: isSayable ? plain : inGeneral }
}

// 特种作业操作证(电工): what stands in brackets tells one licence from another, and is how people call it: 电工证.
function namedLicence(label: Label): Wording {
  const kind = /[(（]([^)）]+)[)）]$/.exec(label.zh)?.[1]
  const name = named(label, '这个证书', kind === undefined ? undefined : `${kind}证`)
  return Array.from(label.zh).length <= roomForName ? { ...name, zh: label.zh } : name
}

/** A name in the middle of an English sentence; what is written as a name keeps its capital. */
export function inSentence(en: string): string {
  return /^[A-Z][a-z]/.test(en) && !en.startsWith('Braille') ? en.charAt(0).toLowerCase() + en.slice(1) : en
}

/** Drops what stands in brackets, then, if it must, cuts. */
export function shorten(text: string, room = roomForName): string {
  const clean = withoutBrackets(text)
  const letters = Array.from(clean)
  return letters.length <= room ? clean : `${letters.slice(0, room - 1).join('')}…`
}

function withoutBrackets(text: string): string {
  return text.replace(/[(（][^)）]*[)）]/g, '')
}
