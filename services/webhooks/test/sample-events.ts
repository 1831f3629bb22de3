import type { DomainEvent } from '@zhihe/contracts/event'
import { v7 as uuidv7 } from 'uuid'

export interface About {
  tenantId: string
  employerId: string
  postingId?: string
}

type Event<T extends DomainEvent['type']> = Extract<DomainEvent, { type: T }>

const occurredAt = '2026-11-20T04:00:00.000Z'

export function postingClosed({ tenantId, employerId, postingId = uuidv7() }: About): Event<'posting.closed'> {
  const data = {
    postingId,
    tenantId,
    employerId,
    source: 'fair-a',
    externalId: 'A-17',
    title: '数据标注员',
    version: 3,
    reasonCode: 'filled',
  }
  return { id: uuidv7(), type: 'posting.closed', occurredAt, data }
}

export function postingNeedsInfo({ tenantId, employerId, postingId = uuidv7() }: About): Event<'posting.needs_info'> {
  const data = {
    postingId,
    tenantId,
    employerId,
    source: 'fair-a',
    externalId: 'A-18',
    title: '客服专员',
    version: 1,
    reasonCode: 'pay_missing',
    missing: ['/pay'],
  }
  return { id: uuidv7(), type: 'posting.needs_info', occurredAt, data }
}

export function importFinished({ tenantId, employerId }: { tenantId: string; employerId: string | null }): Event<'import.finished'> {
  const counts = { created: 3, updated: 0, unchanged: 0, rejected: 1, skipped: 0 }
  const data = { importId: uuidv7(), fairId: uuidv7(), tenantId, employerId, status: 'finished' as const, counts, run: 1 }
  return { id: uuidv7(), type: 'import.finished', occurredAt, data }
}

export function shortlistChanged(
  { tenantId, employerId, postingId = uuidv7() }: About,
  { proposed = 1, withdrawn = 0 } = {},
): Event<'shortlist.changed'> {
  return {
    id: uuidv7(),
    type: 'shortlist.changed',
    occurredAt,
    data: {
      postingId,
      tenantId,
      employerId,
      seq: 7,
      proposed: Array.from({ length: proposed }, (_, index) => ({
        matchId: uuidv7(),
        candidateRef: `c-${index + 1}`,
        verdict: 'conditional' as const,
        scoreBand: 'high' as const,
        needs: [{ code: 'HS-03', zh: '文字指示', en: 'Written instructions' }],
        jobseekerId: uuidv7(),
        score: 7_000 - index,
      })),
      updated: [],
      withdrawn: Array.from({ length: withdrawn }, (_, index) => ({
        matchId: uuidv7(),
        candidateRef: `w-${index + 1}`,
        reason: 'better_candidates',
      })),
    },
  }
}

export function disclosureGranted(
  { tenantId, employerId }: About,
  changes: Partial<Event<'disclosure.granted'>['data']> = {},
): Event<'disclosure.granted'> {
  const data = {
    grantId: uuidv7(),
    tenantId,
    employerId,
    jobseekerId: uuidv7(),
    receipt: `dr_${'a'.repeat(43)}`,
    candidateRef: 'c_anna',
    fields: ['name' as const, 'phone' as const],
    expiresAt: '2099-01-01T00:00:00.000Z',
    ...changes,
  }
  return { id: uuidv7(), type: 'disclosure.granted', occurredAt, data }
}

export function disclosureRevoked({ data }: Event<'disclosure.granted'>): Event<'disclosure.revoked'> {
  const { jobseekerId: _, fields: __, expiresAt: ___, ...identity } = data
  return { id: uuidv7(), type: 'disclosure.revoked', occurredAt, data: { ...identity, reason: 'revoked' } }
}
