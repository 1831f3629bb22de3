import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { ssoFields, ssoOf } from './sso-settings.ts'

const read = (env: Record<string, string>) => z.object(ssoFields).parse(env)
const all = { OIDC_ISSUER: 'https://sso.example', OIDC_AUDIENCE: 'zhihe', OIDC_JWKS_URL: 'https://sso.example/jwks' }

describe('single sign-on', () => {
  it('is off when nothing is said, or emptiness', () => {
    expect(ssoOf(read({}))).toBeUndefined()
    expect(ssoOf(read({ OIDC_ISSUER: '', OIDC_AUDIENCE: '', OIDC_JWKS_URL: '', OIDC_ALGORITHMS: '' }))).toBeUndefined()
  })

  it('is on with an issuer, an audience and its keys, and with signatures of public keys', () => {
    expect(ssoOf(read(all))).toEqual({
      issuer: 'https://sso.example',
      audience: 'zhihe',
      jwksUrl: 'https://sso.example/jwks',
      algorithms: ['RS256', 'ES256', 'EdDSA'],
    })
    expect(ssoOf(read({ ...all, OIDC_ALGORITHMS: 'ES256' }))?.algorithms).toEqual(['ES256'])
  })

  it.each(['HS256', 'none', 'ES256,HS256', 'ES256,'])('does not start with the algorithm %s', (value) => {
    expect(() => read({ ...all, OIDC_ALGORITHMS: value })).toThrow('OIDC_ALGORITHMS')
  })

  it('does not start half set, nor with keys that come in the clear', () => {
    expect(() => ssoOf(read({ OIDC_ISSUER: 'https://sso.example' }))).toThrow('OIDC_AUDIENCE')
    expect(() => read({ ...all, OIDC_JWKS_URL: 'http://sso.example/jwks' })).toThrow('OIDC_JWKS_URL')
  })
})
