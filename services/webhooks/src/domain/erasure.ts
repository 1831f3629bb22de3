import { webhookBodies } from '@zhihe/contracts/webhook-body'
import type { Draft } from './drafts.ts'

export interface CandidateName {
  candidateRef: string
  /** null: only an organiser was told of her. */
  employerId: string | null
}

/** What is told, and what takes back what was told: the one must not be said of an erased person, the other must be. */
const takesBack = new Set<string>(['match.withdrawn', 'disclosure.revoked'])

/** Whether nothing of it may be said once the person is erased. */
export function tellsOfPerson({ type, jobseekerId }: Pick<Draft, 'type' | 'jobseekerId'>): boolean {
  return (
    !takesBack.has(type) && (jobseekerId !== null || type === 'match.proposed' || type === 'match.updated' || type === 'disclosure.granted')
  )
}

/** The name of the person a body speaks of; null when it is about nobody. */
export function candidateRefIn(body: string): string | null {
  const { data } = JSON.parse(body) as { data?: { candidateRef?: unknown } }
  return typeof data?.candidateRef === 'string' ? data.candidateRef : null
}

/** Whether it takes somebody back because she is erased. */
export function isOfErased(body: string): boolean {
  const { data } = JSON.parse(body) as { data?: { reason?: unknown } }
  return data?.reason === 'erased'
}

/** What whoever was told of a person hears when she is erased. It goes out whatever an endpoint listens to: forgetting is no matter of taste. */
export function erasedDraft({ candidateRef, employerId }: CandidateName, { place, at }: { place: number; at: Date }): Draft {
  const type = 'candidate.erased'
  const body = webhookBodies[type].parse({ type, timestamp: at.toISOString(), data: { candidateRef, employerId } })
  return {
    type,
    postingId: null,
    seq: null,
    matchId: null,
    jobseekerId: null,
    grantId: null,
    priority: 0,
    // Not by her name: the key stays when the body goes.
    dedupKey: `${type}:${place}`,
    body: JSON.stringify(body),
  }
}
