import { describe, expect, it } from 'vitest'
import { candidateRefOf } from './candidate-ref.ts'

const key = Buffer.alloc(32, 1)
const [anna, bella] = ['019a0000-0000-7000-8000-000000000001', '019a0000-0000-7000-8000-000000000002'] as const
const [one, other] = ['019a0000-0000-7000-8000-00000000000a', '019a0000-0000-7000-8000-00000000000b'] as const

describe('candidateRefOf', () => {
  it('is the same in every service, for every matching that was ever told', () => {
    expect(candidateRefOf(key, one, anna)).toBe('c_Jq7rHI1lvXojvGRi1oj13F')
  })

  it('is another one for another person, employer or key', () => {
    const refs = [
      candidateRefOf(key, one, anna),
      candidateRefOf(key, one, bella),
      candidateRefOf(key, other, anna),
      candidateRefOf(Buffer.alloc(32, 2), one, anna),
    ]

    expect(new Set(refs).size).toBe(4)
    for (const ref of refs) expect(ref).toMatch(/^c_[\w-]{22}$/)
  })
})
