import { join } from 'node:path'
import { ssoFields } from '@zhihe/access/sso-settings'
import { limitFields } from '@zhihe/http/limits'
import { guardFields } from '@zhihe/matching-service/guards'
import { urlAs } from '@zhihe/postgres/pool'
import { tracingNames } from '@zhihe/runtime/config'
import type { ChildSpec } from './children.ts'
import type { StartOptions } from './options.ts'
import type { Secrets } from './secrets.ts'

export interface HouseEnvironment {
  root: string
  /** The owner's URL of the database `zhihe`. */
  databaseUrl: string
  options: StartOptions
  secrets: Secrets
  inherited: Record<string, string | undefined>
}

// What a child may inherit: the machine's own variables, never a stray DATABASE_URL or key of ours.
const machineNames = ['PATH', 'HOME', 'LANG', 'TZ', 'TMPDIR', 'NODE_COMPILE_CACHE', 'NODE_EXTRA_CA_CERTS']
// And what it may be told of its limits: a benchmark asks for more than any caller would.
const inheritedNames = [
  ...machineNames,
  ...tracingNames,
  ...Object.keys(ssoFields),
  ...Object.keys(limitFields),
  ...Object.keys(guardFields),
]

// On a machine with much memory V8 lets garbage lie: 50,000 rows left 300 MiB of it around 45 that were in use.
const importMemory = '--max-old-space-size=512 --max-semi-space-size=32'

/** The processes of the house with their settings: the same entries as in containers, and one origin for the five APIs. */
export function houseProcesses({ root, databaseUrl, options, secrets, inherited }: HouseEnvironment): ChildSpec[] {
  const databaseOf = (service: string) => urlAs(databaseUrl, `zhihe_${service}`)
  const queueUrl = options.queueUrl ?? urlAs(databaseUrl, 'zhihe_queue')
  const common: Record<string, string> = { LOG_LEVEL: options.logLevel, HOST: '127.0.0.1', QUEUE_URL: queueUrl, DATA_DIR: options.dataDir }
  for (const name of inheritedNames) if (inherited[name] !== undefined) common[name] = inherited[name]

  const SNAPSHOT_DIR = join(options.dataDir, 'snapshots')

  const entry = (service: string, role: string, env: Record<string, string> = {}): ChildSpec => ({
    name: `${service}-${role}`,
    script: join(root, 'services', service, 'src', `${role}.ts`),
    env: { ...common, OPS_PORT: '0', DATABASE_URL: databaseOf(service), ...env },
  })
  const origin: ChildSpec = {
    name: 'origin',
    script: join(root, 'infra/local/origin.ts'),
    env: {
      ...common,
      ...secrets,
      PORT: String(options.port),
      SNAPSHOT_DIR,
      ALLOW_TEST_REGION: 'true',
      WEBHOOK_ALLOW_PRIVATE: 'true',
      POSTINGS_DATABASE_URL: databaseOf('postings'),
      JOBSEEKERS_DATABASE_URL: databaseOf('jobseekers'),
      MATCHING_DATABASE_URL: databaseOf('matching'),
      WEBHOOKS_DATABASE_URL: databaseOf('webhooks'),
      OPERATIONS_DATABASE_URL: databaseOf('operations'),
    },
  }
  return [
    origin,
    entry('matching', 'worker', { CANDIDATE_REF_KEY: secrets.CANDIDATE_REF_KEY, SNAPSHOT_DIR }),
    entry('postings', 'worker', { NODE_OPTIONS: importMemory }),
    entry('jobseekers', 'worker'),
    entry('jobseekers', 'importer', {
      NODE_OPTIONS: importMemory,
      IDENTITY_KEY: secrets.IDENTITY_KEY,
      IDENTITY_HASH_KEY: secrets.IDENTITY_HASH_KEY,
      ALLOW_TEST_REGION: 'true',
    }),
    entry('webhooks', 'worker', { WEBHOOK_SECRET_KEY: secrets.WEBHOOK_SECRET_KEY, WEBHOOK_ALLOW_PRIVATE: 'true' }),
    entry('postings', 'relay'),
    entry('jobseekers', 'relay'),
    entry('matching', 'relay'),
  ]
}
