import { generateKeyPairSync, type KeyObject, sign, X509Certificate } from 'node:crypto'
import { isIPv4 } from 'node:net'

export interface Certified {
  cert: string
  key: string
}

export interface Wish {
  /** DNS names or IPv4 addresses. */
  names: readonly string[]
  notBefore?: Date
  notAfter?: Date
  /** Makes the holder, who is no authority, issue a certificate for this name, which is what comes back. */
  signs?: string
}

export interface Authority extends Certified {
  issue(wish: Wish): Certified
}

const oids = {
  commonName: '550403',
  ecdsaWithSha256: '2a8648ce3d040302',
  basicConstraints: '551d13',
  subjectAltName: '551d11',
} as const
const tags = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  oid: 0x06,
  utf8: 0x0c,
  time: 0x18,
  sequence: 0x30,
  set: 0x31,
}
const [dnsTag, addressTag, versionTag, extensionsTag] = [0x82, 0x87, 0xa0, 0xa3]
const dayMs = 24 * 60 * 60 * 1_000

/** A certificate authority that nobody trusts unless told to: X.509 written by hand, as Node makes keys but no certificates. */
export function createAuthority(name: string): Authority {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const own = certify({ subject: name, issuer: name, publicKey, signer: privateKey, isAuthority: true, names: [] })
  return {
    ...pair(own, privateKey),
    issue(wish) {
      const leaf = generateKeyPairSync('ec', { namedCurve: 'P-256' })
      const subject = wish.names[0] ?? 'nobody'
      const holder = pair(
        certify({ ...wish, subject, issuer: name, publicKey: leaf.publicKey, signer: privateKey, isAuthority: false }),
        leaf.privateKey,
      )
      if (wish.signs === undefined) return holder
      const other = generateKeyPairSync('ec', { namedCurve: 'P-256' })
      const forged = { subject: wish.signs, names: [wish.signs], issuer: subject, publicKey: other.publicKey, signer: leaf.privateKey }
      const { cert, key } = pair(certify({ ...forged, isAuthority: false }), other.privateKey)
      return { cert: cert + holder.cert, key }
    },
  }
}

function pair(der: Buffer, key: KeyObject): Certified {
  return {
    cert: new X509Certificate(der).toString(),
    key: key.export({ type: 'pkcs8', format: 'pem' }),
  }
}

interface Contents extends Wish {
  subject: string
  issuer: string
  publicKey: KeyObject
  signer: KeyObject
  isAuthority: boolean
}

function certify(contents: Contents): Buffer {
  const { subject, issuer, publicKey, signer, isAuthority, names } = contents
  const { notBefore = new Date(Date.now() - dayMs), notAfter = new Date(Date.now() + dayMs) } = contents
  const algorithm = der('sequence', oid('ecdsaWithSha256'))
  const extensions = [
    extension('basicConstraints', der('sequence', ...(isAuthority ? [der('boolean', Buffer.from([0xff]))] : []))),
    ...(names.length === 0 ? [] : [extension('subjectAltName', der('sequence', ...names.map(generalName)))]),
  ]
  const body = der(
    'sequence',
    tagged(versionTag, der('integer', Buffer.from([2]))),
    der('integer', Buffer.from([1, ...Buffer.from(`${subject}${Date.now()}`).subarray(-12)])),
    algorithm,
    nameOf(issuer),
    der('sequence', timeOf(notBefore), timeOf(notAfter)),
    nameOf(subject),
    publicKey.export({ type: 'spki', format: 'der' }),
    tagged(extensionsTag, der('sequence', ...extensions)),
  )
  const signature = sign('sha256', body, signer)
  return der('sequence', body, algorithm, der('bitString', Buffer.from([0]), signature))
}

function extension(name: keyof typeof oids, value: Buffer): Buffer {
  return der('sequence', oid(name), der('octetString', value))
}

function generalName(name: string): Buffer {
  return isIPv4(name) ? tagged(addressTag, Buffer.from(name.split('.').map(Number))) : tagged(dnsTag, Buffer.from(name))
}

function nameOf(text: string): Buffer {
  return der('sequence', der('set', der('sequence', oid('commonName'), der('utf8', Buffer.from(text)))))
}

function timeOf(time: Date): Buffer {
  return der('time', Buffer.from(`${time.toISOString().replaceAll(/[-:T]/g, '').slice(0, 14)}Z`))
}

function oid(name: keyof typeof oids): Buffer {
  return der('oid', Buffer.from(oids[name], 'hex'))
}

function der(type: keyof typeof tags, ...parts: Buffer[]): Buffer {
  return tagged(tags[type], ...parts)
}

function tagged(tag: number, ...parts: Buffer[]): Buffer {
  const content = Buffer.concat(parts)
  const { length } = content
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff]
  return Buffer.concat([Buffer.from([tag, ...size]), content])
}
