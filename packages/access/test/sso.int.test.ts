import { createHmac, generateKeyPairSync, type KeyObject, randomBytes, sign as signBytes } from 'node:crypto'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Database, openDatabase } from '@zhihe/postgres/pool'
import { createTestDatabase, type TestDatabase } from '@zhihe/testing/database'
import { exportJWK, exportSPKI, type JWTPayload, SignJWT } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createAuthenticator } from '../src/authenticate.ts'
import { createTenant } from '../src/keys.ts'
import { admitSubject, dismissSubject, subjectId } from '../src/sso-subjects.ts'

const audience = 'zhihe'
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })
const ed = generateKeyPairSync('ed25519')
const stranger = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const strangerRsa = generateKeyPairSync('rsa', { modulusLength: 2048 })

let test: TestDatabase
let owner: Database
let service: Database
let tenantId: string
let issuer: Awaited<ReturnType<typeof startIssuer>>

/** A real issuer: an HTTP server that shows public keys. */
async function startIssuer(keys: Record<string, KeyObject>) {
  const state = { keys, asked: 0, status: 200, mute: false }
  const server = createServer((_request, response) => {
    state.asked += 1
    if (!state.mute) void answer(response)
  })
  const answer = async (response: ServerResponse): Promise<void> => {
    const shown = await Promise.all(Object.entries(state.keys).map(async ([kid, key]) => ({ ...(await exportJWK(key)), kid })))
    response.writeHead(state.status, { 'content-type': 'application/json' }).end(JSON.stringify({ keys: shown }))
  }
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    state,
    url,
    settings: { issuer: url, audience, jwksUrl: `${url}/jwks`, algorithms: ['RS256', 'ES256', 'EdDSA'] },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => {
        server.close(resolve)
      })
    },
  }
}

beforeAll(async () => {
  test = await createTestDatabase()
  owner = openDatabase({ url: test.adminUrl, applicationName: 'sso-owner', maxConnections: 1 })
  service = openDatabase({ url: test.url('zhihe_jobseekers'), applicationName: 'sso-test', maxConnections: 4 })
  tenantId = await createTenant(owner.db, '浙江省残联', new Date())
  issuer = await startIssuer({ ec: ec.publicKey, rsa: rsa.publicKey, ed: ed.publicKey })
})
afterAll(async () => {
  await issuer[Symbol.asyncDispose]()
  await service[Symbol.asyncDispose]()
  await owner[Symbol.asyncDispose]()
  await test[Symbol.asyncDispose]()
})

const seconds = () => Math.floor(Date.now() / 1_000)
const claims = (changes: { [claim in keyof JWTPayload]?: JWTPayload[claim] | undefined } = {}): JWTPayload => ({
  iss: issuer.url,
  aud: audience,
  sub: 'staff-1',
  iat: seconds(),
  exp: seconds() + 600,
  zhihe_tenant: tenantId,
  zhihe_region: '330100',
  ...(changes as JWTPayload),
})
const signed = async (
  payload: JWTPayload,
  { alg = 'ES256', kid = 'ec', key = ec.privateKey, header = {} }: { alg?: string; kid?: string; key?: KeyObject; header?: object } = {},
) => await new SignJWT(payload).setProtectedHeader({ alg, kid, typ: 'JWT', ...header }).sign(key)

const part = (value: unknown) => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url')
/** A token with the good key's signature over exactly these bytes: only what it says is wrong. */
const handmade = (head: unknown, body: unknown) => {
  const text = `${part(head)}.${part(body)}`
  return `${text}.${signBytes('sha256', Buffer.from(text), { key: ec.privateKey, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`
}
const hmac = (head: object, body: object, secret: string | Buffer) => {
  const text = `${part(head)}.${part(body)}`
  return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`
}
const good = { alg: 'ES256', kid: 'ec', typ: 'JWT' }
const authenticator = (now = () => new Date()) => createAuthenticator({ db: service.db, now, sso: issuer.settings })

describe('single sign-on', () => {
  it.each([
    ['ES256', 'ec', ec.privateKey],
    ['RS256', 'rsa', rsa.privateKey],
    ['EdDSA', 'ed', ed.privateKey],
  ])('lets in whom the issuer vouches for by %s, as a federation of the claimed region', async (alg, kid, key) => {
    const principal = await authenticator()(await signed(claims(), { alg, kid, key }))

    expect(principal).toMatchObject({
      keyId: subjectId(issuer.url, 'staff-1'),
      tenantId,
      role: 'federation',
      regionCode: '330100',
      employerId: null,
    })
  })

  it('is off when it is not configured', async () => {
    const authenticate = createAuthenticator({ db: service.db, now: () => new Date() })

    expect(await authenticate(await signed(claims()))).toBeNull()
  })

  it('goes by what was noted of a person before what her token claims, and turns her away once she is dismissed', async () => {
    const noted = await createTenant(owner.db, '宁波市残联', new Date())
    const id = await admitSubject(owner.db, { issuer: issuer.url, subject: 'staff-2', tenantId: noted, regionCode: null }, new Date())
    const token = await signed(claims({ sub: 'staff-2' }))
    let time = Date.now()
    const authenticate = authenticator(() => new Date(time))

    expect(await authenticate(token)).toMatchObject({ keyId: id, tenantId: noted, regionCode: null })
    await dismissSubject(owner.db, id, new Date())
    time += 5_001

    expect(await authenticate(token)).toBeNull()
  })

  it('opens no longer than the token says, also out of the cache', async () => {
    let time = Date.now()
    const authenticate = authenticator(() => new Date(time))
    const token = await signed(claims({ exp: Math.floor(time / 1_000) + 2 }))
    expect(await authenticate(token)).not.toBeNull()

    time += 61_000
    expect(await authenticate(token)).not.toBeNull()
    time += 2_000

    expect(await authenticate(token)).toBeNull()
  })

  it('asks the issuer again for a key it has not shown, though not for each stranger', async () => {
    await using other = await startIssuer({ ec: ec.publicKey })
    const authenticate = createAuthenticator({ db: service.db, now: () => new Date(), sso: { ...other.settings, issuer: issuer.url } })
    expect(await authenticate(await signed(claims()))).not.toBeNull()

    for (let n = 0; n < 20; n += 1) expect(await authenticate(await signed(claims(), { kid: `unknown-${n}` }))).toBeNull()

    expect(other.state.asked).toBe(1)
  })

  it('says that it cannot know, and opens nothing, while the issuer does not answer', async () => {
    await using away = await startIssuer({})
    away.state.status = 500
    const authenticate = createAuthenticator({ db: service.db, now: () => new Date(), sso: { ...away.settings, issuer: issuer.url } })
    await expect(authenticate(await signed(claims()))).rejects.toMatchObject({ code: 'ZHIHE_UNAVAILABLE' })

    away.state.mute = true

    await expect(authenticate(await signed(claims()))).rejects.toMatchObject({ code: 'ZHIHE_UNAVAILABLE' })
  }, 20_000)
})

const mutants: Record<string, () => string | Promise<string>> = {
  'none, without a signature': () => `${part({ alg: 'none', kid: 'ec' })}.${part(claims())}.`,
  'none, with one': () => handmade({ ...good, alg: 'none' }, claims()),
  'None in other letters': () => handmade({ ...good, alg: 'nOnE' }, claims()),
  'HS256 under the public RSA key': async () => hmac({ alg: 'HS256', kid: 'rsa' }, claims(), await exportSPKI(rsa.publicKey)),
  'HS256 under the public EC key': async () => hmac({ alg: 'HS256', kid: 'ec' }, claims(), await exportSPKI(ec.publicKey)),
  'HS256 under an empty key': () => hmac({ alg: 'HS256', kid: 'ec' }, claims(), ''),
  'HS256 by the id of a public key': () => hmac({ alg: 'HS256', kid: 'ec' }, claims(), 'ec'),
  'an algorithm that is not allowed here (PS256)': async () => await signed(claims(), { alg: 'PS256', kid: 'rsa', key: rsa.privateKey }),
  'an algorithm that is not allowed here (RS512)': async () => await signed(claims(), { alg: 'RS512', kid: 'rsa', key: rsa.privateKey }),
  'ES256 that says RS256': () => handmade({ ...good, alg: 'RS256' }, claims()),
  'no algorithm': () => handmade({ kid: 'ec' }, claims()),
  "a stranger's key under a known id": async () => await signed(claims(), { key: stranger.privateKey }),
  "a stranger's RSA key under a known id": async () => await signed(claims(), { alg: 'RS256', kid: 'rsa', key: strangerRsa.privateKey }),
  'the id of another key': async () => await signed(claims(), { kid: 'rsa' }),
  'no key id': () => handmade({ alg: 'ES256', typ: 'JWT' }, claims()),
  'a key id that is a path': async () => await signed(claims(), { kid: '../../../../dev/null', key: stranger.privateKey }),
  'a key id that is SQL': async () => await signed(claims(), { kid: "' or '1'='1", key: stranger.privateKey }),
  'a key id that is a number': () => handmade({ ...good, kid: 1 }, claims()),
  'a key id that is very long': async () => await signed(claims(), { kid: 'k'.repeat(2_000) }),
  'an address of keys of its own (jku)': async () => await signed(claims(), { header: { jku: 'http://127.0.0.1:9/jwks' } }),
  'an address of a certificate (x5u)': async () => await signed(claims(), { header: { x5u: 'http://127.0.0.1:9/cert' } }),
  'a key of its own (jwk)': async () =>
    await signed(claims(), { key: stranger.privateKey, header: { jwk: await exportJWK(stranger.publicKey) } }),
  'a certificate of its own (x5c)': async () => await signed(claims(), { header: { x5c: ['MIIB'] } }),
  'a critical extension': () => handmade({ ...good, crit: ['zhihe'], zhihe: 1 }, claims()),
  'an empty list of critical extensions': () => handmade({ ...good, crit: [] }, claims()),
  'an unencoded payload': () => handmade({ ...good, crit: ['b64'], b64: true }, claims()),
  'another type': async () => await signed(claims(), { header: { typ: 'logout+jwt' } }),
  expired: async () => await signed(claims({ exp: seconds() - 61 })),
  'without an end': async () => await signed(claims({ exp: undefined })),
  'an end that is text': () => handmade(good, { ...claims(), exp: '9999999999' }),
  'not valid yet': async () => await signed(claims({ nbf: seconds() + 120 })),
  'issued in the future': async () => await signed(claims({ iat: seconds() + 120 })),
  'issued long ago': async () => await signed(claims({ iat: seconds() - 13 * 3_600 })),
  'without a time of issue': async () => await signed(claims({ iat: undefined })),
  'for somebody else': async () => await signed(claims({ aud: 'another' })),
  'for somebody whose name begins like ours': async () => await signed(claims({ aud: 'zhihe.example' })),
  'for nobody': async () => await signed(claims({ aud: undefined })),
  'by another issuer': async () => await signed(claims({ iss: 'https://issuer.example' })),
  'by an issuer with a slash more': async () => await signed(claims({ iss: `${issuer.url}/` })),
  'by nobody': async () => await signed(claims({ iss: undefined })),
  'about nobody': async () => await signed(claims({ sub: undefined })),
  'about an empty subject': async () => await signed(claims({ sub: '' })),
  'about a subject that is a list': () => handmade(good, { ...claims(), sub: ['staff-1'] }),
  'of an unknown tenant': async () => await signed(claims({ zhihe_tenant: '019a0000-0000-7000-8000-00000000dead' })),
  'of a tenant that is SQL': async () => await signed(claims({ zhihe_tenant: "' or true --" })),
  'of no tenant': async () => await signed(claims({ zhihe_tenant: undefined })),
  'of no region, which would be every region': async () => await signed(claims({ zhihe_region: undefined })),
  'of a region that does not exist': async () => await signed(claims({ zhihe_region: '999999' })),
  'of a prefix of regions': async () => await signed(claims({ zhihe_region: '33' })),
  'a claim twice': () => handmade(good, JSON.stringify(claims()).replace('"sub"', '"sub":"somebody","sub"')),
  'a claim twice, once in escapes': () => handmade(good, JSON.stringify(claims()).replace('"sub"', '"s\\u0075b":"somebody","sub"')),
  'a header twice': () => handmade('{"alg":"none","alg":"ES256","kid":"ec"}', claims()),
  'a payload that is a list': () => handmade(good, [claims()]),
  'a payload that is no JSON': () => handmade(good, 'sub=staff-1'),
  'a payload that is not UTF-8': async () => {
    const text = `${part(good)}.${Buffer.concat([Buffer.from('{"sub":"'), Buffer.from([0xff]), Buffer.from('"}')]).toString('base64url')}`
    return `${text}.${signBytes('sha256', Buffer.from(text), { key: ec.privateKey, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`
  },
  'a changed payload': async () => {
    const [head, , signature] = (await signed(claims())).split('.')
    return `${head}.${part(claims({ zhihe_region: '330000' }))}.${signature}`
  },
  'a signature of zeros': async () =>
    `${(await signed(claims())).split('.').slice(0, 2).join('.')}.${Buffer.alloc(64).toString('base64url')}`,
  'a signature in DER': () => {
    const text = `${part(good)}.${part(claims())}`
    return `${text}.${signBytes('sha256', Buffer.from(text), ec.privateKey).toString('base64url')}`
  },
  'a signature cut short': async () => (await signed(claims())).slice(0, -4),
  'two signatures': async () => `${await signed(claims())}.${part('more')}`,
  encrypted: () => [part({ alg: 'RSA-OAEP', enc: 'A256GCM', kid: 'rsa' }), 'a', 'b', 'c', 'd'].join('.'),
  'very long': async () => await signed(claims({ more: randomBytes(4_000).toString('hex') })),
  'nothing but dots': () => '..........',
}

describe('a token that is', () => {
  it.each(Object.entries(mutants))('%s opens nothing', async (_, make) => {
    expect(await authenticator()(await make())).toBeNull()
  })

  it('good differs from these in what they are about', async () => {
    expect(await authenticator()(handmade(good, claims()))).not.toBeNull()
    expect(Object.keys(mutants).length).toBeGreaterThan(60)
  })
})
