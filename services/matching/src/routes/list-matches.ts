import { listMatchesContract } from '@zhihe/contracts/match'
import type { RoutePlugin } from '@zhihe/http/app'
import { problem } from '@zhihe/http/problem'
import { sendRendered } from '@zhihe/http/rendered'
import { listDeps } from '../reading/list-deps.ts'
import { listForJobseeker } from '../reading/list-for-jobseeker.ts'
import { listForPosting } from '../reading/list-for-posting.ts'
import type { ReadDeps } from './deps.ts'

export function listMatchesRoute(readDeps: ReadDeps): RoutePlugin {
  const deps = listDeps(readDeps)
  return async (app) => {
    app.route({
      ...listMatchesContract,
      handler: async ({ principal, query }, reply) => {
        if (deps.index.asOf() === null) throw problem('unavailable', { retryAfterSeconds: 1 })
        const { postingId, jobseekerId } = query
        if (postingId !== undefined) return sendRendered(reply, await listForPosting(deps, principal, { ...query, postingId }))
        if (jobseekerId !== undefined) return sendRendered(reply, await listForJobseeker(deps, principal, { ...query, jobseekerId }))
        throw new Error('the contract let a query without a side through')
      },
    })
  }
}
