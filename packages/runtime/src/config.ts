import { z } from 'zod'
import { logLevels } from './log.ts'

/** What every process reads; a service's `config.ts` spreads these and adds its own. */
export const processFields = {
  LOG_LEVEL: z.enum(logLevels).default('info'),
  HOST: z.string().min(1).default('127.0.0.1'),
  DATABASE_URL: postgresUrl(),
  QUEUE_URL: z.string().regex(/^(postgres|postgresql|redis|rediss):\/\//, 'a postgres:// or redis:// URL'),
}

/** A port; 0 lets the system choose. */
export const portField = z
  .string()
  .regex(/^\d{1,5}$/, 'a port number')
  .transform(Number)
  .pipe(z.int().min(0).max(65_535))

export const flagField = z
  .enum(['true', 'false'])
  .default('false')
  .transform((value) => value === 'true')

/** A key of `bytes` bytes in base64. */
export function keyField(bytes: number) {
  return z
    .string()
    .transform((value) => Buffer.from(value, 'base64'))
    .refine((key) => key.length === bytes, { error: `${bytes} bytes in base64` })
}

/** `keyId:base64`, the key id being stored beside whatever the key protects. */
export function namedKeyField(bytes: number) {
  return z
    .string()
    .regex(/^[a-z0-9-]{1,32}:[A-Za-z0-9+/=]+$/, 'keyId:base64')
    .transform((value) => {
      const colon = value.indexOf(':')
      return { id: value.slice(0, colon), key: Buffer.from(value.slice(colon + 1), 'base64') }
    })
    .refine(({ key }) => key.length === bytes, { error: `${bytes} bytes in base64 behind the colon` })
}

/** `keyId:base64,…`: the first is the one in use, those behind it are still known. */
export function namedKeysField(bytes: number) {
  return z
    .string()
    .transform((value) => value.split(','))
    .pipe(z.array(namedKeyField(bytes)).min(1).max(8))
    .refine((keys) => new Set(keys.map(({ id }) => id)).size === keys.length, { error: 'key ids that differ' })
}

export function postgresUrl() {
  return z.string().regex(/^postgres(ql)?:\/\//, 'a postgres:// URL')
}

/**
 * Reads a configuration from an environment. Throws one Error that names every bad variable and never prints a value, because a value may
 * be a secret.
 */
export function readConfig<Shape extends z.ZodRawShape>(
  shape: Shape,
  env: Record<string, string | undefined>,
): z.infer<z.ZodObject<Shape>> {
  const result = z.object(shape).safeParse(env)
  if (result.success) return result.data
  const lines = result.error.issues.map((issue) => {
    const name = issue.path.join('.')
    return env[name] === undefined ? `${name} is not set` : `${name}: ${issue.message}`
  })
  throw new Error(`The configuration is not complete (see .env.example):\n  ${lines.join('\n  ')}`)
}
