import type { matchPage } from '@zhihe/contracts/match'
import type { z } from 'zod'

export type MatchingOff = NonNullable<z.infer<typeof matchPage>['off']>

const alternative = '/v1/postings/open'

const sayings = {
  no_matching_consent: {
    zh: '此人没有同意匹配，系统不为其计算任何匹配。可查看对所有人相同、不使用任何个人信息的在招岗位列表。',
    en: 'She does not consent to matching, so nothing is computed of her. There is a list of open postings that is the same for everybody and uses no facts of a person.',
  },
  inactive: {
    zh: '此人目前不求职，系统不为其计算任何匹配。可查看对所有人相同、不使用任何个人信息的在招岗位列表。',
    en: 'She is not looking for work, so nothing is computed of her. There is a list of open postings that is the same for everybody and uses no facts of a person.',
  },
} as const

/** Why nothing is computed of a person, and what there is instead (PIPL 24); null when she is matched. */
export function matchingOff({ active, consentsToMatching }: { active: boolean; consentsToMatching: boolean }): MatchingOff | null {
  if (active && consentsToMatching) return null
  const reason = consentsToMatching ? 'inactive' : 'no_matching_consent'
  return { reason, ...sayings[reason], alternative }
}
