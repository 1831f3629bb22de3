import type { Receipt } from '../history/records.ts'
import type { Finding } from './finding.ts'

/** One thing that one endpoint is to be told. */
export interface Told {
  endpoint: string
  type: string
  subject: string
  seq: number
}

export interface Deliveries {
  /** What must have been heard. */
  expected: readonly Told[]
  /** What may have been heard besides, e.g. a proposal that was taken back before everybody had heard of it. */
  possible: readonly Told[]
  /** As the receivers wrote it down, in the order in which it came. */
  receipts: readonly Receipt[]
  /** What is true at the end, for each subject that a receiver can follow by seq: the type it should have heard last. */
  final: ReadonlyMap<string, string>
}

export interface DeliveryVerdict {
  findings: Finding[]
  /** Messages that came again after they had been accepted. */
  wireDuplicates: number
  accepted: number
}

const check = 'deliveries'

/**
 * Compares what receivers heard with what is true: everything expected came, under one id, nothing else came, and a receiver that ignores what is
 * not newer (the published rule) ends where the house stands.
 */
export function checkDeliveries({ expected, possible, receipts, final }: Deliveries): DeliveryVerdict {
  const accepted = receipts.filter((one) => one.accepted)
  const idsOf = new Map<string, Set<string>>()
  for (const receipt of accepted) idsOf.set(keyOf(receipt), (idsOf.get(keyOf(receipt)) ?? new Set()).add(receipt.webhookId))
  const known = new Set([...expected, ...possible].map(keyOf))
  const missing = expected
    .filter((told) => !idsOf.has(keyOf(told)))
    .map((told): Finding => ({ kind: 'missing', check, subject: keyOf(told), detail: 'was never delivered' }))
  const phantoms = [...new Set(receipts.map(keyOf))]
    .filter((key) => !known.has(key))
    .map((key): Finding => ({ kind: 'phantom', check, subject: key, detail: 'was delivered and never happened' }))
  const twice = [...idsOf]
    .filter(([, ids]) => ids.size > 1)
    .map(([key, ids]): Finding => ({ kind: 'effect_duplicate', check, subject: key, detail: `came under ${[...ids].join(', ')}` }))
  return {
    findings: [...missing, ...phantoms, ...twice, ...wrongEnds(accepted, final)],
    wireDuplicates: againOf(accepted),
    accepted: accepted.length,
  }
}

export function keyOf({ endpoint, type, subject, seq }: Told): string {
  return `${endpoint} ${type} ${subject} ${seq}`
}

function againOf(accepted: readonly Receipt[]): number {
  const seen = new Set<string>()
  let again = 0
  for (const { endpoint, webhookId } of accepted) {
    const id = `${endpoint} ${webhookId}`
    if (seen.has(id)) again += 1
    seen.add(id)
  }
  return again
}

/** The rule that is published for receivers: of one subject ignore what is not newer. */
function wrongEnds(accepted: readonly Receipt[], final: ReadonlyMap<string, string>): Finding[] {
  const heard = new Map<string, Receipt>()
  for (const receipt of accepted) {
    const key = `${receipt.endpoint} ${receipt.subject}`
    if (receipt.seq > (heard.get(key)?.seq ?? Number.NEGATIVE_INFINITY)) heard.set(key, receipt)
  }
  return [...heard.values()].flatMap(({ endpoint, subject, type }): Finding[] => {
    const truth = final.get(subject)
    if (truth === undefined || truth === stateOf(type)) return []
    return [{ kind: 'difference', check, subject: `${endpoint} ${subject}`, detail: `the receiver ends at ${type}, the house at ${truth}` }]
  })
}

/** What a receiver knows after it has heard this last: an update says that somebody is still proposed. */
function stateOf(type: string): string {
  return type === 'match.updated' ? 'match.proposed' : type
}
