export const errorCodes = [
  'connection_failed',
  'dns_failed',
  'timeout',
  'tls_error',
  'refused_address',
  'redirect',
  'http_status',
  'response_too_large',
] as const
export type ErrorCode = (typeof errorCodes)[number]

/** What came of an attempt. `snippet` is the first KiB of the answer's body. */
export type Answer =
  | { ok: true; status: number; snippet: string | null }
  | { ok: false; errorCode: ErrorCode; status: number | null; snippet: string | null; retryAfterMs: number | null }

export interface Response {
  status: number
  snippet: string
  retryAfterMs: number | null
}

/** Only 2xx is a success; a redirect is an answer like any other and is not followed. */
export function judgeResponse({ status, snippet, retryAfterMs }: Response): Answer {
  if (status >= 200 && status < 300) return { ok: true, status, snippet }
  return { ok: false, errorCode: status >= 300 && status < 400 ? 'redirect' : 'http_status', status, snippet, retryAfterMs }
}

/** An attempt that ended without a status. */
export function judgeFault(error: unknown): Answer {
  return { ok: false, errorCode: classify(error), status: null, snippet: null, retryAfterMs: null }
}

const codes: Readonly<Record<string, ErrorCode>> = {
  ERR_REFUSED_ADDRESS: 'refused_address',
  ERR_LOOKUP_FAILED: 'dns_failed',
  ENOTFOUND: 'dns_failed',
  EAI_AGAIN: 'dns_failed',
  UND_ERR_CONNECT_TIMEOUT: 'timeout',
  UND_ERR_HEADERS_TIMEOUT: 'timeout',
  UND_ERR_BODY_TIMEOUT: 'timeout',
  ETIMEDOUT: 'timeout',
  UND_ERR_HEADERS_OVERFLOW: 'response_too_large',
  HPE_HEADER_OVERFLOW: 'response_too_large',
  ERR_ANSWER_TOO_LARGE: 'response_too_large',
  EPROTO: 'tls_error',
  HOSTNAME_MISMATCH: 'tls_error',
}
const tlsCodes = /^(ERR_TLS_|ERR_SSL_|CERT_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|INVALID_CA|INVALID_PURPOSE|CRL_)/

function classify(error: unknown): ErrorCode {
  for (let current = error; current instanceof Error; current = current.cause) {
    if (current.name === 'TimeoutError') return 'timeout'
    const code = 'code' in current ? String(current.code) : ''
    const known = codes[code] ?? (tlsCodes.test(code) ? 'tls_error' : undefined)
    if (known !== undefined) return known
  }
  return 'connection_failed'
}
