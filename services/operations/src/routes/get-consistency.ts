import { getConsistencyContract } from '@zhihe/contracts/admin'
import type { RoutePlugin } from '@zhihe/http/app'
import type { ReportMaker } from '../make-report.ts'

const usualAgeSeconds = 30
const retryAfterSeconds = 2

export function getConsistencyRoute({ reports }: { reports: ReportMaker }): RoutePlugin {
  return async (app) => {
    app.route({
      ...getConsistencyContract,
      handler: async ({ query: { maxAgeSeconds = usualAgeSeconds }, principal }, reply) => {
        const answer = await reports.ask(principal, maxAgeSeconds * 1_000)
        if (answer.report) return answer.report
        const startedAt = answer.startedAt.toISOString()
        return reply.code(202).header('retry-after', String(retryAfterSeconds)).send({ running: true, startedAt })
      },
    })
  }
}
