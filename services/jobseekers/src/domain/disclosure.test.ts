import { disclosureFields } from '@zhihe/contracts/consent'
import { disclosedPerson } from '@zhihe/contracts/disclosure'
import { domainEvent } from '@zhihe/contracts/event'
import { identifyEvent } from '@zhihe/outbox/append'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type ConsentDecision, toDecision, withReceipts } from './consent.ts'
import { disclose, grantedEvent, grantsOf, needsIdentity, revokedEvent } from './disclosure.ts'
import type { Dossier } from './jobseeker.ts'

const now = new Date('2026-11-22T09:00:00Z')
const employers = ['019a0000-0000-7000-8000-00000000000a', '019a0000-0000-7000-8000-00000000000b'] as const
const identity = {
  name: '王小明',
  idNumber: '990106199003151044',
  certificateNumber: '99010619900315104424B1',
  phone: '19900001234',
  guardian: null,
  cards: [],
}
const profile = {
  regionCode: '330106',
  education: 'bachelor' as const,
  skills: [],
  capabilities: [{ icf: 'd440' as const, difficulty: 1 as const, source: 'self' as const, at: '2026-01-05T09:00:00+08:00' }],
  statuses: [],
}
const dossierOf = (ledger: readonly ConsentDecision[], texts: Dossier['texts'] = []): Dossier => ({
  jobseeker: {
    id: '019a0000-0000-7000-8000-000000000001',
    tenantId: '019a0000-0000-7000-8000-000000000002',
    status: 'active',
    profile,
    assessed: [],
    version: 1,
    createdAt: now,
    updatedAt: now,
  },
  ledger,
  texts,
})

describe('disclose', () => {
  it('gives exactly what was agreed to, whatever the fields', () => {
    const keyOf: Record<string, string> = { certificate_number: 'certificateNumber' }
    fc.assert(
      fc.property(fc.subarray([...disclosureFields], { minLength: 1 }), (fields) => {
        const person = disclose(fields, { profile, identity })

        expect(Object.keys(person).toSorted()).toEqual(fields.map((field) => keyOf[field] ?? field).toSorted())
        expect(disclosedPerson.parse(person)).toEqual(person)
        expect(needsIdentity(fields)).toBe(fields.some((field) => ['name', 'phone', 'disability', 'certificate_number'].includes(field)))
      }),
    )
  })

  it('reads type and grade off the card, and says null of what is not known', () => {
    const uncertified = { ...identity, certificateNumber: null }

    expect(disclose(['disability'], { profile, identity })).toEqual({ disability: { type: 'hearing', grade: 4 } })
    expect(disclose(['disability', 'certificate_number', 'licences'], { profile, identity: uncertified })).toEqual({
      disability: null,
      certificateNumber: null,
      licences: null,
    })
  })

  it('makes nothing up when who she is was not opened', () => {
    expect(() => disclose(['name'], { profile, identity: null })).toThrow('was not opened')
    expect(disclose(['capabilities'], { profile, identity: null })).toEqual({
      capabilities: [{ icf: 'd440', difficulty: 1, source: 'self' }],
    })
  })
})

describe('grantsOf', () => {
  it('is within the ledger: each grant is the newest yes to its employer, unexpired, under the text in force', () => {
    fc.assert(
      fc.property(histories, fc.constantFrom(undefined, '1'.repeat(64)), fc.integer({ min: 0, max: 12 }), (steps, sha256, day) => {
        const texts = sha256 === undefined ? [] : [{ purpose: 'disclosure' as const, version: 'v1', sha256 }]
        const ledger = steps.reduce<ConsentDecision[]>(
          (sofar, step) => [...sofar, ...withReceipts([step], sofar, { now: step.at, newReceipt: () => step.id })],
          [],
        )
        const at = new Date(Date.UTC(2026, 10, 1 + day))

        const grants = grantsOf(dossierOf(ledger, texts), { now: at, refOf: (employer) => `c_${employer}` })

        for (const grant of grants) {
          const decision = ledger.find(({ id }) => id === grant.id)
          const newer = ledger.filter(
            (other) =>
              other.recipient === grant.recipient &&
              decision &&
              (other.at > decision.at ||
                (other.at.getTime() === decision.at.getTime() && ledger.indexOf(other) > ledger.indexOf(decision))),
          )
          expect(decision).toMatchObject({ decision: 'granted', receipt: grant.receipt, fields: grant.fields, recipient: grant.recipient })
          expect(newer).toEqual([])
          expect(grant.expiresAt > at).toBe(true)
          expect(grant.textSha256).toBe(sha256 ?? decision?.textSha256)
        }
        expect(new Set(grants.map(({ recipient }) => recipient)).size).toBe(grants.length)
      }),
      { numRuns: 1_000 },
    )
  })

  it('ends at its time, to the millisecond', () => {
    const ledger = [{ ...decide({ employer: employers[0] }), receipt: 'dr' }]
    const at = (time: string) => grantsOf(dossierOf(ledger), { now: new Date(time), refOf: () => 'c' }).length

    expect([at('2026-11-05T23:59:59.999Z'), at('2026-11-06T00:00:00Z')]).toEqual([1, 0])
  })
})

describe('the events of a grant', () => {
  it('are of the contract', () => {
    const receipt = `dr_${'a'.repeat(43)}`
    const ledger = [{ ...decide({ employer: employers[0] }), receipt }]
    const [grant] = grantsOf(dossierOf(ledger), { now: new Date('2026-11-02'), refOf: () => 'c_x' })

    for (const event of [grantedEvent(grant!), revokedEvent(grant!, 'revoked')])
      expect(domainEvent.parse(identifyEvent(event, now)).type).toBe(event.type)
  })
})

let serial = 0
function decide({
  employer,
  decision = 'granted',
  day = 1,
  sha256 = null,
}: {
  employer: string
  decision?: 'granted' | 'revoked'
  day?: number
  sha256?: string | null
}): ConsentDecision {
  serial += 1
  const at = `2026-11-0${day}T00:00:00Z`
  const given = {
    purpose: 'disclosure',
    recipient: employer,
    decision,
    textVersion: 'v1',
    at,
    expiresAt: `2026-11-0${day + 5}T00:00:00Z`,
  } as const
  const id = `019a0000-0000-7000-8000-${String(serial).padStart(12, '0')}`
  return { ...toDecision(given, { id, now, texts: [] }), textSha256: sha256 }
}
const histories = fc.array(
  fc
    .record({
      employer: fc.constantFrom(...employers),
      decision: fc.constantFrom('granted' as const, 'revoked' as const),
      day: fc.integer({ min: 1, max: 4 }),
      sha256: fc.constantFrom(null, '1'.repeat(64)),
    })
    .map(decide),
  { maxLength: 8 },
)
