import { describe, expect, it } from 'vitest'
import { differencesOf } from './check-lists.ts'

const entry = { posting_id: 'p', jobseeker_id: 'a', rank: 1, score: 8_000, posting_version: 1, jobseeker_version: 1 }

describe('differencesOf', () => {
  it('says nothing when what was published is what would be', () => {
    expect(differencesOf([entry], [{ ...entry }])).toEqual([])
  })

  it.each([
    ['somebody is on the list who would not be', [entry], []],
    ['somebody is missing', [], [entry]],
    ['somebody stands at another place', [entry], [{ ...entry, rank: 2 }]],
    ['a score is of an older version', [entry], [{ ...entry, jobseeker_version: 2 }]],
  ])('says so when %s', (_, before, after) => {
    expect(differencesOf(before, after)).toMatchObject([{ kind: 'difference', subject: 'p a' }])
  })
})
