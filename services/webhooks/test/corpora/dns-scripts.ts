import type { Question, Reply } from '../dns-server.ts'

/** What the guarded lookup makes of a name: the addresses it lets through, or the code of its refusal. */
export type Look = readonly string[] | 'ERR_REFUSED_ADDRESS' | 'ERR_LOOKUP_FAILED'

export interface DnsScript {
  what: string
  reply: (question: Question) => Reply
  /** One for each look, in order. */
  looks: readonly Look[]
}

const shop = '93.184.215.14'
const shopSix = '2606:2800:21f:cb07:6820:80da:af6b:8b2c'
const refused = 'ERR_REFUSED_ADDRESS'
const failed = 'ERR_LOOKUP_FAILED'
const say =
  (...addresses: string[]) =>
  (): Reply => ({ addresses })
/** The n-th look gets the n-th address; the last one stays. */
const inTurn =
  (...addresses: string[]) =>
  ({ index }: Question): Reply => ({ addresses: [addresses[Math.min(index, addresses.length - 1)] ?? ''] })
const many = (count: number) => Array.from({ length: count }, (_, index) => `93.184.${index >> 8}.${index & 255}`)

export const dnsScripts: readonly DnsScript[] = [
  { what: 'is public', reply: say(shop, shopSix), looks: [[shop, shopSix]] },
  { what: 'has an IPv6 address only', reply: say(shopSix), looks: [[shopSix]] },
  { what: 'is private', reply: say('10.1.2.3'), looks: [refused] },
  { what: 'is this very machine', reply: say('127.0.0.1'), looks: [refused] },
  { what: 'is this very machine by IPv6 only', reply: say('::1'), looks: [refused] },
  { what: 'is no address at all', reply: say('0.0.0.0'), looks: [refused] },
  { what: 'is the cloud metadata service', reply: say('169.254.169.254'), looks: [refused] },
  { what: 'is a multicast group', reply: say('239.255.255.250'), looks: [refused] },
  { what: 'mixes public and private', reply: say(shop, '192.168.0.1'), looks: [refused] },
  { what: 'is public by IPv4 and private by IPv6', reply: say(shop, 'fd00::1'), looks: [refused] },
  { what: 'is private by IPv4 and public by IPv6', reply: say('172.17.0.1', shopSix), looks: [refused] },
  { what: 'maps IPv4 into IPv6', reply: say('::ffff:7f00:1'), looks: [refused] },
  { what: 'writes IPv4 as compatible IPv6', reply: say('::7f00:1'), looks: [refused] },
  { what: 'translates IPv4 by NAT64', reply: say('64:ff9b::a9fe:a9fe'), looks: [refused] },
  { what: 'tunnels IPv4 by 6to4', reply: say('2002:7f00:1::1'), looks: [refused] },
  {
    what: 'is an alias of an alias of localhost',
    reply: () => ({ addresses: ['127.0.0.1'], aliases: ['cdn.example.net', 'localhost'] }),
    looks: [refused],
  },
  {
    what: 'is an alias of a name inside the cloud',
    reply: () => ({ addresses: ['169.254.169.254'], aliases: ['metadata.google.internal'] }),
    looks: [refused],
  },
  { what: 'is an alias of a public name', reply: () => ({ addresses: [shop], aliases: ['cdn.example.net'] }), looks: [[shop]] },
  { what: 'is an alias of nothing', reply: () => ({ addresses: [], aliases: ['cdn.example.net'] }), looks: [failed] },
  { what: 'turns private at the second look', reply: inTurn(shop, '127.0.0.1'), looks: [[shop], refused, refused] },
  {
    what: 'flips at every look',
    reply: ({ index }) => say(index % 2 === 0 ? shop : '10.0.0.1')(),
    looks: [[shop], refused, [shop], refused],
  },
  { what: 'was private and has moved out', reply: inTurn('10.0.0.1', shop), looks: [refused, [shop]] },
  { what: 'does not exist', reply: () => ({ rcode: 'NXDOMAIN' }), looks: [failed] },
  { what: 'has a broken name server', reply: () => ({ rcode: 'SERVFAIL' }), looks: [failed] },
  { what: 'has a name server that refuses', reply: () => ({ rcode: 'REFUSED' }), looks: [failed] },
  { what: 'exists without an address', reply: say(), looks: [failed] },
  { what: 'answers garbage', reply: () => ({ garbage: true }), looks: [failed] },
  { what: 'answers for another name', reply: () => ({ addresses: ['127.0.0.1'], owner: 'other.example.net' }), looks: [refused] },
  {
    what: 'has a name server that breaks on IPv6',
    reply: ({ type }) => (type === 'A' ? { addresses: [shop] } : { rcode: 'SERVFAIL' }),
    looks: [[shop]],
  },
  {
    what: 'hides a private IPv6 address behind a broken IPv4 answer',
    reply: ({ type }) => (type === 'A' ? { rcode: 'SERVFAIL' } : { addresses: ['::1'] }),
    looks: [refused],
  },
  { what: 'lists 400 machines', reply: say(...many(400)), looks: [many(8)] },
  { what: 'lists 400 machines, the last of them private', reply: say(...many(400), '10.0.0.1'), looks: [refused] },
]
