import { type Job, type JobJson, UnrecoverableError } from 'bullmq'

/** Stands for data that is no JSON. */
const unreadable = Symbol('data that is no JSON')

/** Makes a job of what the back end has of it. BullMQ throws before anybody could say that a job's data is bad, and gets the job again and again. */
export function readLeniently<T extends Job>(create: (data: JobJson) => T, data: JobJson): T {
  try {
    return create(data)
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    const job = create({ ...data, data: '{}' })
    job.data = unreadable
    return job
  }
}

/** Throws for a job whose data is no JSON. In its place is written what it was, or it could not even be listed. */
export async function refuseUnreadable(job: Job): Promise<void> {
  if (job.data !== unreadable) return
  await job.updateData({ unreadable: 'the data was no JSON' })
  throw new UnrecoverableError('the data of the job is no JSON')
}
