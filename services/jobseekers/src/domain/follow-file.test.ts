import type { NewDomainEvent } from '@zhihe/contracts/event'
import type { JobseekerFacts } from '@zhihe/contracts/facts'
import { describe, expect, it } from 'vitest'
import type { AssessedItem } from './assessment.ts'
import { type Dossier, followFile } from './jobseeker.ts'

const began = new Date('2026-01-01T00:00:00Z')
const ends = new Date('2026-06-01T00:00:00Z')
const assessed: AssessedItem[] = [{ icf: 'd440', difficulty: 3, at: began.toISOString(), until: ends.toISOString() }]

/** Willing to be matched; what she says herself is an ease of 1, and of d166 only a guess is known. */
function dossierOf(changes: Partial<Dossier['jobseeker']> = {}): Dossier {
  return {
    jobseeker: {
      id: '019a0000-0000-7000-8000-000000000001',
      tenantId: '019a0000-0000-7000-8000-000000000002',
      status: 'active',
      profile: {
        regionCode: '330106',
        skills: [],
        statuses: ['rural'],
        capabilities: [
          { icf: 'd440', difficulty: 1, source: 'self' },
          { icf: 'd166', difficulty: 4, source: 'prior' },
        ],
      },
      assessed: [],
      version: 3,
      createdAt: began,
      updatedAt: began,
      ...changes,
    },
    ledger: [
      {
        id: 'c',
        purpose: 'matching',
        recipient: null,
        textVersion: 'v1',
        textSha256: null,
        decision: 'granted',
        at: began,
        recordedAt: began,
        fields: null,
        expiresAt: null,
        channel: null,
        proxyRelation: null,
        receipt: null,
      },
    ],
    texts: [],
  }
}
const capabilitiesIn = (event: NewDomainEvent | null | undefined) => {
  return (event?.data as { facts: JobseekerFacts } | undefined)?.facts.capabilities
}

describe('followFile', () => {
  it('says nothing when the file says what it said', () => {
    expect(followFile(dossierOf({ assessed }), { assessed, statuses: ['rural'] }, began)).toBeNull()
  })

  it('tells matching what was assessed, and nothing that is only expected', () => {
    const followed = followFile(dossierOf(), { assessed, statuses: ['rural'] }, began)

    expect(followed?.dossier.jobseeker).toMatchObject({ version: 4, assessed, updatedAt: began })
    expect(capabilitiesIn(followed?.event)).toEqual([{ icf: 'd440', difficulty: 3, source: 'assessed' }])
    expect(followed?.consent).toBeNull()
  })

  it('tells matching her own word again when the assessment is over, though nothing was written since', () => {
    const followed = followFile(dossierOf({ assessed }), { assessed: [], statuses: ['rural'] }, ends)

    expect(capabilitiesIn(followed?.event)).toEqual([{ icf: 'd440', difficulty: 1, source: 'self' }])
  })

  it('raises the version for a status that ended, and does not tell matching, which knows none', () => {
    const followed = followFile(dossierOf(), { assessed: [], statuses: [] }, ends)

    expect(followed?.dossier.jobseeker).toMatchObject({ version: 4, profile: { statuses: [] } })
    expect(followed?.event).toBeNull()
  })
})
