import { setTimeout as pause } from 'node:timers/promises'
import { nouns, type ServiceName } from '@zhihe/contracts/routes'
import type { WorldClient } from './client.ts'
import type { World } from './world.ts'

export interface Balancer extends AsyncDisposable {
  /** Asks an instance that said it is ready, in turns. Never tries twice: a caller would not know that it may. */
  ask: WorldClient
  /** Resolves when every instance is in use. */
  untilFull(withinMs: number): Promise<boolean>
}

export interface BalancerOptions {
  instances: Record<ServiceName, number> | Partial<Record<ServiceName, number>>
  /** How often each instance is asked for `/readyz`, 200. */
  everyMs?: number
}

/** What stands before several instances of an API in a deployment: it sends nothing to who is not ready, and knows that only from `/readyz`. */
export function startBalancer(world: World, { instances, everyMs = 200 }: BalancerOptions): Balancer {
  const stopping = new AbortController()
  const inUse = new Map<string, boolean>()
  const places = Object.entries(instances).flatMap(([service, count]) =>
    Array.from({ length: count }, (_, at) => ({ service, at, name: at === 0 ? `${service}-api` : `${service}-api-${at + 1}` })),
  )
  const watch = async (name: string): Promise<void> => {
    while (!stopping.signal.aborted) {
      inUse.set(name, await world.processes.isReady(name))
      await pause(everyMs, undefined, { signal: stopping.signal }).catch(() => {})
    }
  }
  const watching = places.map(({ name }) => watch(name))
  let turn = 0
  return {
    ask: (request) => {
      const service = nouns[/^\/v1\/([^/?]+)/.exec(request.path)?.[1] ?? ''] ?? 'postings'
      const ready = places.filter((place) => place.service === service && inUse.get(place.name) === true)
      const place = ready[turn++ % Math.max(1, ready.length)]
      return world.ask({ ...request, instance: place?.at ?? 0 })
    },
    untilFull: async (withinMs) => {
      const deadline = performance.now() + withinMs
      while (performance.now() < deadline) {
        if (places.every(({ name }) => inUse.get(name) === true)) return true
        await pause(everyMs / 2)
      }
      return false
    },
    [Symbol.asyncDispose]: async () => {
      stopping.abort()
      await Promise.all(watching)
    },
  }
}
