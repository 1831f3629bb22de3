import type { ScoreRequest } from '@zhihe/contracts/score'
import type { JobseekerFacts, PostingFacts } from '@zhihe/scoring/facts'
import { unsaidJobseeker, unsaidPosting } from '@zhihe/scoring/unsaid-facts'

/** The two sides of a request, what it does not say being unknown. */
export function inlineSides({ posting, jobseeker }: ScoreRequest): { posting: PostingFacts; jobseeker: JobseekerFacts } {
  return { posting: inlinePosting(posting), jobseeker: inlineJobseeker(jobseeker) }
}

/** A posting of which only this is known. */
export function inlinePosting(posting: ScoreRequest['posting']): PostingFacts {
  const { employerKind, regionCode } = posting
  return { ...unsaidPosting, ...stated(posting), employerKind, regionCode }
}

/** A person of whom only this is known. */
export function inlineJobseeker(jobseeker: ScoreRequest['jobseeker']): JobseekerFacts {
  return { ...unsaidJobseeker, ...stated(jobseeker) }
}

type Stated<T> = { [K in keyof T]?: Exclude<T[K], undefined> }

/** Without the fields that were not given. */
export function stated<T extends object>(side: T): Stated<T> {
  return Object.fromEntries(Object.entries(side).filter(([, value]) => value !== undefined)) as Stated<T>
}
