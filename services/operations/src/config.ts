import { ssoFields } from '@zhihe/access/sso-settings'
import { limitFields } from '@zhihe/http/limits'
import { portField, processFields, readConfig } from '@zhihe/runtime/config'

export function readApiConfig(env: Record<string, string | undefined> = process.env) {
  const { LOG_LEVEL, HOST, DATABASE_URL, QUEUE_URL } = processFields
  return readConfig(
    { LOG_LEVEL, HOST, DATABASE_URL, PORT: portField.default(7005), QUEUE_URL: QUEUE_URL.optional(), ...ssoFields, ...limitFields },
    env,
  )
}
