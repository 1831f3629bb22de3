import { isAddress, isPublicAddress } from './public-address.ts'

export type UrlRefusal = 'not_a_url' | 'not_https' | 'has_credentials' | 'not_public'
export type UrlCheck = { ok: true; url: URL } | { ok: false; reason: UrlRefusal }

export interface UrlRules {
  /** For a development machine: plain http and private addresses too. */
  allowPrivate: boolean
}

const maxUrlLength = 4000

/**
 * May we send to this address? Decided on the host as WHATWG reads it, so that no spelling of an address hides it. A name is only looked at
 * here; what it resolves to is checked in the lookup of each connection.
 */
export function checkEndpointUrl(text: string, { allowPrivate }: UrlRules): UrlCheck {
  const url = URL.parse(text)
  if (!url || url.href.length > maxUrlLength) return { ok: false, reason: 'not_a_url' }
  if (url.protocol !== 'https:' && !(allowPrivate && url.protocol === 'http:')) return { ok: false, reason: 'not_https' }
  if (url.username !== '' || url.password !== '') return { ok: false, reason: 'has_credentials' }
  if (!allowPrivate && !mayBePublic(url.hostname)) return { ok: false, reason: 'not_public' }
  return { ok: true, url }
}

function mayBePublic(hostname: string): boolean {
  const host = hostname.replace(/^\[(.*)\]$/, '$1')
  return isAddress(host) ? isPublicAddress(host) : isPublicName(host.replace(/\.$/, ''))
}

// RFC 6761, 6762, 8375, 9476 and ICANN's .internal, and what routers, clusters and clouds answer to inside. None is delegated in the root.
const privateSuffixes =
  /(^|\.)(localhost|local|internal|home\.arpa|localdomain|onion|alt|test|invalid|lan|home|corp|intranet|private|svc|in-addr\.arpa|ip6\.arpa)$/

// WHATWG lets more into a host than a name can hold: `127.0.0.1;example.com` is one to it, and another to others.
const dnsName = /^[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})+$/

function isPublicName(name: string): boolean {
  return dnsName.test(name) && !privateSuffixes.test(name)
}
