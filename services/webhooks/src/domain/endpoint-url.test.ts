import { describe, expect, it } from 'vitest'
import { privateHosts, publicHosts } from '../../test/private-spellings.ts'
import { checkEndpointUrl } from './endpoint-url.ts'

const strict = { allowPrivate: false }

describe('checkEndpointUrl', () => {
  it.each(privateHosts)('refuses %s', (host) => {
    const check = checkEndpointUrl(`https://${host}/hook`, strict)

    expect(check).toEqual({ ok: false, reason: 'not_public' })
  })

  it.each(publicHosts)('takes %s', (host) => {
    const check = checkEndpointUrl(`https://${host}/hook?x=1`, strict)

    expect(check.ok).toBe(true)
  })

  it.each([
    ['no url at all', 'not_a_url'],
    ['https://', 'not_a_url'],
    ['https://256.1.1.1/', 'not_a_url'],
    ['https://1.2.3.4.5/', 'not_a_url'],
    ['//example.com/', 'not_a_url'],
    ['http://example.com/', 'not_https'],
    ['ftp://example.com/', 'not_https'],
    ['file:///etc/passwd', 'not_https'],
    ['javascript:alert(1)', 'not_https'],
    ['https://user@example.com/', 'has_credentials'],
    ['https://user:word@example.com/', 'has_credentials'],
    ['https://example.com@127.0.0.1/', 'has_credentials'],
    ['https:/\\127.0.0.1/', 'not_public'],
    ['https:127.0.0.1', 'not_public'],
    ['ht\ntps://127.0.0.1/', 'not_public'],
  ])('refuses %j as %s', (text, reason) => {
    const check = checkEndpointUrl(text, strict)

    expect(check).toEqual({ ok: false, reason })
  })

  it('takes http and private hosts where they are allowed, and still no credentials and no other scheme', () => {
    const check = (text: string) => checkEndpointUrl(text, { allowPrivate: true }).ok

    expect([check('http://127.0.0.1:8080/'), check('https://localhost/')]).toEqual([true, true])
    expect([check('http://me:word@127.0.0.1/'), check('file:///etc/passwd')]).toEqual([false, false])
  })
})
