import type { Principal } from '@zhihe/contracts/access'
import { type WhatIfAnswer, type WhatIfRequest, whatIfContract } from '@zhihe/contracts/what-if'
import type { RoutePlugin } from '@zhihe/http/app'
import { problem } from '@zhihe/http/problem'
import { whatIfDistrict } from '../what-if/about-district.ts'
import { whatIfJobseeker } from '../what-if/about-jobseeker.ts'
import { whatIfPosting } from '../what-if/about-posting.ts'
import type { ReadDeps } from './deps.ts'

export function whatIfRoute(deps: ReadDeps): RoutePlugin {
  return async (app) => {
    app.route({
      ...whatIfContract,
      handler: async ({ principal, body }) => {
        if (deps.index.asOf() === null) throw problem('unavailable', { retryAfterSeconds: 1 })
        return await answer(deps, principal, body)
      },
    })
  }
}

function answer(deps: ReadDeps, caller: Principal, request: WhatIfRequest): Promise<WhatIfAnswer> {
  switch (request.about) {
    case 'jobseeker':
      return whatIfJobseeker(deps, caller, request)
    case 'posting':
      return whatIfPosting(deps, caller, request)
    case 'district':
      return whatIfDistrict(deps, caller, request)
  }
}
