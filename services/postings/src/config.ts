import { ssoFields } from '@zhihe/access/sso-settings'
import { limitFields } from '@zhihe/http/limits'
import { crashField, portField, processFields, readConfig } from '@zhihe/runtime/config'
import { z } from 'zod'

const { LOG_LEVEL, HOST, DATABASE_URL, QUEUE_URL } = processFields
const CRASH_AT = crashField

export function readApiConfig(env: Record<string, string | undefined> = process.env) {
  return readConfig(
    {
      LOG_LEVEL,
      HOST,
      DATABASE_URL,
      PORT: portField.default(7001),
      MATCHING_URL: z.url().optional(),
      CRASH_AT,
      ...ssoFields,
      ...limitFields,
    },
    env,
  )
}

export function readRelayConfig(env: Record<string, string | undefined> = process.env) {
  return readConfig({ LOG_LEVEL, HOST, DATABASE_URL, QUEUE_URL, OPS_PORT: portField.default(0), CRASH_AT }, env)
}
