import type { Db } from '@zhihe/postgres/pool'
import { repeat } from '@zhihe/retention/repeat'
import type { Logger } from '@zhihe/runtime/log'
import { forgetErased } from '../store/erasure-store.ts'

const everyMs = 1_000

/** Looks every second for what is left of people who are erased, until nothing is (`forgetErased`). Any number of processes may. */
export function startForgetter({ db, logger }: { db: Db; logger: Logger }): AsyncDisposable {
  return repeat({ what: 'forgetting erased people', everyMs, logger, work: async () => void (await forgetErased(db)) })
}
