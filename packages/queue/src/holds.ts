import type { Queue } from 'bullmq'
import { unpack } from './parcel.ts'
import { received } from './received-job.ts'

// Parcels are looked into, and this many may hold 5,000 jobs.
const readableJobs = 200
const states = ['waiting', 'active', 'delayed'] as const

/**
 * Those of the jobs that are in the queue, in whatever state, alone or in a parcel; null when so many wait that looking would cost too much. What
 * goes on alone leaves its parcel only when it is there, so parcels are looked into first.
 */
export async function holdsOf(queue: Queue, jobIds: readonly string[]): Promise<ReadonlySet<string> | null> {
  const counts = await queue.getJobCounts(...states)
  if (Object.values(counts).reduce((sum, count) => sum + count, 0) > readableJobs) return null
  const inside = await Promise.all((await queue.getRanges([...states], 0, readableJobs)).map((id) => jobsIn(queue, id)))
  const held = new Set(inside.flat())
  const found = await Promise.all(jobIds.map(async (jobId) => held.has(jobId) || (await jobsIn(queue, jobId)).length > 0))
  return new Set(jobIds.filter((_, at) => found[at]))
}

/** The job, or those of a parcel; none when there is no such job. */
async function jobsIn(queue: Queue, jobId: string): Promise<string[]> {
  try {
    const job = await queue.getJob(jobId)
    if (!job) return []
    return unpack(received(job))?.map((part) => part.jobId) ?? [jobId]
  } catch (error) {
    if (error instanceof SyntaxError) return [jobId] // it is there, and its data is no JSON
    throw error
  }
}
