import type { Posting as PostingView } from '@zhihe/contracts/posting'
import { type Question, questionsAbout } from './assess.ts'
import type { Likeness } from './duplicates.ts'
import type { Posting } from './posting.ts'

/** A posting as its reader sees it: what was not stated is null. */
export function toPostingView({ content, ...posting }: Posting): PostingView {
  const { id, source, externalId, status, reasonCode, findings, canonicalId, version, createdAt, updatedAt } = posting
  return {
    id,
    source,
    externalId,
    status,
    reasonCode,
    questions: openQuestions({ status, reasonCode, content }),
    findings,
    canonicalId,
    likeness: toLikenessView(posting.likeness),
    confirmedAt: posting.confirmedAt.toISOString(),
    ...content,
    fairId: content.fairId ?? null,
    occupationCode: content.occupationCode ?? null,
    regionCode: content.regionCode ?? null,
    address: content.address ?? null,
    headcount: content.headcount ?? null,
    pay: content.pay ?? null,
    hours: content.hours ?? null,
    age: content.age ?? null,
    education: content.education ?? null,
    experienceYears: content.experienceYears ?? null,
    employerStatement: content.employerStatement ?? null,
    description: content.description ?? null,
    requirementsText: content.requirementsText ?? null,
    opensAt: content.opensAt ?? null,
    closesAt: content.closesAt ?? null,
    version,
    createdAt: createdAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
  }
}

/** How like a copy is to the one it stands behind, in words too. */
export function toLikenessView(likeness: Likeness | null): PostingView['likeness'] {
  if (likeness === null) return null
  const { titles, duties } = likeness
  const zh = `同一单位、同一地区、不同来源；岗位名称相似 ${titles}%，工作内容相似 ${duties}%。`
  const en = `Same employer and place, another source; the titles are ${titles} % alike, the duties ${duties} %.`
  return { ...likeness, zh, en }
}

/** What is missing before a posting can be published. */
export function openQuestions({ status, reasonCode, content }: Pick<Posting, 'status' | 'reasonCode' | 'content'>): Question[] {
  if (status === 'needs_info' && reasonCode === 'needs_confirmation') return [confirmation]
  return status === 'needs_info' || status === 'blocked' ? questionsAbout(content) : []
}

const confirmation: Question = {
  pointer: '/confirmedAt',
  code: 'needs_confirmation',
  zh: '该岗位已 90 天未更新，请确认是否仍在招聘。',
  en: 'Nobody has touched this posting for 90 days; confirm that it is still open.',
}
