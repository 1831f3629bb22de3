import { type NewAttendance, recordAttendanceContract } from '@zhihe/contracts/attendance'
import type { RoutePlugin } from '@zhihe/http/app'
import { fieldError } from '@zhihe/http/field-errors'
import { once } from '@zhihe/http/idempotency'
import { problem } from '@zhihe/http/problem'
import type { Transaction } from '@zhihe/postgres/pool'
import { type AttendanceRefusal, correctAttendance, refuseAttendance } from '../domain/attendance.ts'
import { type Reach, reachOver } from '../domain/reach.ts'
import { insertAttendance, listAttendances, lockAttendance, updateAttendance } from '../store/attendance-store.ts'
import { lockEmployerKinds } from '../store/employer-store.ts'
import { type Fair, findFair } from '../store/fair-store.ts'
import { idempotency } from '../store/schema.ts'
import { toAttendanceView } from './attendance-view.ts'
import type { Deps } from './deps.ts'
import { referenceError } from './posting-references.ts'

const refusals = {
  outside_fair: {
    zh: '参会日期不在这场招聘会的起止日期之内。',
    en: 'This day is not within the fair; give a day from its first to its last.',
  },
  attended_in_future: { zh: '参会日期不能晚于今天；请在参会之后登记。', en: 'This day is yet to come; record it once they have attended.' },
} as const satisfies Record<AttendanceRefusal, { zh: string; en: string }>

export function recordAttendanceRoute({ db, now, newId }: Deps): RoutePlugin {
  return async (app) => {
    app.route({
      ...recordAttendanceContract,
      handler: async (request, reply) => {
        const { body, params, principal } = request
        const at = now()
        const common = { db, table: idempotency, contract: recordAttendanceContract, request, reply, now: at }
        return await once({
          ...common,
          run: async (tx) => {
            const fair = await requireFair(tx, { fairId: params.id, reach: reachOver(principal), attendance: body, at })
            const recorded = await record(tx, fair, { id: newId(), given: body, at, byKeyId: principal.keyId })
            const [listed] = await listAttendances(tx, { reach: { kind: 'all' }, id: recorded.id })
            if (!listed) throw new Error('an attendance is gone in the transaction that kept it')
            return { status: recorded.isNew ? 201 : 200, body: toAttendanceView(listed) }
          },
        })
      },
    })
  }
}

type Wanted = { fairId: string; reach: Reach; attendance: NewAttendance; at: Date }

async function requireFair(tx: Transaction, { fairId, reach, attendance, at }: Wanted): Promise<Fair> {
  const { employerId, attendedOn } = attendance
  const fair = await findFair(tx, fairId, reach)
  if (!fair) throw problem('not_found')
  const kinds = await lockEmployerKinds(tx, fair.tenantId, [employerId])
  if (!kinds.has(employerId)) {
    throw problem('employer_not_found', { errors: [referenceError({ pointer: '/employerId', code: 'employer_not_found' })] })
  }
  const refused = refuseAttendance(attendedOn, fair, at)
  if (refused !== null) throw problem('invalid_request', { errors: [fieldError('/attendedOn', refused, refusals[refused])] })
  return fair
}

type Recorded = { id: string; given: NewAttendance; at: Date; byKeyId: string }

async function record(tx: Transaction, { id: fairId, tenantId }: Fair, { id, given, at, byKeyId }: Recorded) {
  const { employerId, attendedOn, form, booth = null, note = null, withdrawn } = given
  const ids = { id, tenantId, fairId, employerId, attendedOn }
  const fresh = { ...ids, form, booth, note, withdrawn, version: 1, createdAt: at, updatedAt: at }
  if (await insertAttendance(tx, fresh, byKeyId)) return { id, isNew: true }
  const standing = await lockAttendance(tx, ids)
  const corrected = correctAttendance(standing, given, at)
  if (corrected) await updateAttendance(tx, corrected, byKeyId)
  return { id: standing.id, isNew: false }
}
