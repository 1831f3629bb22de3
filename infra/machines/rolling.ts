import { setTimeout as pause } from 'node:timers/promises'
import type { Scenario, ScenarioContext, Seen } from '../chaos/scenario.ts'
import { type Balancer, startBalancer } from '../chaos/world/balancer.ts'
import { layGround } from '../chaos/world/ground.ts'
import { startLoad } from '../chaos/world/load.ts'
import { loadOfMachine } from '../chaos/world/machine.ts'
import { percentile } from '../chaos/world/waiting.ts'
import type { World } from '../chaos/world/world.ts'
import { failuresOf, mixOf } from './traffic.ts'

const services = ['postings', 'jobseekers', 'matching', 'webhooks'] as const
const each = 2
const exitWithinMs = 10_000
const fullWithinMs = 30_000
const calmMs = 2_000

interface Restart {
  name: string
  code: number | null
  tookMs: number
}

/** A new version rolled out: every process is stopped and started in turn, two of each API behind a balancer that obeys `/readyz`. */
export const rollingRestart: Scenario = {
  id: 'rolling-restart',
  rows: ['R9', 'c9'],
  fault: 'SIGTERM for every process in turn, two instances of each API behind a balancer that looks at /readyz, under load',
  component: 'every process',
  expected: '0 failed requests, every exit 0 within 10 s',
  backends: ['postgres', 'redis'],
  inQuick: false,
  run: roll,
}

async function roll({ startWorld, quick, tell }: ScenarioContext): Promise<Seen> {
  const instances = Object.fromEntries(services.map((service) => [`${service}-api`, each]))
  await using world = await startWorld({ instances: { ...instances, 'matching-worker': 2 }, env: { DRAIN_MS: '1500' } })
  await using ground = await layGround(world, { postings: 3, people: 8 })
  await using balancer = startBalancer(world, { instances: Object.fromEntries(services.map((service) => [service, each])), everyMs: 250 })
  if (!(await balancer.untilFull(fullWithinMs))) throw new Error('the balancer does not see every instance')
  const perSecond = quick ? 60 : 300
  const load = startLoad(balancer.ask, perSecond, mixOf(ground, 'rolling'))
  await pause(calmMs)
  const restarts: Restart[] = []
  for (const name of world.processes.names()) restarts.push(await restart(world, balancer, name))
  const asked = await load.stop()
  const { failed, samples } = failuresOf(asked)
  if (samples.length > 0) tell(samples.join('\n'))
  const late = restarts.filter(({ code, tookMs }) => code !== 0 || tookMs > exitWithinMs)
  const tookMs = asked.map(({ answer }) => answer.tookMs)
  const slowest = Math.max(...restarts.map((one) => one.tookMs))
  return {
    ok: failed === 0 && late.length === 0,
    seen:
      `${restarts.length} processes restarted in turn under ${perSecond} requests/s (load of the machine ${loadOfMachine()}): ${asked.length} requests, ${failed} failed, ` +
      `p99 ${percentile(tookMs, 0.99)} ms; slowest exit ${slowest} ms${late.length === 0 ? ', every one 0' : `; not in order: ${JSON.stringify(late)}`}.`,
    figures: { requests: asked.length, failed, p99Ms: percentile(tookMs, 0.99), slowestExitMs: slowest, restarts: restarts.length },
  }
}

async function restart({ processes }: World, balancer: Balancer, name: string): Promise<Restart> {
  const ended = await processes.end(name)
  await processes.start(name)
  await processes.untilReady(fullWithinMs, [name])
  await balancer.untilFull(fullWithinMs)
  return { name, code: ended?.code ?? null, tookMs: ended?.tookMs ?? 0 }
}
