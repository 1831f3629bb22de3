import type { Principal } from '@zhihe/contracts/access'
import { type WhatIfAnswer, type WhatIfRequest, whatIfContract } from '@zhihe/contracts/what-if'
import type { RoutePlugin } from '@zhihe/http/app'
import { problem } from '@zhihe/http/problem'
import { type Buckets, createBuckets } from '@zhihe/http/token-bucket'
import { whatIfDistrict } from '../what-if/about-district.ts'
import { whatIfJobseeker } from '../what-if/about-jobseeker.ts'
import { whatIfPosting } from '../what-if/about-posting.ts'
import type { ReadDeps } from './deps.ts'

export function whatIfRoute({ whatIfPerMinute, ...deps }: ReadDeps & { whatIfPerMinute: number }): RoutePlugin {
  const questions = createBuckets({ perSecond: whatIfPerMinute / 60, burst: whatIfPerMinute }, () => performance.now())
  return async (app) => {
    app.route({
      ...whatIfContract,
      handler: async ({ principal, body }) => {
        if (deps.index.asOf() === null) throw problem('unavailable', { retryAfterSeconds: 1 })
        countQuestion(questions, principal)
        return await answer(deps, principal, body)
      },
    })
  }
}

// Numbers of people come in steps, so that no answer tells of one; many answers about a posting that is changed a little each time might. Who reads the
// register has no need of that.
function countQuestion(questions: Buckets, { role, keyId }: Principal): void {
  if (role === 'admin' || role === 'federation') return
  const taken = questions.take(keyId)
  if (!taken.ok) throw problem('too_many_requests', { retryAfterSeconds: Math.ceil(taken.waitMs / 1_000) })
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
