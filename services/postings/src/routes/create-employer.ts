import { createEmployerContract } from '@zhihe/contracts/employer'
import type { RoutePlugin } from '@zhihe/http/app'
import { once } from '@zhihe/http/idempotency'
import { problem } from '@zhihe/http/problem'
import { identifyEmployer } from '../domain/employer.ts'
import { findEmployerId, insertEmployer } from '../store/employer-store.ts'
import { idempotency } from '../store/schema.ts'
import type { Deps } from './deps.ts'
import { refusedEmployer, toEmployerView } from './employer-answers.ts'

export function createEmployerRoute({ db, now, newId }: Deps): RoutePlugin {
  return async (app) => {
    app.route({
      ...createEmployerContract,
      handler: async (request, reply) => {
        const { body, principal } = request
        const identified = identifyEmployer(body)
        if (!identified.ok) throw refusedEmployer(identified.reason)
        const at = now()
        return await once({
          db,
          table: idempotency,
          contract: createEmployerContract,
          request,
          reply,
          now: at,
          run: async (tx) => {
            const employer = {
              id: newId(),
              tenantId: principal.tenantId,
              uscc: identified.uscc,
              name: body.name,
              kind: identified.kind,
              regionCode: body.regionCode,
              address: body.address ?? null,
              version: 1,
              createdAt: at,
              updatedAt: at,
            }
            if (!(await insertEmployer(tx, employer))) {
              const existingId = await findEmployerId(tx, principal.tenantId, identified.uscc)
              throw problem('employer_exists', existingId === undefined ? {} : { existingId })
            }
            return { status: 201, body: toEmployerView(employer) }
          },
        })
      },
    })
  }
}
