import type { attempt, Endpoint, Message } from '@zhihe/contracts/webhook'
import type { z } from 'zod'
import type { AttemptRow, EndpointRow, MessageRow } from '../store/schema.ts'

export function toEndpointView({ id, url, events, description, employerId, status, createdAt }: EndpointRow): Endpoint {
  return { id, url, events, description, employerId, status, createdAt: createdAt.toISOString() }
}

export function toMessageView({
  id,
  endpointId,
  type,
  status,
  attempts,
  nextAttemptAt,
  lastResponseStatus,
  body,
  createdAt,
}: MessageRow): Message {
  return {
    id,
    endpointId,
    type,
    status,
    attempts,
    nextAttemptAt: nextAttemptAt?.toISOString() ?? null,
    lastResponseStatus,
    payload: JSON.parse(body) as Record<string, unknown>,
    createdAt: createdAt.toISOString(),
  }
}

export function toAttemptView(row: AttemptRow): z.infer<typeof attempt> {
  const { number, startedAt, durationMs, outcome, responseStatus, errorCode, responseSnippet, nextAttemptAt } = row
  return {
    number,
    startedAt: startedAt.toISOString(),
    durationMs,
    outcome,
    responseStatus,
    errorCode,
    responseSnippet,
    nextAttemptAt: nextAttemptAt?.toISOString() ?? null,
  }
}
