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
  components_missing: ['多重残疾请逐项填写各类别与等级。', 'For several disabilities send each with its type and grade.'],
  components_unexpected: ['只有多重残疾需要分项，请删除。', 'Only several disabilities have components; leave them out.'],
  components_repeated: ['同一类别只填一次。', 'Send each type once.'],
  too_many_cards: ['证件记录已满，请联系管理员。', 'There is no room for more cards; ask the administrator.'],
  contradicts_id_number: ['与身份证号不是同一人，请核对。', 'It belongs to another person than the id number; check both.'],
  contradicts_identity: ['与证件号码不一致，请改正或不填。', 'It does not agree with the number given; correct it or leave it out.'],
  outside_your_region: ['不在您的服务区域内。', 'It lies outside the region that this key serves.'],
  in_the_future: ['时间不能晚于现在。', 'The time must not be in the future.'],
  too_long_ago: ['时间过早，请核对年份。', 'The time is too long ago; check the year.'],
  text_not_in_force: [
    '现行文本是 {version}。请让本人看过这一版后再记录同意，textVersion 填 {version}。',
    'The text in force is {version}. Show the person that one, then record her consent with textVersion {version}.',
  ],
  for_disclosure_only: ['只有 disclosure 可以填写，请删除。', 'Only a disclosure has this; leave it out.'],
  expires_before_it_begins: ['到期时间应晚于 at。', 'It must end after at.'],
  expires_too_late: ['最长一年（366 天），请改早。', 'It lasts a year (366 days) at most; choose an earlier end.'],
  before_start: ['不能早于开始的日期，请核对。', 'It must not be before the start; check both days.'],
  valid_too_long: ['有效期最长五年，请核对。', 'It can be valid for five years at most; check the year.'],
  same_person: ['这就是同一个编号，请填写另一人的编号。', 'It is the same id; send the id of the other person.'],
  needs_done_on: ['填写结果时请同时填写 doneOn。', 'An outcome needs the day on which it was done; send doneOn as well.'],
} as const satisfies Record<RefusalReason, readonly [zh: string, en: string]>

/** One entry per field; says which check failed and nothing of what was sent. */
export function refused(refusals: readonly Refusal[]): Problem {
  return problem('invalid_request', {
    errors: refusals.map(({ pointer, reason, values }) => fieldError(pointer, reason, sentenceOf(reason, values))),
  })
}

/** What a reason says, in both languages. */
export function sentenceOf(reason: RefusalReason, values: Refusal['values'] = {}): { zh: string; en: string } {
  const [zh, en] = sentences[reason]
  const filled = (sentence: string) => sentence.replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? '')
  return { zh: filled(zh), en: filled(en) }
}
