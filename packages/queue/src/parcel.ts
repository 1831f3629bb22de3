import { createHash } from 'node:crypto'
import { isJobId } from './policy.ts'

export interface NewJob {
  /** The event's type. */
  name: string
  data: unknown
  /** A letter, then letters, digits, `-` and `_`: `event-<uuid>`. While a job with this id exists, another one is not added. */
  jobId: string
}

const parcel = 'parcel'

/**
 * Puts jobs that are added together into one: a back end pays for each job it takes, hands out and forgets, and hardly for its length. The same jobs
 * make the same parcel, so adding them again adds nothing. A job alone stays itself.
 */
export function pack(jobs: readonly NewJob[], size: number): NewJob[] {
  const known = new Set<string>()
  const each = jobs.filter(({ jobId }) => !known.has(jobId) && known.add(jobId))
  const packed: NewJob[] = []
  for (let start = 0; start < each.length; start += size) {
    const some = each.slice(start, start + size)
    const [single] = some
    if (single && some.length === 1) packed.push(single)
    else packed.push({ name: parcel, data: { jobs: some }, jobId: `${parcel}-${fingerprintOf(some)}` })
  }
  return packed
}

/** The jobs of a parcel; null for a job that is none. */
export function unpack({ name, data, jobId }: NewJob): NewJob[] | null {
  if (name !== parcel || !jobId.startsWith(`${parcel}-`) || !isContent(data)) return null
  return data.jobs
}

function isContent(data: unknown): data is { jobs: NewJob[] } {
  return typeof data === 'object' && data !== null && 'jobs' in data && Array.isArray(data.jobs) && data.jobs.every(isJob)
}

function isJob(job: unknown): boolean {
  return typeof job === 'object' && job !== null && 'name' in job && 'jobId' in job && typeof job.jobId === 'string' && isJobId(job.jobId)
}

function fingerprintOf(jobs: readonly NewJob[]): string {
  return createHash('sha256')
    .update(jobs.map(({ jobId }) => jobId).join(' '))
    .digest('hex')
    .slice(0, 32)
}
