import { listEmployerAttendancesContract } from '@zhihe/contracts/attendance'
import type { RoutePlugin } from '@zhihe/http/app'
import { problem } from '@zhihe/http/problem'
import { reachOver } from '../domain/reach.ts'
import { findAnswerable } from '../store/employer-store.ts'
import { attendancePageOf } from './attendance-page.ts'
import type { Deps } from './deps.ts'

export function listEmployerAttendancesRoute({ db }: Pick<Deps, 'db'>): RoutePlugin {
  return async (app) => {
    app.route({
      ...listEmployerAttendancesContract,
      handler: async ({ params, query, principal }) => {
        const reach = reachOver(principal)
        if (!(await findAnswerable(db, params.id, reach))) throw problem('not_found')
        return await attendancePageOf(db, { reach, employerId: params.id, ...query })
      },
    })
  }
}
