import { join } from 'node:path'
import type { ServiceName } from '@zhihe/contracts/routes'
import { urlAs } from '@zhihe/postgres/pool'
import type { ChildSpec } from '../../local/children.ts'
import { houseProcesses } from '../../local/processes.ts'
import type { Secrets } from '../../local/secrets.ts'

/** A process before it knows its lines: which database role it is, and whether it has a queue. */
export interface WorldSpec extends ChildSpec {
  service: string
  /** Where it answers: an API its routes, the others `/livez`, `/readyz`, `/metrics`. */
  port: number
}

export interface SpecOptions {
  root: string
  folder: string
  databaseUrl: string
  queueUrl: string | null
  secrets: Secrets
  services: readonly ServiceName[]
  instances: Record<string, number>
  env: Record<string, string>
  envOf: Record<string, Record<string, string>>
  takePort: () => number
}

/** The processes of the house as in containers: an API for each service, and the workers, relays and the importer of `npm start`. */
export function worldSpecs(options: SpecOptions): WorldSpec[] {
  const { root, folder, databaseUrl, queueUrl, secrets, services, instances, env, envOf, takePort } = options
  const started = { empty: true, fresh: false, port: 0, dataDir: folder, queueUrl, logLevel: 'info' }
  const others = houseProcesses({ root, databaseUrl, options: started, secrets, inherited: process.env }).filter(
    ({ name }) => name !== 'origin',
  )
  const apis = services.map((service) => ({
    name: `${service}-api`,
    script: join(root, 'services', service, 'src/api.ts'),
    env: {
      ...others[0]?.env,
      ...secrets,
      DATABASE_URL: urlAs(databaseUrl, `zhihe_${service}`),
      ALLOW_TEST_REGION: 'true',
      WEBHOOK_ALLOW_PRIVATE: 'true',
    },
  }))
  return [...apis, ...others].flatMap((spec) =>
    Array.from({ length: instances[spec.name] ?? 1 }, (_, at): WorldSpec => {
      const name = at === 0 ? spec.name : `${spec.name}-${at + 1}`
      const port = takePort()
      // Two of a kind must not share the file of their index.
      const own = { PORT: String(port), OPS_PORT: String(port), SNAPSHOT_DIR: join(folder, 'snapshots', String(at)) }
      return {
        ...spec,
        name,
        port,
        service: spec.name.split('-')[0] ?? '',
        env: { ...spec.env, ...own, ...env, ...envOf[spec.name], ...envOf[name] },
      }
    }),
  )
}
