import { startWorld, type World, type WorldOptions } from './world/world.ts'

/** The worlds of a run. They hold processes that would outlive it, so whoever ends it early ends them. */
export interface Worlds extends AsyncDisposable {
  start(options: WorldOptions): Promise<World>
}

export function openWorlds(): Worlds {
  const open = new Set<Promise<World>>()
  return {
    start: async (options) => {
      const starting = startWorld(options)
      open.add(starting)
      const world = await starting
      return {
        ...world,
        [Symbol.asyncDispose]: async () => {
          open.delete(starting)
          await world[Symbol.asyncDispose]()
        },
      }
    },
    [Symbol.asyncDispose]: async () => {
      const ends = [...open].map(async (starting) => await (await starting)[Symbol.asyncDispose]())
      open.clear()
      await Promise.allSettled(ends)
    },
  }
}
