import type { Posting, PostingContent } from '@zhihe/contracts/posting'
import type { ApiClient } from '../api-client.ts'

/** The row of the workbook that its employer has put on its own site as well. */
const copiedCode = 'HZ-029'

/** Pushes a posting of the workbook once more, as the employer's site words it: it stands behind the first and is not matched twice. */
export async function pushCopy(organiser: ApiClient, postings: readonly Posting[]): Promise<Posting> {
  const first = postings.find(({ externalId }) => externalId === copiedCode)
  if (!first) throw new Error(`the sample has no posting ${copiedCode}`)
  const { employerId, description, requirementsText, regionCode, headcount, pay, education, closesAt } = first
  const said = { description, requirementsText, regionCode, headcount, pay, education, closesAt }
  const stated = Object.fromEntries(Object.entries(said).filter(([, value]) => value !== null))
  const content: Partial<PostingContent> = { ...stated, employerId, title: `【急招】${first.title}` }
  const { posting } = await organiser.put<{ posting: Posting }>(`/v1/postings/by-source/employer-site/${copiedCode}`, content)
  return posting
}
