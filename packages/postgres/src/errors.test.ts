import { describe, expect, it } from 'vitest'
import { hasLostStatement, isBusy, isLate, isSerializationConflict, isUnreachable, violatedUniqueConstraint } from './errors.ts'

const withCode = (code: string, more: object = {}): Error => Object.assign(new Error('failed'), { code, ...more })

describe('isUnreachable', () => {
  it.each([
    'ECONNREFUSED',
    'ECONNRESET',
    'ETIMEDOUT',
    '57P01',
    '57P03',
    '08006',
    '08P01',
    '25006',
    '28P01',
    '3D000',
    'ZHIHE_DATABASE_AWAY',
  ])('is true for %s', (code) => {
    expect(isUnreachable(withCode(code))).toBe(true)
  })

  it.each(['timeout exceeded when trying to connect', 'Query read timeout', 'Connection terminated unexpectedly'])(
    'is true for "%s"',
    (message) => {
      expect(isUnreachable(new Error(message))).toBe(true)
    },
  )

  it('looks through causes', () => {
    expect(isUnreachable(new Error('saving', { cause: new Error('Failed query', { cause: withCode('57P02') }) }))).toBe(true)
  })

  it('is false for what a living server refuses and for what is no error', () => {
    expect([withCode('23505'), withCode('42P01'), new Error('boom'), 'ECONNREFUSED', undefined].some(isUnreachable)).toBe(false)
  })

  it('ends on a cause that goes in a circle', () => {
    const circle = new Error('circle')
    circle.cause = circle

    expect(isUnreachable(circle)).toBe(false)
  })
})

describe('the other questions', () => {
  it('tells conflicts, busy servers and unique violations apart', () => {
    expect([withCode('40001'), withCode('40P01')].every(isSerializationConflict)).toBe(true)
    expect([withCode('55P03'), withCode('53300'), withCode('53100'), withCode('58030'), withCode('57014')].every(isBusy)).toBe(true)
    expect(violatedUniqueConstraint(new Error('q', { cause: withCode('23505', { constraint: 'postings_source_key' }) }))).toBe(
      'postings_source_key',
    )
    expect(violatedUniqueConstraint(withCode('23503', { constraint: 'x' }))).toBeUndefined()
  })
})

describe('hasLostStatement', () => {
  it('is true for a statement that is gone, taken, or has another shape; not for whatever else is not supported', () => {
    expect([withCode('26000'), withCode('42P05'), withCode('0A000', { routine: 'RevalidateCachedQuery' })].every(hasLostStatement)).toBe(
      true,
    )
    expect([withCode('0A000', { routine: 'transformStmt' }), withCode('42P01')].some(hasLostStatement)).toBe(false)
  })

  it('knows a statement that was not done in time from a server that is away', () => {
    const late = [new Error('Query read timeout'), withCode('57014'), new Error('asking', { cause: new Error('Query read timeout') })]

    expect(late.map(isLate)).toEqual([true, true, true])
    expect([withCode('ECONNREFUSED'), withCode('ZHIHE_DATABASE_AWAY'), withCode('53100'), new Error('x')].some(isLate)).toBe(false)
  })
})
