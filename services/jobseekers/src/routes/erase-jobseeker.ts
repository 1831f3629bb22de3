import { type Erasure, eraseJobseekerContract } from '@zhihe/contracts/rights'
import type { RoutePlugin } from '@zhihe/http/app'
import { once } from '@zhihe/http/idempotency'
import { problem } from '@zhihe/http/problem'
import { reachOver } from '../domain/reach.ts'
import { eraseEverywhere } from '../store/erase-jobseeker.ts'
import { type FoundErasure, findErasure, lockForErasure } from '../store/erasure-store.ts'
import { idempotency } from '../store/schema.ts'
import type { Deps } from './deps.ts'

export function eraseJobseekerRoute({ db, now, keys }: Pick<Deps, 'db' | 'now' | 'keys'>): RoutePlugin {
  return async (app) => {
    app.route({
      ...eraseJobseekerContract,
      handler: async (request, reply) => {
        const { params, body, principal } = request
        const reach = reachOver(principal)
        const at = now()
        return await once({
          db,
          table: idempotency,
          contract: eraseJobseekerContract,
          request,
          reply,
          now: at,
          fingerprintKey: keys.fingerprints,
          run: async (tx) => {
            const person = await lockForErasure(tx, params.id, reach)
            if (!person) {
              const erased = await findErasure(tx, params.id, { reach, keyId: principal.keyId })
              if (!erased) throw problem('not_found')
              return { status: 200, body: toView(erased) }
            }
            const { reason } = body
            await eraseEverywhere(tx, person, { jobseekerId: params.id, reason, at, keyId: principal.keyId, actor: principal.role })
            return { status: 200, body: toView({ reason, erasedAt: at }) }
          },
        })
      },
    })
  }
}

function toView({ reason, erasedAt }: FoundErasure): Erasure {
  return { reason, erasedAt: erasedAt.toISOString() }
}
