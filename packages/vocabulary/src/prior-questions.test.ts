import { describe, expect, it } from 'vitest'
import { disabilityGrades, disabilityTypes } from './certificate.ts'
import { isIcfCode } from './icf.ts'
import { priorQuestions } from './prior-questions.ts'

const every = disabilityTypes.flatMap(({ code }) =>
  disabilityGrades.map(({ grade }) => ({ type: code, grade, questions: priorQuestions(code, grade) })),
)

describe('priorQuestions', () => {
  it('asks a blind person about watching, reading, driving, travelling and fine work', () => {
    expect(priorQuestions('visual', 1).map(({ icf }) => icf)).toEqual(['d110', 'd166', 'd475', 'd470', 'd440'])
    expect(priorQuestions('hearing', 1).at(-1)).toEqual({ icf: 'd330', askFrom: 0, upTo: 3 })
  })

  it('asks nothing in general of a person with several disabilities', () => {
    expect(disabilityGrades.flatMap(({ grade }) => priorQuestions('multiple', grade))).toEqual([])
  })

  it('names known activities, each once, in a range', () => {
    const odd = every.filter(({ questions }) => {
      const codes = questions.map(({ icf }) => icf)
      return new Set(codes).size < codes.length || !codes.every(isIcfCode) || questions.some(({ askFrom, upTo }) => askFrom > upTo)
    })

    expect(odd).toEqual([])
  })

  it('never expects more of a milder grade', () => {
    const rising = disabilityTypes.filter(({ code }) =>
      priorQuestions(code, 1).some(({ icf, upTo }) => priorQuestions(code, 4).some((milder) => milder.icf === icf && milder.upTo > upTo)),
    )

    expect(rising).toEqual([])
  })
})
