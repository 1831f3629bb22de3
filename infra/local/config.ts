import { ssoFields } from '@zhihe/access/sso-settings'
import { limitFields } from '@zhihe/http/limits'
import { identityKeyFields } from '@zhihe/jobseekers-service/key-settings'
import { guardFields } from '@zhihe/matching-service/guards'
import { flagField, keyField, namedKeyField, portField, postgresUrl, processFields, readConfig } from '@zhihe/runtime/config'
import { z } from 'zod'

const fields = {
  LOG_LEVEL: processFields.LOG_LEVEL,
  HOST: processFields.HOST,
  PORT: portField.default(7000),
  POSTINGS_DATABASE_URL: postgresUrl(),
  JOBSEEKERS_DATABASE_URL: postgresUrl(),
  MATCHING_DATABASE_URL: postgresUrl(),
  WEBHOOKS_DATABASE_URL: postgresUrl(),
  OPERATIONS_DATABASE_URL: postgresUrl(),
  QUEUE_URL: processFields.QUEUE_URL.optional(),
  ...identityKeyFields,
  ALLOW_TEST_REGION: flagField,
  CANDIDATE_REF_KEY: keyField(32),
  WEBHOOK_SECRET_KEY: namedKeyField(32),
  WEBHOOK_ALLOW_PRIVATE: flagField,
  SNAPSHOT_DIR: z.string().min(1).optional(),
  ...ssoFields,
  ...guardFields,
  ...limitFields,
}

export function readOriginConfig(env: Record<string, string | undefined>) {
  return readConfig(fields, env)
}
export type OriginConfig = ReturnType<typeof readOriginConfig>
