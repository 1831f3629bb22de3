import ipaddr from 'ipaddr.js'

const globalUnicastV6 = ipaddr.IPv6.parse('2000::')
const globalUnicastPrefix = 3
// Looks public, but Azure answers there to its own machines only, with their settings.
const azureHostAddress = '168.63.129.16'

export function isAddress(text: string): boolean {
  return ipaddr.isValid(text)
}

/** True for an address of the public internet that is one machine's. Anything that is no address is false. */
export function isPublicAddress(text: string): boolean {
  if (!isAddress(text)) return false
  const address = ipaddr.parse(text)
  if (address.range() !== 'unicast' || address.toString() === azureHostAddress) return false
  // ipaddr.js calls ::7f00:1, an old spelling of 127.0.0.1, unicast.
  return address instanceof ipaddr.IPv4 || address.match(globalUnicastV6, globalUnicastPrefix)
}
