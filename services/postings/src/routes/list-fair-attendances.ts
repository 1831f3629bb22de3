import { listFairAttendancesContract } from '@zhihe/contracts/attendance'
import type { RoutePlugin } from '@zhihe/http/app'
import { problem } from '@zhihe/http/problem'
import { reachOver } from '../domain/reach.ts'
import { findFair } from '../store/fair-store.ts'
import { attendancePageOf } from './attendance-page.ts'
import type { Deps } from './deps.ts'

export function listFairAttendancesRoute({ db }: Pick<Deps, 'db'>): RoutePlugin {
  return async (app) => {
    app.route({
      ...listFairAttendancesContract,
      handler: async ({ params, query, principal }) => {
        const reach = reachOver(principal)
        if (!(await findFair(db, params.id, reach))) throw problem('not_found')
        return await attendancePageOf(db, { reach, fairId: params.id, ...query })
      },
    })
  }
}
