import { ssoFields } from '@zhihe/access/sso-settings'
import { limitFields } from '@zhihe/http/limits'
import { flagField, keyField, portField, processFields, readConfig } from '@zhihe/runtime/config'
import { crashPattern } from '@zhihe/runtime/failpoint'
import { z } from 'zod'
import { identityKeyFields } from './key-settings.ts'

const { LOG_LEVEL, HOST, DATABASE_URL, QUEUE_URL } = processFields

const apiFields = {
  LOG_LEVEL,
  HOST,
  DATABASE_URL,
  PORT: portField.default(7002),
  ...identityKeyFields,
  CANDIDATE_REF_KEY: keyField(32),
  ALLOW_TEST_REGION: flagField,
  // Different people whose data one enterprise may read in a day of China.
  PEOPLE_PER_DAY: z
    .string()
    .regex(/^[1-9]\d{0,6}$/, 'a whole number')
    .default('500')
    .transform(Number),
  ...ssoFields,
  ...limitFields,
}

// The importer opens sealed files and whom it finds in them; no other process of the queue side has a key.
const importerFields = {
  LOG_LEVEL,
  HOST,
  DATABASE_URL,
  OPS_PORT: portField.default(0),
  ...identityKeyFields,
  ALLOW_TEST_REGION: flagField,
  CRASH_AT: z.string().regex(crashPattern).optional(),
}

// The relay and the worker need no key: neither opens an identity.
const queueFields = { LOG_LEVEL, HOST, DATABASE_URL, QUEUE_URL, OPS_PORT: portField.default(0) }

export function readApiConfig() {
  return readConfig(apiFields, process.env)
}

export function readRelayConfig() {
  return readConfig(queueFields, process.env)
}

// Years are of the calendar; whoever has been inactive for so long is erased (decision 022).
const retentionFields = {
  RETENTION_INACTIVE_YEARS: z
    .string()
    .regex(/^([1-9]|[1-4]\d|50)$/, 'a number of years from 1 to 50')
    .default('3')
    .transform(Number),
}

export function readWorkerConfig() {
  return readConfig({ ...queueFields, ...retentionFields }, process.env)
}

export function readImporterConfig() {
  return readConfig(importerFields, process.env)
}

export function readRotationConfig() {
  return readConfig({ LOG_LEVEL, DATABASE_URL, ...identityKeyFields, CRASH_AT: z.string().regex(crashPattern).optional() }, process.env)
}
