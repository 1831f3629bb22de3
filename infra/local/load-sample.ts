import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Employer } from '@zhihe/contracts/employer'
import type { Fair } from '@zhihe/contracts/fair'
import type { NewJobseeker } from '@zhihe/contracts/jobseeker'
import type { BatchAnswer } from '@zhihe/contracts/posting-batch'
import { ApiClient, inParallel } from './api-client.ts'
import type { LocalKeys } from './local-file.ts'
import { readSampleWorkbook } from './sample/read-workbook.ts'

export interface LoadedSample {
  fairName: string
  employers: number
  postings: BatchAnswer['counts']
  people: number
}

const sampleDir = join(import.meta.dirname, 'sample')
const atOnce = 8

/** Loads the sample fair as an organiser and the sample people as the federation would: through the API. A load that was cut off is continued. */
export async function loadSample(origin: string, keys: LocalKeys): Promise<LoadedSample> {
  const organiser = new ApiClient(origin, keys.organiser)
  const federation = new ApiClient(origin, keys.federation)
  const workbook = readSampleWorkbook(readFileSync(join(sampleDir, 'fair.xlsx')))
  const people = JSON.parse(readFileSync(join(sampleDir, 'people.json'), 'utf8')) as NewJobseeker[]

  const fair = await organiser.post<Fair>('/v1/fairs', workbook.fair, 'sample-fair')
  const idByCode = new Map<string, string>()
  await inParallel(workbook.employers, atOnce, async (employer) => {
    const created = await organiser.post<Employer>('/v1/employers', employer, `sample-employer-${employer.uscc}`)
    idByCode.set(employer.uscc, created.id)
  })
  const items = workbook.postings.map(({ uscc, ...posting }) => ({ ...posting, employerId: idByCode.get(uscc), fairId: fair.id }))
  const [batch] = await Promise.all([
    organiser.post<BatchAnswer>('/v1/postings/batch', { items }, 'sample-postings'),
    inParallel(people, atOnce, (person, index) => federation.post('/v1/jobseekers', person, `sample-person-${index}`)),
  ])
  const rejected = batch.results.filter((result) => result.outcome === 'rejected')
  if (rejected.length > 0) throw new Error(`the sample has postings that were rejected: ${JSON.stringify(rejected.slice(0, 3))}`)
  return { fairName: fair.name, employers: workbook.employers.length, postings: batch.counts, people: people.length }
}
