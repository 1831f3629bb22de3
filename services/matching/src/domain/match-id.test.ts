import * as fc from 'fast-check'
import { validate, version } from 'uuid'
import { describe, expect, it } from 'vitest'
import { matchIdOf } from './match-id.ts'

const ids = fc.uniqueArray(fc.uuid({ version: 7 }), { minLength: 3, maxLength: 3 })

describe('the id of a match', () => {
  it('is a UUIDv7, the same for the same pair and another for another', () => {
    fc.assert(
      fc.property(ids, ([posting = '', jobseeker = '', other = '']) => {
        const id = matchIdOf(posting, jobseeker)
        expect(validate(id) && version(id)).toBe(7)
        expect(matchIdOf(posting, jobseeker)).toBe(id)
        expect(matchIdOf(posting, other)).not.toBe(id)
        expect(matchIdOf(other, jobseeker)).not.toBe(id)
      }),
    )
  })
})
