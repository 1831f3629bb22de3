import type { Db } from '@zhihe/postgres/pool'
import { repeat } from '@zhihe/retention/repeat'
import type { Logger } from '@zhihe/runtime/log'
import { redactSent } from '../store/erasure-store.ts'

const everyMs = 1_000

/** Takes every second the bodies of what has told receivers to forget somebody. Any number of processes may. */
export function startRedactor({ db, now, logger }: { db: Db; now: () => Date; logger: Logger }): AsyncDisposable {
  return repeat({ what: 'redacting what was sent of erased people', everyMs, logger, work: async () => void (await redactSent(db, now())) })
}
