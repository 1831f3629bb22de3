import type { Scenario, ScenarioContext, Seen } from '../scenario.ts'
import { waitUntil } from '../world/waiting.ts'
import { startWitness } from './parts/arrival.ts'
import { type Fair, openFair, postingIdOf, statusOf } from './parts/fair.ts'
import { said } from './parts/figures.ts'

const zones = ['America/New_York', 'Asia/Kathmandu', 'Pacific/Apia', 'Europe/London', 'America/St_Johns', 'Asia/Shanghai', 'UTC']
/** Leap seconds, hours that a change of the clocks skips or repeats, and offsets that few know: which are times, and which not. */
const times: readonly { closesAt: string; isTime: boolean }[] = [
  { closesAt: '2030-03-10T02:30:00-05:00', isTime: true },
  { closesAt: '2030-11-03T01:30:00-04:00', isTime: true },
  { closesAt: '2030-06-30T23:59:59+05:45', isTime: true },
  { closesAt: '2030-06-30T23:59:59+14:00', isTime: true },
  { closesAt: '2030-06-30T23:59:60Z', isTime: false },
  { closesAt: '2016-12-31T23:59:60Z', isTime: false },
  { closesAt: '2030-02-30T00:00:00Z', isTime: false },
  { closesAt: '2030-06-30T23:59:59', isTime: false },
]

export const clockZones: Scenario = {
  id: 'clock-zones',
  rows: ['R15', 'c37'],
  fault:
    'every process runs in another time zone, some in the midst of daylight saving; callers send leap seconds and hours that do not exist',
  component: 'the whole house',
  expected:
    'The same moments come back as were sent, what is no time is refused by its pointer and never by a fault, and news go all the way.',
  backends: ['postgres'],
  inQuick: false,
  run,
}

async function run(context: ScenarioContext): Promise<Seen> {
  let next = 0
  await using world = await context.startWorld({
    place: (spec) => ({ ...spec, env: { ...spec.env, TZ: zones[next++ % zones.length] ?? 'UTC' } }),
  })
  await using fair = await openFair(world)
  await using witness = await startWitness(fair)
  const found = await Promise.all(times.map(async (time, at) => ({ ...time, ...(await send(fair, time.closesAt, at)) })))
  const ids = found.flatMap(({ id }) => id ?? [])
  const arrivedMs = await waitUntil(() => witness.haveArrived(ids), { withinMs: 20_000 })
  const faults = found.filter(({ status }) => status === null || status >= 500)
  const wrong = found.filter(({ isTime, isSame, status }) => (isTime ? !isSame : status !== 422 && status !== 400))
  const changed = found.filter(({ isTime, isSame }) => isTime && !isSame).length
  return {
    ok: faults.length + wrong.length === 0 && arrivedMs !== null,
    seen: `${new Set(zones).size} zones at once: of ${times.length} times ${found.filter(({ isSame }) => isSame).length} came back as the same moment, ${changed} changed, ${found.filter(({ isTime, status }) => !isTime && (status === 400 || status === 422)).length} of ${times.filter(({ isTime }) => !isTime).length} that are none were refused, ${faults.length} faults; all were told after ${said(arrivedMs)}.`,
    figures: { faults: faults.length, wrong: wrong.length },
  }
}

async function send(fair: Fair, closesAt: string, at: number): Promise<{ status: number | null; id: string | null; isSame: boolean }> {
  const answer = await fair.put(`zone-${at}`, { closesAt })
  const id = postingIdOf(answer)
  if (id === null) return { status: statusOf(answer), id, isSame: false }
  const read = await fair.world.ask({ method: 'GET', path: `/v1/postings/${id}`, role: 'organiser' })
  const back = read.kind === 'answer' ? (read.body as { closesAt?: string; createdAt?: string }) : {}
  const isNow = Math.abs(Date.parse(back.createdAt ?? '') - Date.now()) < 60_000
  return { status: statusOf(answer), id, isSame: isNow && Date.parse(back.closesAt ?? '') === Date.parse(closesAt) }
}
