import { setTimeout as pause } from 'node:timers/promises'
import { waitUntil } from '../chaos/world/waiting.ts'
import { doneOf, fingerprintOfLists, finishRebuild, startRebuild } from './measure.ts'
import { shakePeople } from './shake.ts'
import type { SpreadWorld } from './spread-world.ts'

export interface Partition {
  ok: boolean
  seen: string
  tookMs: number
  lists: number
  failed: number
  /** Milliseconds from the healing until the cut-off worker is ready again. */
  backMs: number | null
}

/** Pulls the cable of one worker in the middle of a rebuild, and looks whether every list ends as a rebuild without a fault would have it. */
export async function cutOneWorker({ world, network, workers, machineOf }: SpreadWorld, { forMs }: { forMs: number }): Promise<Partition> {
  const { pool } = world.database
  const lost = workers.at(-1) ?? ''
  await shakePeople(pool, { oneIn: 5, round: 2 })
  const id = await startRebuild(world)
  await waitUntil(async () => (await doneOf(world, id)).done > 0 || (await begun(world, id)), { withinMs: 30_000, pollMs: 20 })
  network.cut(machineOf(lost))
  await pause(forMs)
  const during = await doneOf(world, id)
  network.heal(machineOf(lost))
  const backMs = await waitUntil(() => world.processes.isReady(lost), { withinMs: 30_000, pollMs: 50 })
  const run = await finishRebuild(world, id)
  const settled = await waitUntil(async () => (await pool.query('select from matching.due limit 1')).rowCount === 0, { withinMs: 60_000 })
  const faulty = await fingerprintOfLists(pool)
  await finishRebuild(world, await startRebuild(world))
  const whole = await fingerprintOfLists(pool)
  const isSame = faulty.fingerprint === whole.fingerprint
  return {
    ok: isSame && run.failed === 0 && run.lists === during.total && backMs !== null && settled !== null,
    seen:
      `${lost} cut off for ${forMs / 1_000} s in the middle of a rebuild: ${during.done} of ${during.total} lists were made meanwhile, ${run.lists} at the end, ` +
      `${run.failed} failed, ready again ${backMs ?? 'never'} ms after the healing; ${faulty.entries} places ${isSame ? 'equal' : 'NOT equal'} to those of a rebuild without a fault`,
    tookMs: run.tookMs,
    lists: run.lists,
    failed: run.failed,
    backMs,
  }
}

/** Somebody has taken a batch. */
async function begun({ database }: SpreadWorld['world'], id: string): Promise<boolean> {
  const { rowCount } = await database.pool.query(
    'select from matching.rebuild_batches b where rebuild_id = $1 and exists (select from matching.shortlists s where s.posting_id = any (b.posting_ids) and s.changed_at > (select started_at from matching.rebuilds where id = $1)) limit 1',
    [id],
  )
  return (rowCount ?? 0) > 0
}
