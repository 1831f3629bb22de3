import { setTimeout as pause } from 'node:timers/promises'
import { keepCurve } from '../results.ts'
import type { Scenario, Seen } from '../scenario.ts'
import type { WorldClient } from '../world/client.ts'
import { layGround } from '../world/ground.ts'
import { type Asked, startLoad, tally } from '../world/load.ts'
import { footprintOf } from '../world/machine.ts'
import { percentile } from '../world/waiting.ts'
import type { World } from '../world/world.ts'
import { deathsIn } from './parts/disturb.ts'
import { growthOf, leastOf } from './parts/growth.ts'
import { mixedLoad } from './parts/mixed-load.ts'
import { sustainable } from './parts/sustainable.ts'

/** The whole load, of which half is put on: as much as is served without one request put off, beginning with this. */
const wholeLoad = 300
const sampleEveryMs = 5_000
/** The first part is the heap growing to what it needs. */
const warmShare = 0.4
const deadShare = 0.2
const slopeMibPerHour = 1
const fewRows = 1_000
const minute = 60_000

/** How long: 5 minutes, 1 in quick; `CHAOS_MINUTES=120` is what the goal asks for. */
const minutes = Number(process.env['CHAOS_MINUTES'] ?? 5)

export const soak: Scenario = {
  id: 'process-soak',
  rows: ['R16'],
  fault: 'none: half a load for as long as it takes (2 h; CHAOS_MINUTES)',
  component: 'every process of the house',
  expected:
    'memory grows at most 1 MiB an hour once warm, files stay, dead tuples of hot tables at most 20 %, p99 at the end at most 1.2 times that of the beginning',
  backends: ['postgres', 'redis'],
  inQuick: false,
  run: async ({ startWorld, quick, tell }) => {
    await using world = await startWorld()
    await using ground = await layGround(world)
    const lastsMs = (quick ? 1 : minutes) * minute
    const samples: Sample[] = []
    const perSecond = Math.floor((await sustainable(world.ask, ground, quick ? 100 : wholeLoad)) / 2)
    const running = startLoad(withoutBodies(world.ask), perSecond, mixedLoad(ground))
    const startedAt = performance.now()
    for (let atMs = 0; atMs < lastsMs; atMs = performance.now() - startedAt) {
      samples.push({ atMs, prints: printsOf(world) })
      if (samples.length % 12 === 0) tell(`${Math.round(atMs / minute)} minutes, ${running.asked.length} requests`)
      await pause(sampleEveryMs)
    }
    keepCurve(`process-soak-${world.backend}`, ['at_ms', 'process', 'rss_mib', 'files'], rowsOf(samples))
    return judge(await running.stop(), { perSecond, samples, lastsMs, dead: await deadTuples(world), deaths: deathsIn(world) })
  },
}

type Prints = Record<string, { rssMib: number; files: number }>
interface Sample {
  atMs: number
  prints: Prints
}

interface Soaked {
  perSecond: number
  samples: readonly Sample[]
  lastsMs: number
  dead: { table: string; share: number }
  deaths: number
}

function printsOf({ processes }: World): Prints {
  return Object.fromEntries(
    processes.names().flatMap((name) => {
      const print = footprintOf(processes.pid(name))
      return print === null ? [] : [[name, print]]
    }),
  )
}

/** Hours of answers would fill the memory of who asks. */
function withoutBodies(ask: WorldClient): WorldClient {
  return async (request) => {
    const answer = await ask(request)
    return answer.kind === 'answer' && answer.status < 400 ? { ...answer, headers: noHeaders, body: null } : answer
  }
}

const noHeaders = new Headers()

function rowsOf(samples: readonly Sample[]): (string | number)[][] {
  return samples.flatMap(({ atMs, prints }) =>
    Object.entries(prints).map(([name, { rssMib, files }]) => [Math.round(atMs), name, rssMib, files]),
  )
}

/** The hot table with the largest share of dead rows. */
async function deadTuples({ database: { pool } }: World): Promise<{ table: string; share: number }> {
  const { rows } = await pool.query<{ table: string; share: number }>(
    `select schemaname || '.' || relname as table, (n_dead_tup::float8 / (n_live_tup + n_dead_tup)) as share from pg_stat_user_tables
     where n_live_tup + n_dead_tup > $1 order by share desc limit 1`,
    [fewRows],
  )
  return rows[0] ?? { table: 'none', share: 0 }
}

function judge(asked: readonly Asked[], { perSecond, samples, lastsMs, dead, deaths }: Soaked): Seen {
  const warm = samples.filter(({ atMs }) => atMs >= lastsMs * warmShare)
  const names = Object.keys(samples[0]?.prints ?? {})
  const growths = names.map((name) => ({ name, ...growthOf(leastOf(warm.map(({ atMs, prints }) => [atMs, prints[name]?.rssMib ?? 0]))) }))
  const steepest = growths.toSorted((a, b) => b.perHour - a.perHour)[0] ?? { name: '', perHour: Number.NaN, giveOrTake: Number.NaN }
  const inAll = growths.reduce((sum, { perHour }) => sum + perHour, 0)
  const moreFiles = Math.max(...names.map((name) => (warm.at(-1)?.prints[name]?.files ?? 0) - (warm[0]?.prints[name]?.files ?? 0)))
  const part = (from: number, to: number) =>
    percentile(
      asked.filter(({ atMs }) => atMs >= lastsMs * from && atMs < lastsMs * to).map(({ answer }) => answer.tookMs),
      0.99,
    )
  const [firstP99Ms, lastP99Ms] = [part(0.1, 0.3), part(0.8, 1)]
  const { none, broken, putOff } = tally(asked)
  const failed = none + broken + putOff
  return {
    ok:
      failed + deaths === 0 &&
      steepest.perHour <= slopeMibPerHour &&
      moreFiles <= 5 &&
      dead.share <= deadShare &&
      lastP99Ms <= 1.2 * firstP99Ms,
    seen: `${Math.round(lastsMs / minute)} minutes, ${asked.length} requests, ${perSecond} a second, ${failed} failed, ${deaths} deaths; the steepest memory ${steepest.perHour.toFixed(1)} MiB an hour, give or take ${steepest.giveOrTake.toFixed(1)} (${steepest.name}), all ${names.length} processes together ${inAll.toFixed(1)}; ${moreFiles} more files at most; most dead rows ${Math.round(dead.share * 100)} % (${dead.table}); p99 ${firstP99Ms} ms at the beginning and ${lastP99Ms} ms at the end.`,
    figures: { asked: asked.length, failed, slopeMibPerHour: Math.round(steepest.perHour * 10) / 10, moreFiles, firstP99Ms, lastP99Ms },
  }
}
