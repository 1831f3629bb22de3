import { accommodations } from '@zhihe/vocabulary/accommodation'
import { channels } from '@zhihe/vocabulary/channel'
import { educationLevels } from '@zhihe/vocabulary/education'
import { employerKinds } from '@zhihe/vocabulary/employer-kind'
import { employmentForms } from '@zhihe/vocabulary/employment-form'
import { icfItems } from '@zhihe/vocabulary/icf'
import { licences } from '@zhihe/vocabulary/licence'
import { occupations } from '@zhihe/vocabulary/occupation'
import { regions } from '@zhihe/vocabulary/region'
import { skills } from '@zhihe/vocabulary/skill'
import { workModes } from '@zhihe/vocabulary/work-mode'
import { describe, expect, it } from 'vitest'
import { audienceOf, isReasonCode, longestZh, type ReasonParams, reasonCodes, renderReason } from './reasons.ts'

const codes = <T extends { code: string }>(rows: readonly T[]) => rows.map(({ code }) => code as T['code'])
const longestFirst = <T extends { code: string; zh: string }>(rows: readonly T[]) => [...rows].sort((a, b) => b.zh.length - a.zh.length)

// Every label of every table once; two names in one sentence meet at their longest.
const everyParams: ReasonParams[] = [
  ...codes(skills).map((skill) => ({ skill, have: longestFirst(skills)[0]?.code ?? '', level: 5 })),
  ...codes(licences).map((licence) => ({ licence })),
  ...codes(occupations).map((occupation) => ({ occupation })),
  ...codes(regions).map((region) => ({ region })),
  ...codes(icfItems).flatMap((icf) => codes(accommodations).map((code) => ({ icf, accommodation: code, accommodations: [code] }))),
  ...codes(educationLevels).map((education) => ({ education, years: 10, asked: 10, minAge: 18, maxAge: 60 })),
  ...codes(employmentForms).map((employmentForm) => ({ employmentForm })),
  ...codes(workModes).map((workMode) => ({ workMode })),
  ...codes(channels).map((channel) => ({ channel })),
  ...codes(employerKinds).map((employerKind) => ({ employerKind })),
]

describe('every reason', () => {
  it('keeps to 40 characters of plain Chinese for any label, and is an English sentence', () => {
    const wrong = reasonCodes.flatMap((code) =>
      everyParams
        .map((params) => ({ code, ...renderReason(code, params) }))
        .filter(({ zh, en }) => !isPlain(zh) || !/^[A-Z]/.test(en) || !en.endsWith('.')),
    )

    expect(wrong.slice(0, 5)).toEqual([])
  })

  it('shows a code that has left its table as it is', () => {
    expect(renderReason('skill_held', { skill: 'gone' })).toEqual({ zh: '具备技能：gone', en: 'Has the skill: gone.' })
    expect(isReasonCode('gone')).toBe(false)
  })

  it('keeps questions about a person, the pay she asks for and what is not known of her in the register', () => {
    const privately = reasonCodes.filter((code) =>
      /^(ask_|under_use_|confirm_(?!with_employer)|pay_(?!not_comparable))|_unknown$|assumed/.test(code),
    )

    expect(privately.filter((code) => audienceOf(code) !== 'register')).toEqual([])
  })
})

function isPlain(zh: string): boolean {
  return Array.from(zh).length <= longestZh && !/\p{Extended_Pictographic}/u.test(zh) && !zh.includes('undefined')
}
