import type { ProblemError } from '@zhihe/contracts/problem'
import type { z } from 'zod'

/** What can be wrong with a field, said with the remedy. `{x}` is filled from the issue; a caller's value is never repeated. */
const sentences: Record<string, { zh: string; en: string }> = {
  unknown_key: { zh: '没有这个字段，请删除或改名。', en: 'There is no such field; remove or rename it.' },
  missing: { zh: '缺少必填内容，请补充。', en: 'This is required; add it.' },
  wrong_type: { zh: '类型不对，应为 {expected}。', en: 'The type is wrong; send {expected}.' },
  too_small: { zh: '太小或太短，最少为 {minimum}。', en: 'Too small or too short; at least {minimum}.' },
  too_big: { zh: '太大或太长，最多为 {maximum}。', en: 'Too large or too long; at most {maximum}.' },
  bad_format: { zh: '格式不对，应为这种形式：{format}', en: 'The format is wrong; write it like this: {format}' },
  not_allowed: { zh: '不在允许的取值之内：{values}。', en: 'Not one of the allowed values: {values}.' },
  not_whole: { zh: '应为整数。', en: 'Send a whole number.' },
  bad_character: {
    zh: '含有不允许的字符（空字符或残缺字符），请删除。',
    en: 'It has a character that cannot be kept (NUL or half a surrogate pair); remove it.',
  },
  repeated_key: { zh: '同一个字段出现了两次，请只保留一个。', en: 'The key stands twice in its object; keep one.' },
  too_deep: { zh: '层级太深，最多 32 层。', en: 'Nested too deeply; at most 32 levels.' },
  blank: { zh: '不能只有空白。', en: 'It must not be blank.' },
  duplicate: { zh: '有重复的项，请合并。', en: 'It has duplicate entries; merge them.' },
  unknown_region: { zh: '没有这个行政区划代码，请用六位 GB/T 2260 代码。', en: 'Unknown region; use a six-digit GB/T 2260 code.' },
  unknown_occupation: { zh: '没有这个职业代码；不确定时可不填。', en: 'Unknown occupation code; leave it out when you are not sure.' },
  unknown_skill: { zh: '没有这个技能代码；可改用 text 填写。', en: 'Unknown skill code; use text instead.' },
  unknown_licence: { zh: '没有这个证照代码。', en: 'Unknown licence code.' },
  unknown_accommodation: { zh: '没有这个合理便利代码。', en: 'Unknown accommodation code.' },
  unknown_icf: { zh: '没有这个功能（ICF）代码。', en: 'Unknown ICF code.' },
  exactly_one: { zh: '请只填其中一项。', en: 'Send exactly one of them.' },
  code_or_text: { zh: 'code 与 text 请只填一个。', en: 'Send either code or text, not both.' },
  uncommon_time: {
    zh: '时间应在 1900 年到 9999 年之间，时区不超过 ±14:00。',
    en: 'The time must be of the years 1900 to 9999, its offset within ±14:00.',
  },
  before_start: { zh: '结束时间应晚于开始时间。', en: 'The end must be after the start.' },
  below_minimum: { zh: '最大值不能小于最小值。', en: 'The maximum must not be below the minimum.' },
  one_of_id_or_facts: { zh: '请给出编号或内容其中之一。', en: 'Give either the id or the facts, one of the two.' },
  one_of_jobseeker_or_key: { zh: '请给出 jobseekerId 或 keyId，或两者都给。', en: 'Give jobseekerId or keyId, or both.' },
  one_of_key_endpoint_or_recipient: {
    zh: '请给出 keyId、endpointId、recipientId 其中之一。',
    en: 'Give one of keyId, endpointId and recipientId.',
  },
  one_of_posting_or_jobseeker: { zh: '请给出 postingId 或 jobseekerId 其中之一。', en: 'Give either postingId or jobseekerId.' },
  recipient_for_disclosure_only: {
    zh: '只有 disclosure 需要且必须填写 recipient。',
    en: 'recipient is needed for disclosure and for nothing else.',
  },
  looks_like_identity: {
    zh: '看起来含有证件号、残疾人证号或电话号码。请只写与工作有关的内容。',
    en: 'This looks like a number of an identity card, a certificate or a telephone. Write about the work alone.',
  },
  outcome_for_changed: { zh: '只有 changed 需要且必须填写 outcome。', en: 'outcome is needed for changed and for nothing else.' },
  reason_for_decision: { zh: '作出结论时请说明理由。', en: 'A decision needs its reason.' },
  invalid: { zh: '内容不符合要求，请按说明填写。', en: 'It is not valid; see the reference.' },
}

/** An entry of `errors` with our sentence for `code`, or with the sentence given. */
export function fieldError(
  pointer: string,
  code: string,
  say: { zh: string; en: string } = sentences[code] ?? sentences['invalid']!,
): ProblemError {
  return { pointer, code, zh: say.zh, en: say.en }
}

/** zod's issues as entries that name the field by JSON pointer below `base` ('' for the body, '#/query' …). */
export function issuesToErrors(issues: readonly z.core.$ZodIssue[], base = ''): ProblemError[] {
  return issues.flatMap((issue) => {
    const pointer = base + issue.path.map((key) => `/${escapePointer(String(key))}`).join('')
    if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => fieldError(`${pointer}/${escapePointer(key)}`, 'unknown_key'))
    const { code, values } = classify(issue)
    return [filled(pointer, code, values)]
  })
}

function classify(issue: z.core.$ZodIssue): { code: string; values: Record<string, string> } {
  switch (issue.code) {
    case 'invalid_type':
      if (issue.message.endsWith('received undefined')) return { code: 'missing', values: {} }
      return issue.expected === 'int' ? { code: 'not_whole', values: {} } : { code: 'wrong_type', values: { expected: issue.expected } }
    case 'too_small':
      return { code: 'too_small', values: { minimum: String(issue.minimum) } }
    case 'too_big':
      return { code: 'too_big', values: { maximum: String(issue.maximum) } }
    case 'invalid_format':
      return { code: 'bad_format', values: { format: formatOf(issue) } }
    case 'invalid_value':
      if (issue.message.endsWith('received undefined')) return { code: 'missing', values: {} }
      return { code: 'not_allowed', values: { values: issue.values.slice(0, 30).join(', ') } }
    case 'invalid_union':
      return { code: 'not_allowed', values: { values: unionValues(issue) } }
    case 'custom':
      return { code: issue.message in sentences ? issue.message : 'invalid', values: {} }
    default:
      return { code: 'invalid', values: {} }
  }
}

const examples: Readonly<Record<string, string>> = {
  datetime: '2026-12-20T17:00:00+08:00',
  date: '2026-12-20',
  uuid: '01890000-0000-7000-8000-000000000001',
  url: 'https://example.org/path',
}

// Which characters a name of the caller's own may have stands in its expression.
function formatOf({ format, pattern }: z.core.$ZodIssueInvalidStringFormat): string {
  return examples[format] ?? pattern?.replace(/^\/\^?|\$?\/[a-z]*$/g, '') ?? format
}

function unionValues(issue: z.core.$ZodIssueInvalidUnion): string {
  const values = issue.errors.flat().flatMap((one) => (one.code === 'invalid_value' ? one.values : []))
  return [...new Set(values)].join(', ')
}

function filled(pointer: string, code: string, values: Record<string, string>): ProblemError {
  const fill = (sentence: string) => sentence.replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? '')
  const { zh, en } = fieldError(pointer, code)
  return { pointer, code, zh: fill(zh), en: fill(en) }
}

/** RFC 6901. */
export function escapePointer(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1')
}
