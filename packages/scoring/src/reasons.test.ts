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
import { audienceOf, isReasonCode, longestEasy, longestZh, type ReasonParams, reasonCodes, renderReason } from './reasons.ts'

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
  { minutes: 120, limit: 90 },
  { km: 120, limitKm: 100 },
  { km: 120, limitKm: 100, minutes: 240, limit: 120 },
]

// A reason is rendered with those params it reads; without any of them once.
const everyText = reasonCodes.flatMap((code) => {
  const read = paramsRead(code)
  const own = everyParams.filter((params) => Object.keys(params).some((name) => read.has(name)))
  return [...own, { minutes: 30, limit: 20 }].map((params) => ({ code, params, ...renderReason(code, params) }))
})

function paramsRead(code: (typeof reasonCodes)[number]): ReadonlySet<string | symbol> {
  const read = new Set<string | symbol>()
  renderReason(code, new Proxy({}, { get: (_, name) => void read.add(name) }))
  return read
}

describe('every reason', () => {
  it('keeps to 40 characters of plain Chinese for any label, and is an English sentence', () => {
    const wrong = everyText.filter(({ zh, en }) => !isPlain(zh) || /[，、。]$/.test(zh) || !/^[A-Z]/.test(en) || !en.endsWith('.'))

    expect(wrong.slice(0, 5)).toEqual([])
  })

  it('has an easy-read text of at most 25 characters: one or two short sentences that end as sentences do', () => {
    const wrong = everyText.filter(({ easy }) => {
      const sentences = easy.split(/(?<=[。？])/)
      return (
        Array.from(easy).length > longestEasy ||
        !/[。？]$/.test(easy) ||
        sentences.length > 2 ||
        /undefined|…|[(（]/.test(easy) ||
        sentences.some((sentence) => Array.from(sentence).length > longestSentence)
      )
    })

    expect(wrong.slice(0, 5)).toEqual([])
  })

  it('shows no internal code, and in easy words no jargon, no blame, no diagnosis and no difficulty', () => {
    const codesShown = everyText.filter(({ zh, en, easy }) => /[a-z]_[a-z]|\b[bde]\d{3}\b|HS-\d/.test(`${zh} ${en} ${easy}`))
    const stiff = reasonCodes.filter((code) => hardWords.test(renderReason(code).easy))
    const diagnosis = reasonCodes.filter((code) => code !== 'confirm_with_employer' && /残疾|障碍|患者|disab|impair/i.test(textOf(code)))

    expect(codesShown.slice(0, 5)).toEqual([])
    expect(stiff).toEqual([])
    expect(diagnosis).toEqual([])
  })

  it('shows a code that has left its table as it is, and leaves it out of easy words', () => {
    expect(renderReason('skill_held', { skill: 'gone' })).toEqual({
      zh: '具备技能：gone',
      en: 'Has the skill: gone.',
      easy: '会这项技能。',
    })
    expect(isReasonCode('gone')).toBe(false)
  })

  it('keeps questions about a person, the pay she asks for and what is not known of her in the register', () => {
    const privately = reasonCodes.filter((code) =>
      /^(ask_|under_use_|confirm_(?!with_employer)|pay_(?!not_comparable))|_unknown$|assumed/.test(code),
    )

    expect(privately.filter((code) => audienceOf(code) !== 'register')).toEqual([])
  })
})

const longestSentence = 19

/** Words an official or a programmer would use, and words that find fault. */
const hardWords = /匹配|薪酬|胜任|具备|持有|推断|核验|核实|期望|意向|地点|便利条件|要求不符|不合格|做不到|缺|差劲|失败|低于|未达/

function textOf(code: (typeof reasonCodes)[number]): string {
  return Object.values(renderReason(code)).join(' ')
}

function isPlain(zh: string): boolean {
  return Array.from(zh).length <= longestZh && !/\p{Extended_Pictographic}/u.test(zh) && !zh.includes('undefined')
}
