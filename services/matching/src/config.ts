import { ssoFields } from '@zhihe/access/sso-settings'
import { limitFields } from '@zhihe/http/limits'
import { crashField, keyField, portField, processFields, readConfig } from '@zhihe/runtime/config'
import { z } from 'zod'
import { guardFields } from './guards.ts'

const { LOG_LEVEL, HOST, DATABASE_URL, QUEUE_URL } = processFields
const base = { LOG_LEVEL, HOST, DATABASE_URL }
const CANDIDATE_REF_KEY = keyField(32)
const OPS_PORT = portField.default(0)
const SNAPSHOT_DIR = z.string().min(1).optional()
export function readApiConfig(env: Record<string, string | undefined> = process.env) {
  return readConfig(
    { ...base, PORT: portField.default(7003), CANDIDATE_REF_KEY, SNAPSHOT_DIR, ...guardFields, ...ssoFields, ...limitFields },
    env,
  )
}

export function readWorkerConfig(env: Record<string, string | undefined> = process.env) {
  return readConfig({ ...base, QUEUE_URL, OPS_PORT, CANDIDATE_REF_KEY, SNAPSHOT_DIR, CRASH_AT: crashField }, env)
}

export function readRelayConfig(env: Record<string, string | undefined> = process.env) {
  return readConfig({ ...base, QUEUE_URL, OPS_PORT }, env)
}
