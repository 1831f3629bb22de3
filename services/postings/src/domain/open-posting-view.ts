import type { OpenPosting } from '@zhihe/contracts/open-posting'
import type { PostingContent } from '@zhihe/contracts/posting'

/** What of a posting is for everybody; only what is named here is copied. */
export function toOpenPostingView({
  id,
  publishedAt,
  employer,
  content,
}: Pick<OpenPosting, 'id' | 'publishedAt' | 'employer'> & { content: PostingContent }): OpenPosting {
  const { title, channel, employmentForm, workMode, skills, licences, accommodations, benefits } = content
  return {
    id,
    publishedAt,
    employer,
    title,
    occupationCode: content.occupationCode ?? null,
    channel,
    employmentForm,
    workMode,
    regionCode: content.regionCode ?? null,
    address: content.address ?? null,
    headcount: content.headcount ?? null,
    pay: content.pay ?? null,
    hours: content.hours ?? null,
    age: content.age ?? null,
    education: content.education ?? null,
    experienceYears: content.experienceYears ?? null,
    skills,
    licences,
    accommodations,
    benefits,
    description: content.description ?? null,
    requirementsText: content.requirementsText ?? null,
    opensAt: content.opensAt ?? null,
    closesAt: content.closesAt ?? null,
  }
}
