import { jobseekerFacts } from '@zhihe/contracts/facts'
import type { JobseekerPatch } from '@zhihe/contracts/jobseeker'
import { describe, expect, it } from 'vitest'
import { toFacts } from './facts.ts'
import { applyPatch, type Dossier, recordDecision } from './jobseeker.ts'
import { reachesRegion, reachOver } from './reach.ts'
import { isSame } from './same.ts'

const now = new Date('2026-11-22T09:00:00Z')
const identity = {
  name: '王小明',
  idNumber: '990106199003151044',
  certificateNumber: '99010619900315104413',
  phone: '19900001234',
  guardian: null,
  cards: [],
}
const decision = (decided: 'granted' | 'revoked', at = now) => ({
  id: decided,
  purpose: 'matching' as const,
  recipient: null,
  textVersion: 'v1',
  textSha256: null,
  decision: decided,
  at,
  recordedAt: at,
  fields: null,
  expiresAt: null,
  channel: null,
  proxyRelation: null,
  receipt: null,
})
const dossier: Dossier = {
  jobseeker: {
    id: '019a0000-0000-7000-8000-000000000001',
    tenantId: '019a0000-0000-7000-8000-000000000002',
    status: 'active',
    profile: {
      birthMonth: '1990-03',
      sex: 'female',
      regionCode: '330106',
      hukouRegion: '330203',
      graduatedOn: '2012-06-30',
      statuses: ['rural'],
      skills: [{ text: '盲文校对', level: 3, evidence: 'declared' }],
      capabilities: [{ icf: 'd440', difficulty: 1, source: 'self', at: '2026-01-05T09:00:00+08:00' }],
    },
    assessed: [],
    version: 3,
    createdAt: now,
    updatedAt: now,
  },
  ledger: [decision('granted', new Date('2026-01-01T00:00:00Z'))],
  texts: [],
}
const patched = (
  patch: JobseekerPatch,
  reach = reachOver({ role: 'admin', tenantId: 't', keyId: 'k', scopes: [], regionCode: null, employerId: null }),
) => applyPatch({ dossier, identity, patch, reach, options: { now, allowTestRegion: true } })

describe('toFacts', () => {
  const source = { id: dossier.jobseeker.id, version: 3, profile: dossier.jobseeker.profile }

  it('gives what the event may carry and nothing more', () => {
    const facts = toFacts({ ...source, isActive: true, consentsToMatching: true })

    expect(jobseekerFacts.parse(facts)).toEqual(facts)
    expect(facts).toMatchObject({
      active: true,
      birthMonth: '1990-03',
      regionCode: '330106',
      skills: [],
      capabilities: [{ icf: 'd440', difficulty: 1 }],
    })
    expect(JSON.stringify(facts)).not.toMatch(/330203|2012-06-30|rural|盲文|2026-01-05/)
  })

  it.each([
    [true, false],
    [false, true],
    [false, false],
  ])('is empty when active is %s and consent is %s', (isActive, consentsToMatching) => {
    const { id, version, ...rest } = toFacts({ ...source, isActive, consentsToMatching })

    expect([id, version]).toEqual([source.id, 3])
    expect(Object.values(rest).every((value) => value === null || value === false || (Array.isArray(value) && value.length === 0))).toBe(
      true,
    )
  })
})

describe('applyPatch', () => {
  it('takes null as unknown and announces what changed', () => {
    const result = patched({ profile: { birthMonth: null, payFloorFen: 1 } })

    expect(result).toMatchObject({ ok: true, outcome: 'changed', dossier: { jobseeker: { version: 4, profile: { payFloorFen: 1 } } } })
    expect(result.ok && 'birthMonth' in result.dossier.jobseeker.profile).toBe(false)
    expect(result.ok && result.event?.data).toMatchObject({ facts: { version: 4, birthMonth: null, payFloorFen: 1 } })
  })

  it('leaves the dossier as it is when nothing is new', () => {
    expect(patched({ status: 'active', identity: { phone: '+86 199 0000 1234' }, profile: { ...dossier.jobseeker.profile } })).toEqual({
      ok: true,
      outcome: 'unchanged',
      dossier,
      identity,
      event: null,
      consent: null,
    })
  })

  it('announces nothing of what matching may not know', () => {
    expect(patched({ profile: { statuses: [] }, identity: { name: '李四' } })).toMatchObject({
      outcome: 'changed',
      event: null,
      identity: { name: '李四' },
    })
  })
})

describe('recordDecision', () => {
  it('raises the version only when another decision is in force', () => {
    const old = recordDecision(dossier, decision('revoked', new Date('2025-01-01T00:00:00Z')), now)
    const repeated = recordDecision(dossier, decision('granted'), now)
    const revoked = recordDecision(dossier, decision('revoked'), now)

    expect([old, repeated, revoked].map((one) => [one.dossier.jobseeker.version, one.dossier.ledger.length, one.event !== null])).toEqual([
      [3, 2, false],
      [4, 2, false],
      [4, 2, true],
    ])
    expect([old, repeated, revoked].map(({ consent }) => consent)).toEqual([
      null,
      null,
      { jobseekerId: dossier.jobseeker.id, purpose: 'matching', given: false, at: now },
    ])
  })
})

describe('reach', () => {
  const federation = (regionCode: string | null) =>
    reachOver({ role: 'federation', tenantId: 't', keyId: 'k', scopes: [], regionCode, employerId: null })

  it('is the subtree of a region, or every region', () => {
    const covered = ['330106', '330100', '330203', '110101'].map((code) => [
      reachesRegion(federation('330000'), code),
      reachesRegion(federation('330100'), code),
      reachesRegion(federation('330106'), code),
      reachesRegion(federation(null), code),
    ])

    expect(covered).toEqual([
      [true, true, true, true],
      [true, true, false, true],
      [true, false, false, true],
      [false, false, false, true],
    ])
  })

  it('is empty for any other role, whatever scopes it may have', () => {
    const organiser = reachOver({
      role: 'organiser',
      tenantId: 't',
      keyId: 'k',
      scopes: ['jobseekers:read'],
      regionCode: null,
      employerId: null,
    })

    expect(organiser).toEqual({ kind: 'none' })
    expect(reachesRegion(organiser, '330106')).toBe(false)
  })
})

describe('isSame', () => {
  it('does not look at the order of keys, but at that of lists', () => {
    expect(isSame({ a: 1, b: [{ c: 2, d: undefined }] }, { b: [{ c: 2 }], a: 1 })).toBe(true)
    expect(isSame([1, 2], [2, 1])).toBe(false)
    expect(isSame([], {})).toBe(false)
    expect(isSame({ a: null }, {})).toBe(false)
    expect(isSame({ a: 1 }, { b: 1 })).toBe(false)
  })
})
