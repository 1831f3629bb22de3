import type { Scenario } from '../scenario.ts'
import { blackHole, blackHoleBehind } from './database-away.ts'
import { crashed, exhausted, slow, terminated } from './database-connections.ts'
import { diskFull } from './database-disk-full.ts'
import { failover } from './database-failover.ts'
import { full } from './database-max-connections.ts'
import { conflicts, halfOpen, idleWriter, lockedOutbox } from './database-rows.ts'
import { crashAfterCommit, crashAfterCopy, crashAfterPublish, crashAfterSend, crashBeforeCommit } from './process-crash-points.ts'
import { blocked, blockedApi, paused, pausedApi } from './process-frozen.ts'
import { recovery, sameJobs } from './process-kill-workers.ts'
import { pairs } from './process-pairs.ts'
import { poison } from './process-poison.ts'
import { soak } from './process-soak.ts'
import { stopApis, stopWorkers } from './process-stop.ts'
import { littleMemory, missingModule, withoutLog } from './process-surroundings.ts'
import { crashOnly } from './start-after-crash.ts'
import { orders } from './start-orders.ts'
import { expiredPassword, wrongPassword } from './start-password.ts'

/** What happens to processes, to their start, and to the database. */
export const scenariosA: readonly Scenario[] = [
  crashBeforeCommit,
  crashAfterCommit,
  crashAfterPublish,
  crashAfterCopy,
  crashAfterSend,
  ...recovery,
  sameJobs,
  poison,
  ...paused,
  pausedApi,
  ...blocked,
  blockedApi,
  stopApis,
  stopWorkers,
  pairs,
  ...withoutLog,
  littleMemory,
  missingModule,
  orders,
  crashOnly,
  wrongPassword,
  expiredPassword,
  blackHole,
  ...blackHoleBehind,
  ...halfOpen,
  terminated,
  crashed,
  slow,
  exhausted,
  full,
  conflicts,
  idleWriter,
  lockedOutbox,
  diskFull,
  failover,
  soak,
]
