import type { Role } from '@zhihe/contracts/access'
import { nouns, type ServiceName } from '@zhihe/contracts/routes'
import type { LocalKeys } from '../../local/local-file.ts'

export interface WorldRequest {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  path: string
  body?: unknown
  role?: Role
  idempotencyKey?: string
  /** Milliseconds until the caller gives up; 10,000. */
  withinMs?: number
  /** Which instance of the API, from 0. */
  instance?: number
}

/** An answer; or, when there was none, why: the outcome is unknown then. */
export type WorldAnswer =
  | { kind: 'answer'; status: number; headers: Headers; body: unknown; tookMs: number }
  | { kind: 'none'; reason: string; tookMs: number }

export type WorldClient = (request: WorldRequest) => Promise<WorldAnswer>

/** Asks once, never rejects and never tries again: whoever watches a system must not mend what he sees. */
export function openClient(originOf: (service: ServiceName, instance: number) => string, keys: LocalKeys): WorldClient {
  return async ({ method, path, body, role = 'admin', idempotencyKey, withinMs = 10_000, instance = 0 }) => {
    const noun = /^\/v1\/([^/?]+)/.exec(path)?.[1] ?? ''
    const startedAt = performance.now()
    const took = (): number => performance.now() - startedAt
    try {
      const response = await fetch(originOf(nouns[noun] ?? 'postings', instance) + path, {
        method,
        headers: {
          authorization: `Bearer ${keys[role]}`,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...(idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        signal: AbortSignal.timeout(withinMs),
      })
      const text = await response.text()
      return { kind: 'answer', status: response.status, headers: response.headers, body: parsed(text), tookMs: took() }
    } catch (error) {
      return { kind: 'none', reason: reasonOf(error), tookMs: took() }
    }
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const { cause } = error
  if (cause instanceof Error) return 'code' in cause ? String(cause.code) : cause.message
  return error.name
}
