import type { NewConsent } from '@zhihe/contracts/consent'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type ConsentDecision,
  checkDecision,
  checkDecisionTime,
  consentsToMatching,
  consentsToSensitive,
  decisionsInForce,
  toDecision,
  withReceipts,
} from './consent.ts'
import type { TextsInForce } from './consent-text.ts'

const now = new Date('2026-11-22T09:00:00Z')
const noTexts: TextsInForce = []
const [first, second] = ['1'.repeat(64), '2'.repeat(64)] as [string, string]

const decided = (at: string, decision: 'granted' | 'revoked', changes: Partial<ConsentDecision> = {}): ConsentDecision => ({
  id: `${at} ${decision}`,
  purpose: 'matching',
  recipient: null,
  textVersion: 'v1',
  textSha256: null,
  decision,
  at: new Date(at),
  recordedAt: new Date('2026-11-22T00:00:00Z'),
  fields: null,
  expiresAt: null,
  channel: null,
  proxyRelation: null,
  receipt: null,
  ...changes,
})

describe('decisionsInForce', () => {
  it('takes the newest by its own time, whenever it was recorded', () => {
    const revoked = decided('2026-03-01', 'revoked')

    expect(decisionsInForce([decided('2026-01-01', 'granted'), revoked, decided('2026-02-01', 'granted')])).toEqual([revoked])
  })

  it('takes the later in the ledger of two of one time', () => {
    expect(consentsToMatching([decided('2026-01-01', 'granted'), decided('2026-01-01', 'revoked')], noTexts)).toBe(false)
    expect(consentsToMatching([decided('2026-01-01', 'revoked'), decided('2026-01-01', 'granted')], noTexts)).toBe(true)
  })

  it('keeps purposes and recipients apart', () => {
    const ledger = [
      decided('2026-01-01', 'granted'),
      decided('2026-02-01', 'revoked', { purpose: 'disclosure', recipient: 'one' }),
      decided('2026-02-01', 'granted', { purpose: 'disclosure', recipient: 'other' }),
    ]

    expect(decisionsInForce(ledger)).toEqual(ledger)
    expect(consentsToMatching(ledger, noTexts)).toBe(true)
  })

  it('finds no consent where nothing was decided', () => {
    expect(consentsToMatching([], noTexts)).toBe(false)
  })

  it('is what a reader who sorts the ledger would say, whatever the order in which it was recorded', () => {
    fc.assert(
      fc.property(ledgers, textSets, (ledger, texts) => {
        const sorted = ledger
          .map((decision, seq) => ({ decision, seq }))
          .toSorted((a, b) => a.decision.at.getTime() - b.decision.at.getTime() || a.seq - b.seq)
        const newest = new Map(sorted.map(({ decision }) => [`${decision.purpose} ${decision.recipient}`, decision]))
        const matching = newest.get('matching null')
        const text = texts.find(({ purpose }) => purpose === 'matching')

        expect(new Set(decisionsInForce(ledger))).toEqual(new Set(newest.values()))
        expect(consentsToMatching(ledger, texts)).toBe(
          matching?.decision === 'granted' && (text === undefined || text.sha256 === matching.textSha256),
        )
      }),
      { numRuns: 1_000 },
    )
  })

  it('is not revived by a yes that is older than the no, however late it is recorded', () => {
    fc.assert(
      fc.property(ledgers, textSets, (before, texts) => {
        const no = decided('2026-06-01', 'revoked')
        const late = before.map((decision): ConsentDecision => ({ ...decision, at: new Date('2026-05-31T23:59:59.999Z') }))

        expect(consentsToMatching([...before.filter(({ at }) => at < no.at), no, ...late], texts)).toBe(false)
      }),
      { numRuns: 300 },
    )
  })
})

describe('a text that was published', () => {
  const published: TextsInForce = [{ purpose: 'matching', version: 'v2', sha256: second }]

  it('is the only one that counts, by its hash', () => {
    const to = (changes: Partial<ConsentDecision>) => consentsToMatching([decided('2026-01-01', 'granted', changes)], published)

    expect([
      to({}),
      to({ textSha256: first }),
      to({ textVersion: 'v2', textSha256: first }),
      to({ textVersion: 'v2', textSha256: second }),
    ]).toEqual([false, false, false, true])
  })

  it('of another purpose changes nothing', () => {
    expect(consentsToMatching([decided('2026-01-01', 'granted')], [{ purpose: 'follow_up', version: 'v2', sha256: second }])).toBe(true)
  })

  it('refuses a yes to any other and takes every no', () => {
    const refusals = (given: Partial<NewConsent>) =>
      checkDecision({ purpose: 'matching', decision: 'granted', textVersion: 'v1', at: '2026-11-01T00:00:00Z', ...given }, '', {
        now,
        texts: published,
      })

    expect(refusals({})).toEqual([{ pointer: '/textVersion', reason: 'text_not_in_force', values: { version: 'v2' } }])
    expect([refusals({ textVersion: 'v2' }), refusals({ decision: 'revoked' }), refusals({ purpose: 'follow_up' })]).toEqual([[], [], []])
  })
})

describe('consentsToSensitive', () => {
  const on = (decision: 'granted' | 'revoked', textSha256: string | null = null) => [
    decided('2026-01-01', decision, { purpose: 'sensitive_data', textSha256 }),
  ]
  const published: TextsInForce = [{ purpose: 'sensitive_data', version: 'v2', sha256: second }]

  it('goes along until there is a text for it, unless she says no', () => {
    expect([
      consentsToSensitive([], noTexts),
      consentsToSensitive(on('granted'), noTexts),
      consentsToSensitive(on('revoked'), noTexts),
    ]).toEqual([true, true, false])
  })

  it('takes a consent of its own once there is one', () => {
    const ledgersOf = [[], on('granted'), on('revoked', second), on('granted', second)]

    expect(ledgersOf.map((ledger) => consentsToSensitive(ledger, published))).toEqual([false, false, false, true])
  })
})

describe('what is granted to be disclosed', () => {
  const disclosure = {
    purpose: 'disclosure',
    recipient: 'one',
    decision: 'granted',
    textVersion: 'v1',
    at: '2026-11-20T08:00:00Z',
  } as const
  const taken = (given: Partial<NewConsent>) => toDecision({ ...disclosure, ...given }, { id: 'x', now, texts: noTexts })
  const refusals = (given: Partial<NewConsent>) =>
    checkDecision({ ...disclosure, ...given }, '/consents/0', { now, texts: noTexts }).map(({ pointer, reason }) => [pointer, reason])

  it('is name and phone for ninety days, unless it says otherwise', () => {
    expect(taken({})).toMatchObject({ fields: ['name', 'phone'], expiresAt: new Date('2027-02-18T08:00:00Z') })
    expect(taken({ fields: ['skills'], expiresAt: '2026-12-01T00:00:00+08:00' })).toMatchObject({
      fields: ['skills'],
      expiresAt: new Date('2026-11-30T16:00:00Z'),
    })
    expect(taken({ decision: 'revoked', fields: ['skills'] })).toMatchObject({ fields: null, expiresAt: null })
  })

  it('lasts a year at most, also a long one, and not less than nothing', () => {
    expect(refusals({ expiresAt: '2027-11-21T08:00:00Z' })).toEqual([])
    expect(refusals({ expiresAt: '2027-11-21T08:00:00.001Z' })).toEqual([['/consents/0/expiresAt', 'expires_too_late']])
    expect(refusals({ expiresAt: '2026-11-20T08:00:00Z' })).toEqual([['/consents/0/expiresAt', 'expires_before_it_begins']])
  })

  it('has terms that nothing else has', () => {
    expect(refusals({ purpose: 'matching', recipient: undefined, fields: ['name'], expiresAt: '2026-12-01T00:00:00Z' })).toEqual([
      ['/consents/0/fields', 'for_disclosure_only'],
      ['/consents/0/expiresAt', 'for_disclosure_only'],
    ])
  })

  it('has a receipt when there is something to be read from now on', () => {
    const receipted = (given: Partial<NewConsent>, ledger: ConsentDecision[] = []) =>
      withReceipts([taken(given)], ledger, { now, newReceipt: () => 'receipt' }).map(({ receipt }) => receipt)
    const newerNo = decided('2026-11-21', 'revoked', { purpose: 'disclosure', recipient: 'one' })

    expect([
      receipted({}),
      receipted({}, [newerNo]),
      receipted({ at: '2026-08-01T00:00:00Z' }),
      receipted({ decision: 'revoked' }),
    ]).toEqual([['receipt'], [null], [null], [null]])
  })
})

describe('checkDecisionTime', () => {
  it('takes now and the past, in any offset, and refuses what is later', () => {
    expect(checkDecisionTime({ at: '2026-11-22T17:00:00+08:00' }, '/at', now)).toEqual([])
    expect(checkDecisionTime({ at: '2026-11-22T09:00:00.001Z' }, '/at', now)).toEqual([{ pointer: '/at', reason: 'in_the_future' }])
    expect(checkDecisionTime({ at: '0001-01-01T00:00:00Z' }, '/at', now)).toEqual([{ pointer: '/at', reason: 'too_long_ago' }])
  })
})

const purposes = ['matching', 'sensitive_data', 'disclosure', 'follow_up'] as const
const hashes = fc.constantFrom(null, first, second)
// Few times, so that many are equal.
const ledgers = fc.array(
  fc
    .record({
      purpose: fc.constantFrom(...purposes),
      employer: fc.constantFrom('one', 'other'),
      decision: fc.constantFrom('granted' as const, 'revoked' as const),
      day: fc.integer({ min: 1, max: 5 }),
      textSha256: hashes,
    })
    .map(({ purpose, employer, decision, day, textSha256 }) =>
      decided(`2026-05-0${day}`, decision, { purpose, recipient: purpose === 'disclosure' ? employer : null, textSha256 }),
    ),
  { maxLength: 12 },
)
const textSets: fc.Arbitrary<TextsInForce> = fc.uniqueArray(
  fc.record({ purpose: fc.constantFrom(...purposes), version: fc.constant('v'), sha256: fc.constantFrom(first, second) }),
  {
    selector: ({ purpose }) => purpose,
  },
)
