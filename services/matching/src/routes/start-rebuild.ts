import { startRebuildContract } from '@zhihe/contracts/rebuild'
import type { RoutePlugin } from '@zhihe/http/app'
import { appendToOutbox } from '@zhihe/outbox/append'
import { v7 } from 'uuid'
import { findRebuild, lockRunningRebuild, planRebuild } from '../store/rebuild-store.ts'
import { outbox } from '../store/schema.ts'
import type { ReadDeps } from './deps.ts'

// A batch whose job became a dead letter would run for ever; asked again after this, what is left is announced again.
const stuckAfterMs = 600_000

export function startRebuildRoute({ db, now }: Pick<ReadDeps, 'db' | 'now'>): RoutePlugin {
  return async (app) => {
    app.route({
      ...startRebuildContract,
      handler: async (_, reply) => {
        const at = now()
        const progress = await db.transaction(async (tx) => {
          const running = await lockRunningRebuild(tx)
          if (running !== null && at.getTime() - running.startedAt.getTime() < stuckAfterMs) return await findRebuild(tx, running.id)
          const id = running?.id ?? v7()
          const batches = running?.batches ?? (await planRebuild(tx, id, at))
          const events = batches.map((batch) => ({ type: 'rebuild.batch_due' as const, data: { rebuildId: id, batch } }))
          await appendToOutbox(tx, outbox, { events, now: at })
          return await findRebuild(tx, id)
        })
        if (!progress) throw new Error('a rebuild is gone from the transaction that made it')
        return reply.code(202).send(progress)
      },
    })
  }
}
