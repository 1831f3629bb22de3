import { Readable } from 'node:stream'
import { setTimeout as pause } from 'node:timers/promises'
import { watchImportContract } from '@zhihe/contracts/import'
import type { RoutePlugin } from '@zhihe/http/app'
import { problem } from '@zhihe/http/problem'
import { isStopping } from '@zhihe/runtime/stopping'
import { isOver } from '../domain/import.ts'
import { type Reach, reachOver } from '../domain/reach.ts'
import { countItems, findImport } from '../store/import-store.ts'
import type { Deps } from './deps.ts'
import { toImportView } from './import-view.ts'

const lookEveryMs = 300
/** Proxies end a line on which nothing is said. */
const sayEveryMs = 15_000
const longestMs = 30 * 60_000

/** Server-sent events: the import whenever it has moved, until it is over. A reader that comes back simply asks again: each event is the whole state. */
export function watchImportRoute({ db }: Pick<Deps, 'db'>): RoutePlugin {
  return async (app) => {
    app.route({
      ...watchImportContract,
      handler: async ({ params, principal }, reply) => {
        const reach = reachOver(principal)
        if (!(await findImport(db, params.id, reach))) throw problem('not_found')
        const stream = Readable.from(eventsOf(params.id, reach))
        return reply
          .header('content-type', 'text/event-stream; charset=utf-8')
          .header('cache-control', 'no-store')
          .header('x-accel-buffering', 'no')
          .send(stream)
      },
    })
  }

  async function* eventsOf(id: string, reach: Reach): AsyncGenerator<string> {
    const until = performance.now() + longestMs
    let told = ''
    let saidAt = performance.now()
    while (performance.now() < until && !isStopping()) {
      const job = await findImport(db, id, reach)
      if (!job) return
      const state = JSON.stringify(toImportView(job, await countItems(db, id)))
      if (state !== told) {
        yield `event: ${isOver(job) ? 'end' : 'progress'}\ndata: ${state}\n\n`
        told = state
        saidAt = performance.now()
      } else if (performance.now() - saidAt > sayEveryMs) {
        yield ': still here\n\n'
        saidAt = performance.now()
      }
      if (isOver(job)) return
      await pause(lookEveryMs)
    }
  }
}
