import { isIP } from 'node:net'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { privateHosts, publicHosts, publicNeighbours } from '../../test/corpora/hosts.ts'
import { isSpecialAddress } from '../../test/corpora/special-networks.ts'
import { acceptedUrls, refusedUrls } from '../../test/corpora/urls.ts'
import { checkEndpointUrl } from './endpoint-url.ts'

const strict = { allowPrivate: false }

describe('checkEndpointUrl', () => {
  it.each(privateHosts)('refuses the host %j', (host) => {
    const check = checkEndpointUrl(`https://${host}/hook`, strict)

    expect(check).toEqual({ ok: false, reason: 'not_public' })
  })

  it.each([...publicHosts, ...publicNeighbours])('takes the host %s', (host) => {
    const check = checkEndpointUrl(`https://${host}/hook?x=1`, strict)

    expect(check.ok).toBe(true)
  })

  it.each(refusedUrls)('refuses %j as %s', (text, reason) => {
    const check = checkEndpointUrl(text, strict)

    expect(check).toEqual({ ok: false, reason })
  })

  it.each(acceptedUrls)('takes %j and keeps %s', (text, kept) => {
    const check = checkEndpointUrl(text, strict)

    expect(check.ok && check.url.href).toBe(kept)
  })

  it('has a corpus of at least 83 hosts and 55 URLs', () => {
    const sizes = [new Set(privateHosts).size, new Set(refusedUrls.map(([text]) => text)).size]

    expect(sizes[0]).toBeGreaterThanOrEqual(83)
    expect(sizes[1]).toBeGreaterThanOrEqual(55)
  })

  it('takes no host, however it is written, that is a special address or a name without a public suffix', () => {
    fc.assert(
      fc.property(hosts, (host) => {
        const check = checkEndpointUrl(`https://${host}/`, strict)
        if (!check.ok) return
        // What is kept is read again when it is sent to, and must still be the same.
        const { hostname } = URL.parse(check.url.href) ?? { hostname: '' }
        const bare = hostname.replace(/^\[(.*)\]$/, '$1')
        const isFine = isIP(bare) > 0 ? !isSpecialAddress(bare) : /^[a-z0-9_-]+(\.[a-z0-9_-]+)+\.?$/.test(bare)
        expect([hostname, isFine]).toEqual([check.url.hostname, true])
      }),
      { numRuns: 10_000 },
    )
  })

  it('takes every address that no registry calls special, and no other', () => {
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), (address) => {
        const host = address.includes(':') ? `[${address}]` : address
        const kept = URL.parse(`https://${host}/`)?.hostname.replace(/^\[(.*)\]$/, '$1') ?? ''
        // ipaddr.js knows two more small networks of anycast servers that are not for us.
        if (/^(192\.(31\.196|52\.193|175\.48)\.|2620:4f:8000:)/.test(kept)) return
        expect(checkEndpointUrl(`https://${host}/`, strict).ok).toBe(!isSpecialAddress(kept))
      }),
      { numRuns: 10_000 },
    )
  })

  it('takes http and private hosts where they are allowed, and still no credentials and no other scheme', () => {
    const check = (text: string) => checkEndpointUrl(text, { allowPrivate: true }).ok

    expect([check('http://127.0.0.1:8080/'), check('https://localhost/')]).toEqual([true, true])
    expect([check('http://me:word@127.0.0.1/'), check('file:///etc/passwd')]).toEqual([false, false])
  })
})

// Numbers near the special ones, in any base and length, mixed with names, strange digits and dots, and whatever else a string may hold.
const byte = fc.oneof(fc.constantFrom(0, 1, 10, 100, 127, 169, 172, 192, 224, 254, 255), fc.nat(255))
const number = fc
  .tuple(fc.oneof(byte, fc.nat(0xffff_ffff)), fc.constantFrom(10, 16, 8), fc.nat(3))
  .map(([value, base, zeros]) => ({ 10: '', 16: '0x', 8: '0' })[base] + '0'.repeat(base === 10 ? 0 : zeros) + value.toString(base))
const dot = fc.constantFrom('.', '.', '.', '。', '．', '｡', '%2e', '')
const label = fc.oneof(number, fc.constantFrom('localhost', 'internal', 'local', 'example', 'com', 'svc', ''), fc.domain())
const strangeDigits = (text: string) =>
  text.replace(/\d/g, (digit) => String.fromCodePoint((Number(digit) % 2 === 0 ? 0xff10 : 0x1d7ce) + Number(digit)))
const dotted = fc.array(fc.tuple(label, dot), { minLength: 1, maxLength: 5 }).map((parts) => parts.flat().join(''))
const group = fc.oneof(fc.constantFrom('0', '1', 'ffff', '64', 'ff9b', '2001', '2002', 'fe80', 'fd00', '7f00'), fc.nat(0xffff).map(hex))
const six = fc
  .tuple(fc.array(group, { maxLength: 7 }), fc.array(group, { maxLength: 4 }), fc.option(fc.ipV4(), { nil: '' }))
  .map(([left, right, tail]) => `[${left.join(':')}::${[...right, tail].filter((part) => part !== '').join(':')}]`)
const hosts = fc.oneof(
  dotted,
  dotted.map(strangeDigits),
  six,
  fc.ipV6().map((address) => `[${address}]`),
  fc.domain(),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.webAuthority({ withPort: true, withUserInfo: true, withIPv4Extended: true, withIPv6: true }),
)

function hex(value: number): string {
  return value.toString(16)
}
