import { type LookupAddress, lookup as systemLookup } from 'node:dns'
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
export const resolveBySystem: Resolve = (hostname) => allAddresses(hostname, { all: true })

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
    return [first, ...others]
  })
  return (hostname, options, callback) =>
    findAllowed(hostname, (error, addresses) => {
      if (error) callback(error, '')
      else if (options.all) callback(null, addresses)
      else callback(null, addresses[0].address, addresses[0].family)
    })
}
