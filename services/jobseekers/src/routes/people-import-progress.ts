import { Readable } from 'node:stream'
import { setTimeout as pause } from 'node:timers/promises'
import { getPeopleImportContract, watchPeopleImportContract } from '@zhihe/contracts/jobseeker-import'
import type { RoutePlugin } from '@zhihe/http/app'
import { problem } from '@zhihe/http/problem'
import { isStopping } from '@zhihe/runtime/stopping'
import { isOver } from '../domain/people-import.ts'
import { type Reach, reachOver } from '../domain/reach.ts'
import { findPeopleImport } from '../store/people-import-store.ts'
import type { Deps } from './deps.ts'
import { toPeopleImport } from './people-import-view.ts'

const lookEveryMs = 300
/** Proxies end a line on which nothing is said. */
const sayEveryMs = 15_000
const longestMs = 30 * 60_000

export function getPeopleImportRoute({ db }: Pick<Deps, 'db'>): RoutePlugin {
  return async (app) => {
    app.route({
      ...getPeopleImportContract,
      handler: async ({ params, principal }) => {
        const job = await findPeopleImport(db, params.id, reachOver(principal))
        if (!job) throw problem('not_found')
        return toPeopleImport(job)
      },
    })
  }
}

/** Server-sent events: the import whenever it has moved, until it is over. A reader that comes back simply asks again: each event is the whole state. */
export function watchPeopleImportRoute({ db }: Pick<Deps, 'db'>): RoutePlugin {
  return async (app) => {
    app.route({
      ...watchPeopleImportContract,
      handler: async ({ params, principal }, reply) => {
        const reach = reachOver(principal)
        if (!(await findPeopleImport(db, params.id, reach))) throw problem('not_found')
        return reply
          .header('content-type', 'text/event-stream; charset=utf-8')
          .header('x-accel-buffering', 'no')
          .send(Readable.from(eventsOf(params.id, reach)))
      },
    })
  }

  async function* eventsOf(id: string, reach: Reach): AsyncGenerator<string> {
    const until = performance.now() + longestMs
    let told = ''
    let saidAt = performance.now()
    while (performance.now() < until && !isStopping()) {
      const job = await findPeopleImport(db, id, reach)
      if (!job) return
      const state = JSON.stringify(toPeopleImport(job))
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
