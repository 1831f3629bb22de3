import { recordAssessmentContract } from '@zhihe/contracts/register-file'
import type { RoutePlugin } from '@zhihe/http/app'
import { once } from '@zhihe/http/idempotency'
import { checkAssessment } from '../domain/assessment.ts'
import { toAssessmentView } from '../domain/file-views.ts'
import { takeFileSeal } from '../store/file-seal.ts'
import { insertAssessment } from '../store/file-store.ts'
import { idempotency } from '../store/schema.ts'
import { changeFile } from './change-file.ts'
import type { Deps } from './deps.ts'
import { refused } from './refused.ts'

export function recordAssessmentRoute({ db, now, newId, keys }: Omit<Deps, 'allowTestRegion'>): RoutePlugin {
  return async (app) => {
    app.route({
      ...recordAssessmentContract,
      handler: async (request, reply) => {
        const { params, body, principal } = request
        const at = now()
        const refusals = checkAssessment(body, at)
        if (refusals.length > 0) throw refused(refusals)
        const { note, ...given } = body
        const assessment = { ...given, id: newId(), at: new Date(body.at), validUntil: new Date(body.validUntil), recordedAt: at }
        return await once({
          db,
          table: idempotency,
          contract: recordAssessmentContract,
          request,
          reply,
          now: at,
          fingerprintKey: keys.fingerprints,
          run: async (tx) => {
            let sealed: Buffer | null = null
            await changeFile(tx, { id: params.id, principal, now: at, kind: 'assessment' }, async (writer) => {
              if (note !== undefined) sealed = (await takeFileSeal(tx, writer, { keys, now: at })).seal(note)
              await insertAssessment(tx, { ...assessment, sealed }, writer)
            })
            return { status: 201, body: toAssessmentView({ ...assessment, sealed }, at) }
          },
        })
      },
    })
  }
}
