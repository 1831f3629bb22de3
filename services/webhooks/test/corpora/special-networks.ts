import { BlockList } from 'node:net'

/**
 * What IANA's registries of special addresses (IPv4 and IPv6) do not call globally reachable, and everything outside 2000::/3: written from
 * the registries and kept by Node's own BlockList, so that the guard is judged by something else than its own library.
 */
const networks = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
  '168.63.129.16/32',
  '::/3',
  '4000::/2',
  '8000::/1',
  '2001::/23',
  '2001:db8::/32',
  '2002::/16',
  '3fff::/20',
] as const

// One list each: a BlockList reads an IPv4 address as mapped into IPv6 too.
const special = { ipv4: new BlockList(), ipv6: new BlockList() }
for (const network of networks) {
  const [address = '', prefix] = network.split('/')
  special[familyOf(address)].addSubnet(address, Number(prefix), familyOf(address))
}

export function isSpecialAddress(address: string): boolean {
  return special[familyOf(address)].check(address, familyOf(address))
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return address.includes(':') ? 'ipv6' : 'ipv4'
}
