import { randomUUID } from 'node:crypto'
import type { Scenario, ScenarioContext, Seen } from '../scenario.ts'
import { armed } from '../world/armed.ts'
import { type Ground, idOf, layGround } from '../world/ground.ts'
import { metricOf, waitUntil } from '../world/waiting.ts'
import type { World } from '../world/world.ts'
import { allArrived, listed, putMany } from './parts/held-events.ts'

// A wage that nobody else pays: whoever writes it into a table dies (`world/inside.ts`).
const wage = 466_613
const others = 60
const quarantinedWithinMs = 150_000

export const poison: Scenario = {
  id: 'process-poison-job',
  rows: ['R3', 'c6'],
  fault: 'a job at which its worker dies every time, among 60 others',
  component: 'matching worker',
  expected: 'set aside after five deaths with a reason and a metric; the others are done; the worker stays up afterwards',
  backends: ['postgres', 'redis'],
  inQuick: false,
  run: async (context) => {
    await using world = await context.startWorld({ place: armed, envOf: { 'matching-worker': { POISON: String(wage) } } })
    await using ground = await layGround(world)
    return await withPoison(world, ground, context)
  },
}

async function withPoison(world: World, ground: Ground, { tell }: ScenarioContext): Promise<Seen> {
  const first = await putMany(world, ground, others / 2)
  const body = { ...ground.posting(), pay: { minFen: wage, maxFen: 600_000, unit: 'month', negotiable: false } }
  const { path } = ground.putPosting(randomUUID())
  const poisoned = idOf(await world.ask({ method: 'PUT', path, body, role: 'organiser' }))
  const startedAt = performance.now()
  const ids = [...first, ...(await putMany(world, ground, others / 2))]
  const isSetAside = (): boolean =>
    world.processes.log('matching-worker').some((line) => /dead letter/.test(line.msg) && /Quarantined/.test(JSON.stringify(line)))
  const aloneMs = await waitUntil(async () => (await listed(world, ids)) === ids.length, { withinMs: quarantinedWithinMs, pollMs: 100 })
  tell(`the others are done after ${aloneMs} ms, deaths ${world.processes.deaths('matching-worker')}`)
  const setAsideMs = await waitUntil(isSetAside, { withinMs: quarantinedWithinMs, pollMs: 100 })
  const deaths = world.processes.deaths('matching-worker')
  const totalMs = Math.round(performance.now() - startedAt)
  await world.processes.untilReady(30_000, ['matching-worker'])
  const later = await putMany(world, ground, 10)
  const laterMs = await allArrived(world, ground, later, 30_000)
  const deathsLater = world.processes.deaths('matching-worker') - deaths
  const counted = metricOf(await world.processes.metrics('matching-worker'), 'zhihe_queue_quarantined_total') ?? 0
  return {
    ok: poisoned !== null && setAsideMs !== null && aloneMs !== null && laterMs !== null && deaths <= 6 && deathsLater === 0 && counted > 0,
    seen: `${deaths} deaths; the job was ${setAsideMs === null ? 'not set aside' : `set aside after ${totalMs} ms`}; the ${ids.length} others were ${aloneMs === null ? 'not all done' : 'all done'}; ${deathsLater} deaths after it; the metric says ${counted}.`,
    figures: { deaths, totalMs, aloneMs: aloneMs ?? -1, deathsLater },
  }
}
