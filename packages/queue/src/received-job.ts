import type { Job } from 'bullmq'

export interface ReceivedJob {
  name: string
  /** As it was added; parse it. */
  data: unknown
  jobId: string
  /** 1 for the first attempt. A worker that died does not count. */
  attempt: number
}

export function received(job: Job): ReceivedJob {
  return { name: job.name, data: job.data, jobId: job.id ?? '', attempt: job.attemptsMade + 1 }
}
