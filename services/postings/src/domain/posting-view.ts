import type { Posting as PostingView } from '@zhihe/contracts/posting'
import { questionsAbout } from './assess.ts'
import type { Posting } from './posting.ts'

/** A posting as its reader sees it: what was not stated is null. */
export function toPostingView(posting: Posting): PostingView {
  const { id, source, externalId, status, reasonCode, content, version, createdAt, updatedAt } = posting
  return {
    ...nothingStated,
    ...content,
    id,
    source,
    externalId,
    status,
    reasonCode,
    questions: status === 'needs_info' ? questionsAbout(content) : [],
    version,
    createdAt: createdAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
  }
}

const nothingStated = {
  fairId: null,
  occupationCode: null,
  regionCode: null,
  address: null,
  headcount: null,
  pay: null,
  hours: null,
  age: null,
  education: null,
  experienceYears: null,
  employerStatement: null,
  description: null,
  requirementsText: null,
  opensAt: null,
  closesAt: null,
}
