import type { Employer as EmployerView } from '@zhihe/contracts/employer'
import { fieldError } from '@zhihe/http/field-errors'
import { type Problem, problem } from '@zhihe/http/problem'
import type { Employer, EmployerRefusal } from '../domain/employer.ts'

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
} as const satisfies Record<EmployerRefusal, readonly [pointer: string, zh: string, en: string]>

export function refusedEmployer(reason: EmployerRefusal): Problem {
  const [pointer, zh, en] = refusals[reason]
  return problem('invalid_request', { errors: [fieldError(pointer, reason === 'kind_needed' ? 'missing' : reason, { zh, en })] })
}

export function toEmployerView({ id, uscc, name, kind, regionCode, address, version, createdAt, updatedAt }: Employer): EmployerView {
  return { id, uscc, name, kind, regionCode, address, version, createdAt: createdAt.toISOString(), updatedAt: updatedAt.toISOString() }
}
