import { checkConsistency } from '@zhihe/operations-service/check-consistency'
import { openDatabase } from '@zhihe/postgres/pool'
import type { World } from '../world/world.ts'
import type { Finding } from './finding.ts'

const lanes = 2
const queryTimeoutMs = 130_000

/** What the product itself says of whether its services agree, once nothing is under way any more: no finding is forgiven for its youth. */
export async function checkConsistent(world: World): Promise<Finding[]> {
  await using owner = openDatabase({ url: world.database.url, applicationName: 'zhihe-chaos', maxConnections: lanes + 1, queryTimeoutMs })
  const { checks } = await checkConsistency(owner.db, { graceMs: 0, lanes })
  return checks
    .filter(({ findings }) => findings > 0)
    .map(({ code, findings, title, sample }) => ({
      kind: 'difference',
      check: 'consistency',
      subject: sample[0] ?? code,
      detail: `${code}: ${title.en} (${findings})`,
    }))
}
