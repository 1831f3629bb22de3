import { z } from 'zod'
import { crashPattern } from './failpoint.ts'
import { logLevels } from './log.ts'

/** What every process reads; a service's `config.ts` spreads these and adds its own. */
export const processFields = {
  LOG_LEVEL: z.enum(logLevels).default('info'),
  HOST: z.string().min(1).default('127.0.0.1'),
  DATABASE_URL: postgresUrl(),
  QUEUE_URL: z.string().regex(/^(postgres|postgresql|redis|rediss):\/\//, 'a postgres:// or redis:// URL'),
}

/** What says where traces go and how many: the first is ours to read, the others the library's. For whoever starts processes. */
export const tracingNames = ['OTEL_EXPORTER_OTLP_ENDPOINT', 'OTEL_EXPORTER_OTLP_HEADERS', 'OTEL_TRACES_SAMPLER', 'OTEL_TRACES_SAMPLER_ARG']

/** For every process alike, so none of their own lists names it. */
const tracingFields = {
  /** Where traces are collected (OTLP over HTTP, without `/v1/traces`); empty or not set: nothing is traced. */
  OTEL_EXPORTER_OTLP_ENDPOINT: z
    .literal('')
    .transform(() => undefined)
    .or(z.url({ protocol: /^https?$/ }))
    .optional(),
}

/** Where this process sends its traces; undefined: nowhere. Throws as `readConfig` does. */
export function readTraceEndpoint(env: Record<string, string | undefined> = process.env): string | undefined {
  return readConfig(tracingFields, env).OTEL_EXPORTER_OTLP_ENDPOINT
}

const drainFields = {
  /** After SIGTERM a process says for so long that it is not ready, and goes on answering, so that balancers send no more before it closes. */
  DRAIN_MS: z
    .string()
    .regex(/^\d{1,5}$/, 'milliseconds, up to 60000')
    .default('0')
    .transform(Number)
    .pipe(z.int().max(60_000)),
}

/** How long this process says that it is stopping before it closes anything, in milliseconds. Throws as `readConfig` does. */
export function readDrainMs(env: Record<string, string | undefined> = process.env): number {
  return readConfig(drainFields, env).DRAIN_MS
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

/** Where a process is to die, for tests of sudden death alone (`armFailpoints`); empty is nowhere. */
export const crashField = z
  .literal('')
  .transform(() => undefined)
  .or(z.string().regex(crashPattern))
  .optional()

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
