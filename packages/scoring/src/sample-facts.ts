import type { JobseekerFacts, PostingFacts } from './facts.ts'
import { unsaidJobseeker, unsaidPosting } from './unsaid-facts.ts'

/** An open posting that states nothing but where it is; a test or benchmark says what matters to it. */
export function posting(facts: Partial<PostingFacts> = {}): PostingFacts {
  return { ...unsaidPosting, id: 'posting', headcount: 1, regionCode: '330106', ...facts }
}

/** A person of 30 in Hangzhou who is looking for work, open to every form and mode, and of whom little else is known. */
export function jobseeker(facts: Partial<JobseekerFacts> = {}): JobseekerFacts {
  return {
    ...unsaidJobseeker,
    id: 'jobseeker',
    birthMonth: '1996-05',
    sex: 'female',
    regionCode: '330106',
    workModes: ['onsite', 'remote', 'hybrid'],
    employmentForms: ['full_time', 'part_time', 'flexible', 'home_based'],
    ...facts,
  }
}
