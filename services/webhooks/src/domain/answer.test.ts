import { describe, expect, it } from 'vitest'
import { judgeFault, judgeResponse } from './answer.ts'

const coded = (code: string, cause?: unknown) => Object.assign(new Error(code, { cause }), { code })
const codeOf = (error: unknown) => {
  const answer = judgeFault(error)
  return answer.ok ? null : answer.errorCode
}

describe('judgeResponse', () => {
  it.each([
    [200, undefined],
    [204, undefined],
    [299, undefined],
    [301, 'redirect'],
    [307, 'redirect'],
    [400, 'http_status'],
    [410, 'http_status'],
    [503, 'http_status'],
  ])('judges %i as %s', (status, errorCode) => {
    const answer = judgeResponse({ status, snippet: 'x', retryAfterMs: null })

    expect(answer).toMatchObject(errorCode === undefined ? { ok: true, status } : { ok: false, status, errorCode })
  })
})

describe('judgeFault', () => {
  it.each([
    [coded('ECONNREFUSED'), 'connection_failed'],
    [coded('ECONNRESET'), 'connection_failed'],
    [coded('UND_ERR_SOCKET'), 'connection_failed'],
    [new Error('anything'), 'connection_failed'],
    ['no error at all', 'connection_failed'],
    [coded('ERR_REFUSED_ADDRESS'), 'refused_address'],
    [coded('UND_ERR', coded('ERR_REFUSED_ADDRESS')), 'refused_address'],
    [coded('ERR_LOOKUP_FAILED', coded('ENOTFOUND')), 'dns_failed'],
    [coded('UND_ERR_CONNECT_TIMEOUT'), 'timeout'],
    [new DOMException('late', 'TimeoutError'), 'timeout'],
    [coded('CERT_HAS_EXPIRED'), 'tls_error'],
    [coded('DEPTH_ZERO_SELF_SIGNED_CERT'), 'tls_error'],
    [coded('ERR_TLS_CERT_ALTNAME_INVALID'), 'tls_error'],
    [coded('ERR_SSL_WRONG_VERSION_NUMBER'), 'tls_error'],
    [coded('EPROTO'), 'tls_error'],
    [coded('UND_ERR_HEADERS_OVERFLOW'), 'response_too_large'],
  ])('classifies %s as %s', (error, errorCode) => {
    expect(codeOf(error)).toBe(errorCode)
  })
})
