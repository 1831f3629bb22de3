import type { Scenario, ScenarioContext, Seen } from '../chaos/scenario.ts'
import { fillMatching } from './fill.ts'
import { finishRebuild, startRebuild } from './measure.ts'
import { whyNoNetwork } from './network.ts'
import { cutOneWorker } from './partition.ts'
import { prepareSpreadWorld, startProcesses } from './spread-world.ts'

const size = { people: 1_000, postings: 800 }

/** The cable of one worker's machine is pulled in the middle of a rebuild; a real network, so it needs root. */
export const workerPartitioned: Scenario = {
  id: 'worker-partitioned',
  rows: ['R1', 'c13', 'c28'],
  fault: 'the machine of one of two workers loses its network for 20 s in the middle of a rebuild (network namespaces)',
  component: 'matching worker',
  expected: 'the other one goes on, nothing is lost, every list as a rebuild without a fault would have it',
  backends: ['postgres', 'redis'],
  inQuick: false,
  run: partition,
}

async function partition({ backend, quick, startWorld, tell }: ScenarioContext): Promise<Seen> {
  const why = whyNoNetwork()
  if (why !== null) {
    tell(`not run: ${why}`)
    return { ok: true, seen: `not run here: ${why}.` }
  }
  await using spread = await prepareSpreadWorld({ backend, workers: 2, start: startWorld })
  const { pool } = spread.world.database
  const { rows } = await pool.query<{ id: string }>('select id from access.tenants limit 1')
  await fillMatching(pool, { ...size, tenantId: rows[0]?.id ?? '' })
  await startProcesses(spread)
  await finishRebuild(spread.world, await startRebuild(spread.world))
  const { ok, seen, tookMs, failed, backMs } = await cutOneWorker(spread, { forMs: quick ? 5_000 : 20_000 })
  return { ok, seen: `${seen}.`, figures: { tookMs, failed, backMs: backMs ?? -1 } }
}
