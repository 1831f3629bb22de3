import type { Scenario } from '../chaos/scenario.ts'
import { restoreFromDump } from './restore.ts'
import { rollingRestart } from './rolling.ts'
import { upgradeUnderFire } from './upgrade.ts'
import { workerPartitioned } from './worker-partitioned.ts'

/** Directed faults of a whole deployment. */
export const machineScenarios: readonly Scenario[] = [upgradeUnderFire, restoreFromDump, rollingRestart, workerPartitioned]
