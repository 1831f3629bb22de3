import { fieldError } from '@zhihe/http/field-errors'
import { type Problem, problem } from '@zhihe/http/problem'
import type { Refusal, RefusalReason } from '../domain/refusal.ts'

const sentences = {
  bad_length: ['号码位数不对，请核对。', 'The number has the wrong length; check it.'],
  bad_alphabet: ['号码含有不应有的字符，请核对。', 'The number has characters that do not belong in it; check it.'],
  bad_region: ['号码中的地区码不存在，请核对。', 'The region in the number does not exist; check it.'],
  bad_date: ['号码中的出生日期有误，请核对。', 'The date of birth in the number is not possible; check it.'],
  bad_check: ['号码的校验位不符，请核对。', 'The check character of the number does not fit; check it.'],
  bad_type: ['号码中的残疾类别码有误，请核对。', 'The type in the number does not exist; check it.'],
  bad_grade: ['号码中的残疾等级码有误，请核对。', 'The grade in the number does not exist; check it.'],
  bad_suffix: ['号码的补办后缀有误，请核对。', 'The suffix of the number is not one of a re-issued card; check it.'],
  bad_phone: ['请填写内地手机号或带区号的固定电话。', 'Send a mainland mobile number, or a landline with its area code.'],
  contradicts_id_number: ['与身份证号不是同一人，请核对。', 'It belongs to another person than the id number; check both.'],
  contradicts_identity: ['与证件号码不一致，请改正或不填。', 'It does not agree with the number given; correct it or leave it out.'],
  outside_your_region: ['不在您的服务区域内。', 'It lies outside the region that this key serves.'],
  in_the_future: ['时间不能晚于现在。', 'The time must not be in the future.'],
  too_long_ago: ['时间过早，请核对年份。', 'The time is too long ago; check the year.'],
} as const satisfies Record<RefusalReason, readonly [zh: string, en: string]>

/** One entry per field; says which check failed and nothing of what was sent. */
export function refused(refusals: readonly Refusal[]): Problem {
  const errors = refusals.map(({ pointer, reason }) => {
    const [zh, en] = sentences[reason]
    return fieldError(pointer, reason, { zh, en })
  })
  return problem('invalid_request', { errors })
}
