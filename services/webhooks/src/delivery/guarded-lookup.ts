import { type LookupAddress, lookup as systemLookup } from 'node:dns'
import { Resolver } from 'node:dns/promises'
import type { LookupFunction } from 'node:net'
import { callbackify, promisify } from 'node:util'
import { isPublicAddress } from '../domain/public-address.ts'

/** Every address of a name. */
export type Resolve = (hostname: string) => Promise<LookupAddress[]>

class LookupError extends Error {
  readonly code: 'ERR_REFUSED_ADDRESS' | 'ERR_LOOKUP_FAILED'

  constructor(code: LookupError['code'], options?: ErrorOptions) {
    super(code === 'ERR_REFUSED_ADDRESS' ? 'the name leads to an address that is not public' : 'the name could not be resolved', options)
    this.code = code
  }
}

const allAddresses = promisify(systemLookup)
/** As the machine does it, with its hosts file: for development. Two names that are slow to answer hold up all others. */
export const resolveBySystem: Resolve = (hostname) => allAddresses(hostname, { all: true })

const dnsTimeoutMs = 2_000
const dnsTries = 2

/**
 * By DNS alone, without hosts file and search domains, and without the few threads in which the system's lookup waits: a stranger whose name
 * server hangs holds up nobody else. `servers` (`address:port`) are the system's unless given. Nothing is remembered between calls.
 */
export function resolveByDns(servers?: readonly string[]): Resolve {
  const resolver = new Resolver({ timeout: dnsTimeoutMs, tries: dnsTries, maxTimeout: 2 * dnsTimeoutMs })
  if (servers) resolver.setServers(servers)
  return async (hostname) => {
    const [four, six] = await Promise.allSettled([resolver.resolve4(hostname), resolver.resolve6(hostname)])
    if (four.status === 'rejected' && six.status === 'rejected') throw four.reason
    return [...addressesOf(four, 4), ...addressesOf(six, 6)]
  }
}

function addressesOf(answer: PromiseSettledResult<string[]>, family: 4 | 6): LookupAddress[] {
  return answer.status === 'fulfilled' ? answer.value.map((address) => ({ address, family })) : []
}

// A name may list a thousand machines that are none of its own; we knock at no more than these, all of the first family before the second.
const mostAddresses = 8

/**
 * The lookup of a connection: the addresses that are checked are the ones that are connected to, so a name that changes its mind in between
 * gains nothing. One bad address spoils the name. Not called for literal addresses.
 */
export function guardedLookup({ resolve, allowPrivate }: { resolve: Resolve; allowPrivate: boolean }): LookupFunction {
  const findAllowed = callbackify(async (hostname: string): Promise<[LookupAddress, ...LookupAddress[]]> => {
    const addresses = await resolve(hostname).catch((cause: unknown) => {
      throw new LookupError('ERR_LOOKUP_FAILED', { cause })
    })
    const [first, ...others] = addresses
    if (!first) throw new LookupError('ERR_LOOKUP_FAILED')
    if (!allowPrivate && !addresses.every(({ address }) => isPublicAddress(address))) throw new LookupError('ERR_REFUSED_ADDRESS')
    return [first, ...others.slice(0, mostAddresses - 1)]
  })
  return (hostname, options, callback) =>
    findAllowed(hostname, (error, addresses) => {
      if (error) callback(error, '')
      else if (options.all) callback(null, addresses)
      else callback(null, addresses[0].address, addresses[0].family)
    })
}
