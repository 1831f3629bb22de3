import { describe, expect, it } from 'vitest'
import { codes, codeTexts } from '../domain/codes.ts'
import { typesFor } from './looks/events.ts'
import { repairs } from './repairs.ts'

describe('the table of repairs', () => {
  it('has one for each code that says it can be mended, and for no other', () => {
    const mendable = codes.filter((code) => codeTexts[code].repairable)

    expect(Object.keys(repairs).toSorted()).toEqual(mendable.toSorted())
  })
})

describe('what a consumer hears of', () => {
  it('is what the contract says', () => {
    expect(typesFor('jobseekers')).toEqual(['exposure.changed'])
    expect(typesFor('matching')).toContain('rebuild.batch_due')
    expect(typesFor('webhooks')).not.toContain('posting.updated')
  })
})
