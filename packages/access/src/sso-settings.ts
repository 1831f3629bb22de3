import { z } from 'zod'

/** Signatures an issuer may use: public keys only, so that no token can be made with what everybody can read. */
const algorithms = ['RS256', 'PS256', 'ES256', 'ES384', 'EdDSA'] as const

export interface SsoSettings {
  issuer: string
  audience: string
  jwksUrl: string
  algorithms: readonly string[]
}

const https = z.url({ protocol: /^https$/ }).or(z.url({ protocol: /^http$/, hostname: /^(127\.0\.0\.1|localhost)$/ }))

// Compose hands on what is not set as empty.
const absent = z.literal('').transform(() => undefined)
const text = absent.or(z.string().min(1).max(300)).optional()

/** For a service's `config.ts`: single sign-on of the federation's staff. Off when none is set. */
export const ssoFields = {
  OIDC_ISSUER: text,
  OIDC_AUDIENCE: text,
  /** Where the issuer shows its public keys; never taken from a token. */
  OIDC_JWKS_URL: absent.or(https).optional(),
  OIDC_ALGORITHMS: absent
    .or(
      z
        .string()
        .transform((value) => value.split(','))
        .pipe(z.array(z.enum(algorithms)).min(1)),
    )
    .optional(),
}

export interface SsoConfig {
  OIDC_ISSUER?: string | undefined
  OIDC_AUDIENCE?: string | undefined
  OIDC_JWKS_URL?: string | undefined
  OIDC_ALGORITHMS?: readonly string[] | undefined
}

/** undefined when single sign-on is off. Throws when it is half set. */
export function ssoOf({
  OIDC_ISSUER: issuer,
  OIDC_AUDIENCE: audience,
  OIDC_JWKS_URL: jwksUrl,
  OIDC_ALGORITHMS,
}: SsoConfig): SsoSettings | undefined {
  if (issuer === undefined && audience === undefined && jwksUrl === undefined) return undefined
  if (issuer === undefined || audience === undefined || jwksUrl === undefined)
    throw new Error('Single sign-on needs OIDC_ISSUER, OIDC_AUDIENCE and OIDC_JWKS_URL, or none of them.')
  return { issuer, audience, jwksUrl, algorithms: OIDC_ALGORITHMS ?? ['RS256', 'ES256', 'EdDSA'] }
}
