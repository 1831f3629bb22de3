import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Decided, decideRow, type KnownPerson, type RowDecision } from './decide-row.ts'
import type { GivenPerson } from './given-person.ts'
import type { Reach } from './reach.ts'

const now = new Date('2026-11-20T04:00:00Z')
const idNumber = '990106199003151044'
const hangzhou: Reach = { kind: 'region', tenantId: 't', regionCode: '330100' }
const granted = { purpose: 'matching', textVersion: 'v1', at: '2026-11-01T00:00:00+08:00', decision: 'granted' } as const
const full: GivenPerson = {
  identity: { name: '王小明', idNumber, certificateNumber: `${idNumber}43`, phone: '19900001234' },
  profile: { regionCode: '330106', education: 'associate', licences: ['driving_c1'], payFloorFen: 350_000 },
  adds: { skills: [{ text: '变脸', level: 2, evidence: 'declared' }], statuses: ['rural'] },
  consents: [granted],
  refusesConsent: false,
}
const nothing: GivenPerson = { identity: { idNumber }, profile: {}, adds: {}, consents: [], refusesConsent: false }

let ids = 0
const decide = (given: GivenPerson, known: KnownPerson | null = null, changes: Partial<RowDecision> = {}) =>
  decideRow({
    given,
    known,
    tenantId: 't',
    reach: hangzhou,
    texts: [],
    options: { now, allowTestRegion: true },
    newId: () => `id-${(ids += 1)}`,
    columnOf: (pointer) => pointer,
    ...changes,
  })

function created(given: GivenPerson = full): KnownPerson {
  const decided = decide(given)
  if (decided.outcome !== 'created') throw new Error(JSON.stringify(decided))
  return decided.person
}
const profileAfter = (decided: Decided) => (decided.outcome === 'updated' ? decided.after.jobseeker.profile : null)
const codes = (decided: Decided) => decided.findings.map(({ column, code }) => `${column} ${code}`)

describe('decideRow', () => {
  it('registers somebody new with what her number says', () => {
    const { dossier, identity } = created()

    expect(dossier.jobseeker.profile).toMatchObject({ regionCode: '330106', birthMonth: '1990-03', sex: 'female', statuses: ['rural'] })
    expect(identity).toMatchObject({ name: '王小明', phone: '19900001234' })
    expect(dossier.ledger).toMatchObject([{ purpose: 'matching', decision: 'granted' }])
  })

  it('does not register somebody new without a name, a telephone and a place', () => {
    expect(codes(decide(nothing))).toEqual(['/identity/name missing', '/identity/phone missing', '/profile/regionCode missing'])
  })

  it('finds somebody known unchanged, however often the same is said', () => {
    expect(decide(full, created())).toMatchObject({ outcome: 'unchanged' })
    expect(decide(nothing, created())).toMatchObject({ outcome: 'unchanged' })
  })

  it('changes what the row says, and one version says it all', () => {
    const known = created()
    const decided = decide({ ...nothing, identity: { idNumber, phone: '19900009999' }, profile: { education: 'bachelor' } }, known)

    expect(decided).toMatchObject({
      outcome: 'updated',
      identity: { phone: '19900009999', name: '王小明' },
      event: { type: 'jobseeker.changed' },
    })
    expect(profileAfter(decided)).toEqual({ ...known.dossier.jobseeker.profile, education: 'bachelor' })
  })

  it('never takes a fact away: an empty list, an absent key and a shorter list of words leave what is known', () => {
    const known = created()
    const profiles = fc.record(
      {
        education: fc.constantFrom('bachelor' as const, 'primary' as const),
        licences: fc.constantFrom([] as string[], ['driving_c1', 'health_certificate']),
        workModes: fc.constantFrom([] as 'remote'[], ['remote' as const]),
        skills: fc.constant<[]>([]),
        statuses: fc.constant<[]>([]),
        capabilities: fc.constant<[]>([]),
      },
      { requiredKeys: [] },
    )
    fc.assert(
      fc.property(profiles, fc.boolean(), (profile, says) => {
        const decided = decide({ ...nothing, profile, adds: says ? { statuses: ['subsistence_allowance'] } : {} }, known)
        const after = profileAfter(decided) ?? known.dossier.jobseeker.profile

        for (const [key, was] of Object.entries(known.dossier.jobseeker.profile)) {
          const is = Reflect.get(after, key) as unknown
          const size = (value: unknown) => (Array.isArray(value) ? value.length : Number(value !== undefined))
          expect(size(is)).toBeGreaterThanOrEqual(size(was))
        }
      }),
    )
  })

  it('adds skills and statuses of a cell to those that are known, as they are known', () => {
    const known = created({ ...full, profile: { ...full.profile }, adds: { skills: [{ text: '变脸', level: 5, evidence: 'verified' }] } })
    const decided = decide({ ...nothing, adds: { skills: [{ text: '变脸', level: 2, evidence: 'declared' }], statuses: ['rural'] } }, known)

    expect(profileAfter(decided)).toMatchObject({ skills: [{ text: '变脸', level: 5, evidence: 'verified' }], statuses: ['rural'] })
  })

  it('refuses a place outside of the sender’s region, for somebody new and for somebody known', () => {
    const moved = { ...full, profile: { ...full.profile, regionCode: '330203' } }

    expect(codes(decide(moved))).toEqual(['/profile/regionCode outside_your_region'])
    expect(codes(decide(moved, created()))).toEqual(['/profile/regionCode outside_your_region'])
  })

  it('leaves another certificate as it is and says so', () => {
    const decided = decide({ ...nothing, identity: { idNumber, certificateNumber: `${idNumber}42` } }, created())

    expect(decided).toMatchObject({ outcome: 'unchanged', findings: [{ code: 'certificate_differs', refuses: false }] })
  })

  it('records a consent once, and an older one does not revive what was revoked', () => {
    const revoked = decide({ ...nothing, consents: [{ ...granted, decision: 'revoked', at: '2026-11-10T00:00:00+08:00' }] }, created())
    if (revoked.outcome !== 'updated') throw new Error(revoked.outcome)
    const again = decide(
      { ...nothing, consents: [{ ...granted, at: '2026-11-05T00:00:00+08:00' }] },
      { ...created(), dossier: revoked.after },
    )

    expect(revoked).toMatchObject({ consent: { given: false }, event: { type: 'jobseeker.changed' } })
    expect(again).toMatchObject({ outcome: 'updated', consent: null, event: null })
    expect(decide({ ...nothing, consents: [{ ...granted, decision: 'revoked' }] }, { ...created(), dossier: revoked.after })).toMatchObject(
      {
        outcome: 'unchanged',
      },
    )
  })

  it('takes only consent to the text in force', () => {
    const texts = [{ purpose: 'matching', version: 'v9', sha256: 'x' }] as const

    expect(decide(full, null, { texts })).toMatchObject({
      outcome: 'refused',
      findings: [{ column: '/consents/0/textVersion', code: 'text_not_in_force', values: { version: 'v9' } }],
    })
  })
})
