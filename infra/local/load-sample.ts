import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Fair } from '@zhihe/contracts/fair'
import type { ImportJob } from '@zhihe/contracts/import'
import type { NewJobseeker } from '@zhihe/contracts/jobseeker'
import type { Posting } from '@zhihe/contracts/posting'
import { ApiClient, inParallel } from './api-client.ts'
import { type Imported, importWorkbook } from './import-workbook.ts'
import type { LocalKeys } from './local-file.ts'
import { readFair } from './sample/read-fair.ts'
import { pushCopy } from './sample/second-source.ts'

export interface LoadedSample {
  fairName: string
  employers: number
  postings: number
  people: number
  imported: Imported
  /** The same posting from another source, which stands behind the one of the workbook. */
  copy: Posting
}

const sampleDir = join(import.meta.dirname, 'sample')
const fileName = 'fair.xlsx'
const atOnce = 8

/**
 * Loads the sample fair as an organiser (her workbook, whole) and the sample people as the federation would: through the API. A load that was cut off is
 * continued. `tell` hears how far the workbook is.
 */
export async function loadSample(origin: string, keys: LocalKeys, tell: (job: ImportJob) => void = () => {}): Promise<LoadedSample> {
  const organiser = new ApiClient(origin, keys.organiser)
  const federation = new ApiClient(origin, keys.federation)
  const bytes = readFileSync(join(sampleDir, fileName))
  const people = JSON.parse(readFileSync(join(sampleDir, 'people.json'), 'utf8')) as NewJobseeker[]

  const fair = await organiser.post<Fair>('/v1/fairs', await readFair(bytes), 'sample-fair')
  const [imported] = await Promise.all([
    importWorkbook(organiser, { fairId: fair.id, fileName, bytes, idempotencyKey: 'sample-workbook' }, tell),
    inParallel(people, atOnce, (person, index) => federation.post('/v1/jobseekers', person, `sample-person-${index}`)),
  ])
  const rejected = imported.items.filter(({ outcome }) => outcome === 'rejected')
  if (rejected.length > 0) throw new Error(`the sample has rows that were rejected: ${JSON.stringify(rejected.slice(0, 3))}`)
  const postings = await postingsOf(organiser, fair.id)
  return {
    fairName: fair.name,
    employers: new Set(postings.map(({ employerId }) => employerId)).size,
    postings: postings.length,
    people: people.length,
    imported,
    copy: await pushCopy(organiser, postings),
  }
}

async function postingsOf(api: ApiClient, fairId: string): Promise<Posting[]> {
  const { items } = await api.get<{ items: Posting[] }>(`/v1/postings?fairId=${fairId}&limit=200`)
  return items
}
