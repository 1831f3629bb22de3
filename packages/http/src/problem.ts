import { type ProblemBody, type ProblemCode, type ProblemError, problems } from '@zhihe/contracts/problem'

/** The only place where a problem gets its status. */
export const statusOf: Record<ProblemCode, number> = {
  invalid_request: 422,
  malformed_json: 400,
  unsupported_media_type: 415,
  payload_too_large: 413,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  method_not_allowed: 405,
  employer_not_found: 422,
  employer_exists: 409,
  fair_not_found: 422,
  posting_exists: 409,
  posting_not_open: 409,
  posting_not_merged: 409,
  finding_settled: 409,
  finding_without_rewrite: 409,
  finding_not_dismissible: 403,
  feed_closes_many: 409,
  import_running: 409,
  import_without_workbook: 409,
  posting_not_closable: 409,
  consent_text_exists: 409,
  jobseeker_exists: 409,
  key_not_active: 409,
  endpoint_limit_reached: 409,
  endpoint_url_refused: 422,
  endpoint_not_active: 409,
  secret_limit_reached: 409,
  attempt_in_flight: 409,
  message_not_sendable: 409,
  idempotency_key_reused: 422,
  idempotency_in_progress: 409,
  version_conflict: 409,
  review_open: 409,
  review_settled: 409,
  match_excluded: 422,
  too_many_requests: 429,
  people_limit_reached: 429,
  unavailable: 503,
  internal: 500,
}

export interface ProblemDetails {
  errors?: ProblemError[]
  existingId?: string
  detail?: string
  detailZh?: string
  retryAfterSeconds?: number
}

/** An answer to the caller that is not the one she hoped for; thrown by routes, rendered once by the error handler. */
export class Problem extends Error {
  readonly code: ProblemCode
  readonly statusCode: number
  readonly details: ProblemDetails

  constructor(code: ProblemCode, details: ProblemDetails = {}) {
    super(problems[code].en)
    this.name = 'Problem'
    this.code = code
    this.statusCode = statusOf[code]
    this.details = details
  }
}

export function problem(code: ProblemCode, details?: ProblemDetails): Problem {
  return new Problem(code, details)
}

/** The wire form (RFC 9457). */
export function toProblemBody({ code, details }: Problem, requestId: string): ProblemBody {
  const { errors, existingId, detail, detailZh } = details
  return {
    type: `/problems/${code}`,
    title: problems[code].en,
    titleZh: problems[code].zh,
    status: statusOf[code],
    code,
    ...(detail === undefined ? {} : { detail }),
    ...(detailZh === undefined ? {} : { detailZh }),
    requestId,
    ...(errors === undefined ? {} : { errors }),
    ...(existingId === undefined ? {} : { existingId }),
  }
}
