import { setTimeout as pause } from 'node:timers/promises'
import type { ProxiedConnection, TcpProxy } from '@zhihe/testing/tcp-proxy'
import type { World } from '../world/world.ts'
import type { Fault, FaultDeed } from './fault-script.ts'
import type { Receivers } from './receivers.ts'

type Partition = Extract<FaultDeed, { kind: 'partition' }>

/** Makes one fault happen, and resolves when it is over. Whoever is down already stays down until its own fault is over. */
export type Injector = (fault: FaultDeed) => Promise<void>

const betweenStormsMs = 400

export function createInjector(world: World, receivers: Receivers): Injector {
  const alone = new Map<string, Promise<void>>()
  /** One after the other, for what cannot be broken twice at once. */
  const inTurn = async (name: string, work: () => Promise<void | undefined>): Promise<void> => {
    const mine = (alone.get(name) ?? Promise.resolve()).then(work)
    alone.set(
      name,
      mine.catch(() => {}),
    )
    await mine
  }
  const storm = async (times: number): Promise<void> => {
    for (let time = 0; time < times; time++) {
      await world.database.terminateBackends().catch(() => {})
      await pause(betweenStormsMs)
    }
  }
  return async (fault) => {
    switch (fault.kind) {
      case 'kill':
        world.processes.signal(fault.process, 'SIGKILL')
        return
      case 'pause':
        return await freeze(world, fault.process, fault.forMs)
      case 'storm':
        return await storm(fault.times)
      case 'database-crash':
        return await inTurn('database', async () => {
          await world.database.crash()
          await pause(fault.awayMs)
          await world.database.start()
        })
      case 'redis-kill':
        return await inTurn('redis', async () => {
          await world.redis?.kill()
          await pause(fault.awayMs)
          await world.redis?.start()
        })
      case 'redis-wipe':
        return await inTurn('redis', async () => await (fault.how === 'flush' ? world.redis?.wipe() : world.redis?.replace()))
      case 'partition':
        return await partition(world, fault)
      case 'hostile':
        return await receivers.behave(fault.receiver, fault.how, fault.forMs)
    }
  }
}

/** Runs a script; resolves when the last fault is over. `tell` hears of each as it begins. */
export async function runScript(script: readonly Fault[], inject: Injector, tell: (fault: Fault) => void): Promise<void> {
  const startedAt = performance.now()
  await Promise.all(
    script.map(async (fault) => {
      await pause(Math.max(0, fault.at - (performance.now() - startedAt)))
      tell(fault)
      await inject(fault)
    }),
  )
}

async function freeze(world: World, name: string, forMs: number): Promise<void> {
  const pid = world.processes.pid(name)
  if (!world.processes.signal(name, 'SIGSTOP')) return
  await pause(forMs)
  // A process of the same name may be another one by now.
  if (world.processes.pid(name) === pid) world.processes.signal(name, 'SIGCONT')
}

async function partition(world: World, { process, line, how, forMs }: Partition): Promise<void> {
  const lines = world.lines[process]
  const proxy = (line === 'queue' ? lines?.queue : lines?.database) ?? lines?.database
  if (!proxy) return
  if (how === 'half-open-listen') return halveListen(proxy)
  const before = proxy.connections()
  proxy.conduct(conductOf(how))
  await pause(forMs)
  proxy.heal()
  // A connection that lost bytes is as dead as after a real partition that outlasts its retransmissions.
  if (how.startsWith('drop')) for (const connection of [...before, ...proxy.connections()]) connection.reset()
}

function conductOf(how: Exclude<Partition['how'], 'half-open-listen'>): Parameters<TcpProxy['conduct']>[0] {
  const drop = { kind: 'drop' } as const
  switch (how) {
    case 'drop-both':
      return { up: drop, down: drop }
    case 'drop-up':
      return { up: drop }
    case 'drop-down':
      return { down: drop }
    case 'hang-new':
      return { connect: 'hang' }
    case 'delay':
      return { up: { kind: 'delay', ms: 100 }, down: { kind: 'delay', ms: 100 } }
  }
}

// It is not mended afterwards: whoever listens has to notice by itself.
function halveListen(proxy: TcpProxy): void {
  const isListen = (connection: ProxiedConnection): boolean => connection.said().includes('listen') || connection.said().includes('LISTEN')
  for (const connection of proxy.connections().filter(isListen)) connection.conduct({ up: { kind: 'drop' }, down: { kind: 'drop' } })
}
