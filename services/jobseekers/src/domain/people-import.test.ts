import { describe, expect, it } from 'vitest'
import { consentsOf } from './given-person.ts'
import { uploadKeptUntil } from './people-import.ts'

const stated = [{ purpose: 'matching', textVersion: 'v2', at: '2026-10-01T00:00:00+08:00', decision: 'granted' }] as const

describe('uploadKeptUntil', () => {
  it('is seven days after the end, and never for a file that is being read or gone', () => {
    const finishedAt = new Date('2026-11-20T04:00:00Z')

    expect(uploadKeptUntil({ finishedAt, uploadDestroyedAt: null })).toEqual(new Date('2026-11-27T04:00:00Z'))
    expect(uploadKeptUntil({ finishedAt: null, uploadDestroyedAt: null })).toBeNull()
    expect(uploadKeptUntil({ finishedAt, uploadDestroyedAt: finishedAt })).toBeNull()
  })
})

describe('consentsOf', () => {
  it('counts nobody who refuses among those of whom the sender states consent', () => {
    expect(consentsOf({ consents: [], refusesConsent: true }, stated)).toEqual([])
    expect(consentsOf({ consents: [], refusesConsent: false }, stated)).toMatchObject([{ purpose: 'matching', channel: 'import' }])
  })
})
