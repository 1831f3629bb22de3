import type { Employer as EmployerView, NewEmployer } from '@zhihe/contracts/employer'
import { fieldError } from '@zhihe/http/field-errors'
import { type Problem, problem } from '@zhihe/http/problem'
import { type Employer, type EmployerFacts, type EmployerRefusal, identifyEmployer } from '../domain/employer.ts'
import { type EvidenceRefusal, refuseEvidence } from '../domain/evidence.ts'
import type { readEmployerWithHistory } from '../store/employer-store.ts'

const refusals = {
  bad_uscc: [
    '/uscc',
    '统一社会信用代码有误，请核对 18 位代码（含两位校验码）。',
    'This is not a valid unified social credit code; check its 18 characters.',
  ],
  kind_contradicts_uscc: [
    '/kind',
    '与统一社会信用代码所示的单位类型不符，请改正或不填。',
    'It contradicts what the code says about the employer; correct it or leave it out.',
  ],
  kind_needed: ['/kind', '此代码不能判定单位类型，请填写 kind。', 'The code does not tell the kind of this employer; state it.'],
  establishment_of_other_kind: [
    '/establishment',
    '只有机关和事业单位有编制数；请删除 establishment，或更正 kind。',
    'Only a body of party or government or a public institution has an establishment; leave it out or correct kind.',
  ],
  reserved_above_posts: [
    '/establishment/reservedForDisabled',
    '预留给残疾人的岗位数不能多于编制数。',
    'The posts kept for people with disabilities cannot be more than posts.',
  ],
  hired_above_filled: [
    '/establishment/hiredDisabled',
    '已安排残疾人数不能多于实有人数。',
    'The people with disabilities who hold a post cannot be more than filled.',
  ],
  as_of_in_future: ['/establishment/asOf', '统计日期不能晚于今天。', 'The day of the figures cannot be after today.'],
  checked_in_future: ['/verification/checkedOn', '核验日期不能晚于今天。', 'The day of the check cannot be after today.'],
} as const satisfies Record<EmployerRefusal | EvidenceRefusal, readonly [pointer: string, zh: string, en: string]>

/** What a caller says of an employer with its code and kind settled; throws the Problem that names everything wrong with it. */
export function admit(body: NewEmployer, now: Date): EmployerFacts {
  const identified = identifyEmployer(body)
  const evidence = refuseEvidence({ ...body, kind: identified.ok ? identified.kind : null }, now)
  if (!identified.ok) throw refusedEmployer([identified.reason, ...evidence])
  if (evidence.length > 0) throw refusedEmployer(evidence)
  return { ...body, uscc: identified.uscc, kind: identified.kind }
}

function refusedEmployer(reasons: readonly (EmployerRefusal | EvidenceRefusal)[]): Problem {
  const errors = reasons.map((reason) => {
    const [pointer, zh, en] = refusals[reason]
    return fieldError(pointer, reason === 'kind_needed' ? 'missing' : reason, { zh, en })
  })
  return problem('invalid_request', { errors })
}

export function toEmployerView(employer: Employer): EmployerView {
  const { id, version, createdAt, updatedAt } = employer
  return { id, ...factsOf(employer), version, createdAt: createdAt.toISOString(), updatedAt: updatedAt.toISOString() }
}

type Version = Awaited<ReturnType<typeof readEmployerWithHistory>>

export function toVersionView(row: NonNullable<Version>['history'][number]) {
  return { version: row.version, at: row.at.toISOString(), byKeyId: row.byKeyId, ...factsOf(row) }
}

function factsOf({
  uscc,
  name,
  kind,
  regionCode,
  address,
  verification,
  establishment,
}: Omit<Employer, 'id' | 'tenantId' | 'createdAt' | 'updatedAt'>) {
  return { uscc, name, kind, regionCode, address, verification, establishment }
}
