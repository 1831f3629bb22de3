import { execFileSync } from 'node:child_process'
import { chownSync, mkdtempSync, rmdirSync, rmSync, statfsSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Scenario } from '../scenario.ts'
import { isDone, layGround } from '../world/ground.ts'
import { waitUntil } from '../world/waiting.ts'
import type { World } from '../world/world.ts'
import { disturb, forExample, told } from './parts/disturb.ts'
import { allArrived, putMany, wrongEffects } from './parts/held-events.ts'

const mebibytes = 24
const tables = ['postings.postings', 'postings.outbox', 'postings.posting_versions']
const doneWithinMs = 30_000
/** A busy machine puts a read off now and then; a full disk would put off all of them. */
const mostReads = 0.98

export const diskFull: Scenario = {
  id: 'database-disk-full',
  rows: ['c20'],
  fault: 'the disk that postings and their outbox lie on is full (a small tmpfs as tablespace), under load',
  component: 'postings API and relay',
  expected: 'writes are put off with 503, reads go on, nothing is skipped; well again by itself when there is room',
  backends: ['postgres'],
  inQuick: false,
  run: async ({ startWorld, quick }) => {
    await using world = await startWorld()
    await using ground = await layGround(world)
    await using disk = await smallDisk(world)
    const ids = await putMany(world, ground, 5)
    const pushed: string[] = []
    const seen = await disturb({
      world,
      ground,
      perSecond: 40,
      lastsMs: quick ? 3_000 : 15_000,
      begin: async () => {
        disk.fill()
        // What has room left in its last page still succeeds.
        for (let round = 0; round < 6; round++) pushed.push(...(await putMany(world, ground, 30)))
      },
      end: () => disk.empty(),
    })
    const reads = seen.during.filter(({ request }) => request.method === 'GET')
    const readsDone = reads.filter(({ answer }) => isDone(answer)).length
    const doneMs = await allArrived(world, ground, [...ids, ...pushed], doneWithinMs)
    const takenAgainMs = await waitUntil(async () => (await putMany(world, ground, 5)).length === 5, { withinMs: doneWithinMs })
    const { repeated } = await wrongEffects(world)
    const { counts, stillWrong, deaths } = seen
    const isRight = counts.broken + counts.none + stillWrong + deaths + repeated === 0 && readsDone >= mostReads * reads.length
    return {
      ok: isRight && counts.putOff > 0 && doneMs !== null && takenAgainMs !== null,
      seen: `${told(seen)}; ${readsDone} of ${reads.length} reads done; ${pushed.length} more postings were taken before the last page was full, ${doneMs === null ? 'not all of them were told' : 'all of them told'}; new ones are taken again; ${deaths} deaths.${forExample(seen)}`,
      figures: { putOff: counts.putOff, broken: counts.broken, slowestMs: seen.slowestMs, stillWrong },
    }
  },
}

interface SmallDisk extends AsyncDisposable {
  fill(): void
  empty(): void
}

/** Needs the right to mount; without it the scenario rejects. */
async function smallDisk({ database: { pool } }: World): Promise<SmallDisk> {
  const folder = mkdtempSync(join(tmpdir(), 'zhihe-disk-'))
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${mebibytes}m,mode=0700`, 'tmpfs', folder])
  const { rows } = await pool.query<{ data_directory: string }>('show data_directory')
  const { uid, gid } = statSync(rows[0]?.data_directory ?? '')
  chownSync(folder, uid, gid)
  const known = await pool.query<{ name: string }>('select n as name from unnest($1::text[]) n where to_regclass(n) is not null', [tables])
  const moved = known.rows.map(({ name }) => name)
  const move = async (space: string): Promise<void> => {
    for (const table of moved) await pool.query(`alter table ${table} set tablespace ${space}`)
  }
  await pool.query(`create tablespace chaos location '${folder}'`)
  await move('chaos')
  const junk = join(folder, 'junk')
  return {
    fill: () => {
      const { bavail, bsize } = statfsSync(folder)
      writeFileSync(junk, Buffer.alloc(bavail * bsize))
    },
    empty: () => rmSync(junk, { force: true }),
    [Symbol.asyncDispose]: async () => {
      rmSync(junk, { force: true })
      await move('pg_default')
      await pool.query('drop tablespace chaos')
      execFileSync('umount', ['-l', folder])
      rmdirSync(folder)
    },
  }
}
