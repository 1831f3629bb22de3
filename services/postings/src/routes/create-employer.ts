import { createEmployerContract } from '@zhihe/contracts/employer'
import type { RoutePlugin } from '@zhihe/http/app'
import { once } from '@zhihe/http/idempotency'
import { problem } from '@zhihe/http/problem'
import { registerEmployer } from '../domain/employer.ts'
import { findEmployerId, insertEmployer } from '../store/employer-store.ts'
import { idempotency } from '../store/schema.ts'
import type { Deps } from './deps.ts'
import { admit, toEmployerView } from './employer-answers.ts'

export function createEmployerRoute({ db, now, newId }: Deps): RoutePlugin {
  return async (app) => {
    app.route({
      ...createEmployerContract,
      handler: async (request, reply) => {
        const { body, principal } = request
        const at = now()
        const admitted = admit(body, at)
        return await once({
          db,
          table: idempotency,
          contract: createEmployerContract,
          request,
          reply,
          now: at,
          run: async (tx) => {
            const { tenantId, keyId } = principal
            const employer = registerEmployer({ id: newId(), tenantId }, admitted, { now: at, byKeyId: keyId })
            if (!(await insertEmployer(tx, employer, keyId))) {
              const existingId = await findEmployerId(tx, tenantId, admitted.uscc)
              throw problem('employer_exists', existingId === undefined ? {} : { existingId })
            }
            return { status: 201, body: toEmployerView(employer) }
          },
        })
      },
    })
  }
}
