import { ssoFields } from '@zhihe/access/sso-settings'
import { limitFields } from '@zhihe/http/limits'
import { crashField, flagField, namedKeyField, portField, processFields, readConfig } from '@zhihe/runtime/config'
import { z } from 'zod'
import type { NamedKey } from './secret-cipher.ts'

type Environment = Record<string, string | undefined>

const { LOG_LEVEL, HOST, DATABASE_URL } = processFields
const keyBytes = 32

const commonFields = {
  LOG_LEVEL,
  HOST,
  DATABASE_URL,
  /** `keyId:base64`; the first seals, those after a comma still open what they sealed. */
  WEBHOOK_SECRET_KEY: z
    .string()
    .transform((value) => value.split(','))
    .pipe(z.array(namedKeyField(keyBytes)).min(1))
    .transform((keys) => keys as [NamedKey, ...NamedKey[]]),
  /** Development only: endpoints on http and on private addresses. */
  WEBHOOK_ALLOW_PRIVATE: flagField,
}

export function readApiConfig(env: Environment = process.env) {
  return readConfig({ ...commonFields, PORT: portField.default(7004), ...ssoFields, ...limitFields }, env)
}

export function readWorkerConfig(env: Environment = process.env) {
  return readConfig({ ...commonFields, QUEUE_URL: processFields.QUEUE_URL, OPS_PORT: portField.default(0), CRASH_AT: crashField }, env)
}
