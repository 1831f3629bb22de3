import type { PostingContent } from '@zhihe/contracts/posting'

export interface Question {
  pointer: string
  code: string
  zh: string
  en: string
}

export type Assessment =
  | { status: 'published'; reasonCode: 'complete'; questions: [] }
  | { status: 'needs_info'; reasonCode: 'missing_elements'; questions: Question[] }
  | { status: 'closed'; reasonCode: 'expired'; questions: [] }

/** A content that states what matching cannot do without. */
export type CompleteContent = PostingContent & { regionCode: string }

interface Element extends Question {
  isStated: (content: PostingContent) => boolean
}

// The elements of 五部门《关于规范网络平台招聘类信息发布的通知》(2026-01) and the validity. The employer is the sixth: the contract demands it.
const elements: readonly Element[] = [
  {
    pointer: '/headcount',
    code: 'missing_headcount',
    zh: '请填写招聘人数。',
    en: 'State how many people are wanted.',
    isStated: ({ headcount }) => headcount !== undefined,
  },
  {
    pointer: '/requirementsText',
    code: 'missing_conditions',
    zh: '请填写招聘条件：学历、技能或任职要求至少一项。',
    en: 'State the conditions: education, skills or requirementsText.',
    isStated: ({ education, requirementsText, skills }) => education !== undefined || requirementsText !== undefined || skills.length > 0,
  },
  {
    pointer: '/description',
    code: 'missing_description',
    zh: '请填写工作内容。',
    en: 'Describe what is done at work.',
    isStated: ({ description }) => description !== undefined,
  },
  {
    pointer: '/regionCode',
    code: 'missing_region',
    zh: '请填写工作地点的行政区划代码。',
    en: 'State where the work is done, as a region code.',
    isStated: ({ regionCode }) => regionCode !== undefined,
  },
  {
    pointer: '/pay',
    code: 'missing_pay',
    zh: '请填写基本劳动报酬，或注明面议。',
    en: 'State the basic pay, or that it is negotiable.',
    isStated: ({ pay }) => pay !== undefined && (pay.minFen !== null || pay.maxFen !== null || pay.negotiable),
  },
  {
    pointer: '/closesAt',
    code: 'missing_validity',
    zh: '请填写招聘信息的有效期（截止时间）。',
    en: 'State until when one can apply.',
    isStated: ({ closesAt }) => closesAt !== undefined,
  },
]

/** What becomes of a posting with this content now. */
export function assess(content: PostingContent, now: Date): Assessment {
  if (content.closesAt !== undefined && Date.parse(content.closesAt) <= now.getTime()) {
    return { status: 'closed', reasonCode: 'expired', questions: [] }
  }
  const questions = questionsAbout(content)
  if (questions.length > 0) return { status: 'needs_info', reasonCode: 'missing_elements', questions }
  return { status: 'published', reasonCode: 'complete', questions: [] }
}

/** One question per element that is not stated. */
export function questionsAbout(content: PostingContent): Question[] {
  return elements.filter(({ isStated }) => !isStated(content)).map(({ pointer, code, zh, en }) => ({ pointer, code, zh, en }))
}

export function isComplete(content: PostingContent): content is CompleteContent {
  return questionsAbout(content).length === 0
}
