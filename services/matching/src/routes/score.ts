import { scoreContract } from '@zhihe/contracts/score'
import type { RoutePlugin } from '@zhihe/http/app'
import { explain } from '@zhihe/scoring/explain'
import { inlineSides } from '../domain/inline-facts.ts'
import { contextAt } from '../domain/relaxations-in-force.ts'
import { viewOwnExplanation } from '../domain/view.ts'

export function scoreRoute({ now }: { now: () => Date }): RoutePlugin {
  return async (app) => {
    app.route({
      ...scoreContract,
      handler: async ({ body }) => {
        const { posting, jobseeker } = inlineSides(body)
        const at = body.at === undefined ? now() : new Date(body.at)
        return viewOwnExplanation(explain(posting, jobseeker, contextAt(at)))
      },
    })
  }
}
