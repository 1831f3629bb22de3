import type { Endpoint } from '@zhihe/contracts/webhook'
import type { Attempt, Message } from '@zhihe/contracts/webhook-message'
import type { EndpointWithSecrets } from '../store/endpoint-store.ts'
import type { AttemptRow, MessageRow } from '../store/schema.ts'

export function toEndpointView(row: EndpointWithSecrets): Endpoint {
  const { id, url, events, description, employerId, status, peoplePerMonth, scheme, failures, disabledReason } = row
  return {
    id,
    url,
    events,
    description,
    employerId,
    status,
    peoplePerMonth,
    scheme,
    oldSecretsExpireAt: row.oldSecretsExpireAt.map((at) => at.toISOString()),
    pausedUntil: row.pausedUntil?.toISOString() ?? null,
    failures,
    failingSince: row.failingSince?.toISOString() ?? null,
    openUntil: row.openUntil?.toISOString() ?? null,
    disabledAt: row.disabledAt?.toISOString() ?? null,
    disabledReason,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  }
}

export function toMessageView(row: MessageRow): Message {
  const { id, endpointId, type, status, attempts, lastResponseStatus, body } = row
  return {
    id,
    endpointId,
    type,
    status,
    isTest: row.nextKind === 'test',
    attempts,
    nextAttemptAt: row.nextAttemptAt?.toISOString() ?? null,
    lastResponseStatus,
    payload: JSON.parse(body) as Record<string, unknown>,
    createdAt: row.createdAt.toISOString(),
  }
}

export function toAttemptView(row: AttemptRow): Attempt {
  const { number, kind, durationMs, outcome, responseStatus, errorCode, responseSnippet } = row
  return {
    number,
    kind,
    startedAt: row.startedAt.toISOString(),
    durationMs,
    outcome,
    responseStatus,
    errorCode,
    responseSnippet,
    nextAttemptAt: row.nextAttemptAt?.toISOString() ?? null,
  }
}
