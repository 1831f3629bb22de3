import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { WorldSpec } from './specs.ts'
import { waitUntil } from './waiting.ts'
import type { World } from './world.ts'

const preload = pathToFileURL(join(import.meta.dirname, 'inside.ts')).href
// A start that finds an order takes it and carries it out; the start after its death finds none.
const takeOrder = 'if [ -e "$ORDER_FILE" ]; then export CRASH_AT="$(cat "$ORDER_FILE")"; rm "$ORDER_FILE"; fi; exec "$@"'

/** A place for processes that can be told at a start to die once at a named point, and hurt from inside (`inside.ts`). */
export function armed(spec: WorldSpec): WorldSpec {
  const { DATA_DIR = '', NODE_OPTIONS = '' } = spec.env
  return {
    ...spec,
    env: { ...spec.env, ORDER_FILE: orderFile(DATA_DIR, spec.name), NODE_OPTIONS: `${NODE_OPTIONS} --import=${preload}`.trim() },
    via: ['/bin/bash', '-c', takeOrder, 'bash'],
  }
}

export interface CrashOrder {
  name: string
  /** `relay.published:1`: dies at the first pass of this point. */
  at: string
}

/** Starts a process of an armed world anew so that it dies at a point, once. Resolves when it is ready to do so; rejects when it is not ready. */
export async function orderCrash(world: World, { name, at }: CrashOrder): Promise<{ hasDied: (withinMs: number) => Promise<boolean> }> {
  const file = orderFile(world.folder, name)
  mkdirSync(join(world.folder, 'orders'), { recursive: true })
  await world.processes.end(name)
  writeFileSync(file, at)
  await world.processes.start(name)
  await world.processes.untilReady(30_000, [name])
  if (existsSync(file)) throw new Error(`${name} did not take its order: its world is not armed`)
  const deaths = world.processes.deaths(name)
  return { hasDied: async (withinMs) => (await waitUntil(() => world.processes.deaths(name) > deaths, { withinMs })) !== null }
}

function orderFile(folder: string, name: string): string {
  return join(folder, 'orders', name)
}
