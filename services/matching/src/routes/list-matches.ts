import { listMatchesContract } from '@zhihe/contracts/match'
import type { RoutePlugin } from '@zhihe/http/app'
import { problem } from '@zhihe/http/problem'
import { listForJobseeker } from '../reading/list-for-jobseeker.ts'
import { listForPosting } from '../reading/list-for-posting.ts'
import type { ReadDeps } from './deps.ts'

export function listMatchesRoute(deps: ReadDeps): RoutePlugin {
  return async (app) => {
    app.route({
      ...listMatchesContract,
      handler: async ({ principal, query }) => {
        if (deps.index.asOf() === null) throw problem('unavailable', { retryAfterSeconds: 1 })
        const { postingId, jobseekerId } = query
        if (postingId !== undefined) return await listForPosting(deps, principal, { ...query, postingId })
        if (jobseekerId !== undefined) return await listForJobseeker(deps, principal, { ...query, jobseekerId })
        throw new Error('the contract let a query without a side through')
      },
    })
  }
}
