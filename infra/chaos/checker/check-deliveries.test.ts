import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Receipt } from '../history/records.ts'
import { checkDeliveries, type Deliveries, type DeliveryVerdict, keyOf, type Told } from './check-deliveries.ts'

const told = fc.record<Told>({
  endpoint: fc.constantFrom('0', '1'),
  type: fc.constantFrom('posting.published', 'posting.closed'),
  subject: fc.constantFrom('a', 'b', 'c'),
  seq: fc.integer({ min: 1, max: 30 }),
})

/** Everything expected came, once or again under its own id, in any order; the end is what the highest seq says. */
const honest: fc.Arbitrary<Deliveries> = fc
  .uniqueArray(told, { selector: ({ subject, seq }) => `${subject} ${seq}`, maxLength: 30 })
  .chain((news) => {
    const expected = news.flatMap((one) => ['0', '1'].map((endpoint) => ({ ...one, endpoint })))
    const receipts = expected.map((one, at): Receipt => ({ ...one, webhookId: `msg_${at}`, at, accepted: true }))
    return fc.record<Deliveries>({
      expected: fc.constant(expected),
      possible: fc.constant([]),
      receipts: fc
        .tuple(fc.subarray(receipts), fc.shuffledSubarray(receipts, { minLength: receipts.length }))
        .map(([again, all]) => [...all, ...again]),
      final: fc.constant(new Map(news.toSorted((a, b) => a.seq - b.seq).map(({ subject, type }) => [subject, type]))),
    })
  })

const kindsOf = ({ findings }: DeliveryVerdict): Set<string> => new Set(findings.map(({ kind }) => kind))

describe('checkDeliveries', () => {
  it('finds nothing where everything came, in whatever order and however often, and counts what came again', () => {
    fc.assert(
      fc.property(honest, (deliveries) => {
        const verdict = checkDeliveries(deliveries)
        expect(verdict.findings).toEqual([])
        expect(verdict.wireDuplicates).toBe(deliveries.receipts.length - deliveries.expected.length)
      }),
    )
  })

  it('finds each message that never came, or that the receiver never accepted', () => {
    fc.assert(
      fc.property(honest, fc.nat(), fc.boolean(), (deliveries, pick, wasRefused) => {
        const lost = deliveries.expected[pick % Math.max(1, deliveries.expected.length)]
        fc.pre(lost !== undefined)
        const receipts = wasRefused
          ? deliveries.receipts.map((one) => (keyOf(one) === keyOf(lost) ? { ...one, accepted: false } : one))
          : deliveries.receipts.filter((one) => keyOf(one) !== keyOf(lost))
        const missing = checkDeliveries({ ...deliveries, receipts }).findings.filter(({ kind }) => kind === 'missing')
        expect(missing.map(({ subject }) => subject)).toEqual([keyOf(lost)])
      }),
    )
  })

  it('finds one event told under two ids', () => {
    fc.assert(
      fc.property(honest, (deliveries) => {
        const [first] = deliveries.receipts
        fc.pre(first !== undefined)
        const receipts = [...deliveries.receipts, { ...first, webhookId: 'msg_other' }]
        expect(kindsOf(checkDeliveries({ ...deliveries, receipts }))).toContain('effect_duplicate')
      }),
    )
  })

  it('finds what never happened, also where the receiver refused it, but not what may have been said', () => {
    const ghost: Receipt = {
      endpoint: '0',
      type: 'posting.published',
      subject: 'ghost',
      seq: 99,
      webhookId: 'msg_g',
      at: 0,
      accepted: false,
    }
    fc.assert(
      fc.property(honest, (deliveries) => {
        const receipts = [...deliveries.receipts, ghost]
        expect(kindsOf(checkDeliveries({ ...deliveries, receipts }))).toEqual(new Set(['phantom']))
        expect(checkDeliveries({ ...deliveries, receipts, possible: [ghost] }).findings).toEqual([])
      }),
    )
  })

  it('finds a receiver that ends elsewhere than the house', () => {
    fc.assert(
      fc.property(honest, (deliveries) => {
        const [[subject, type] = []] = deliveries.final
        fc.pre(subject !== undefined)
        const other = type === 'posting.closed' ? 'posting.published' : 'posting.closed'
        const final = new Map(deliveries.final).set(subject, other)
        expect(kindsOf(checkDeliveries({ ...deliveries, final }))).toEqual(new Set(['difference']))
      }),
    )
  })
})
