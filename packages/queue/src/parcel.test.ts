import { describe, expect, it } from 'vitest'
import { handleParcel } from './handle-parcel.ts'
import { pack, unpack } from './parcel.ts'
import { isJobId, UnrecoverableJobError } from './policy.ts'
import type { ReceivedJob } from './received-job.ts'
import { createTurns } from './turns.ts'

function jobs(count: number) {
  return Array.from({ length: count }, (_, n) => ({ name: 'posting.published', data: { n }, jobId: `event-${n}` }))
}

describe('a parcel', () => {
  it('holds jobs that come out as they went in, each id once', () => {
    const packed = pack([...jobs(5), ...jobs(5)], 2)

    expect(packed.map((job) => unpack(job)?.length ?? 1)).toEqual([2, 2, 1])
    expect(packed.flatMap((job) => unpack(job) ?? [job])).toEqual(jobs(5))
    expect(packed.every(({ jobId }) => isJobId(jobId))).toBe(true)
  })

  it('has the same id for the same jobs and another one for others', () => {
    const [first, same, other] = [pack(jobs(3), 25), pack(jobs(3), 25), pack(jobs(4), 25)]

    expect(same).toEqual(first)
    expect(other[0]?.jobId).not.toBe(first[0]?.jobId)
  })

  it('is not made for a job alone, nor where jobs travel one by one', () => {
    expect(pack(jobs(1), 25)).toEqual(jobs(1))
    expect(pack(jobs(3), 1)).toEqual(jobs(3))
  })

  it('is known by its name, its id and its content', () => {
    const inner = { jobs: jobs(2) }

    expect(unpack({ name: 'parcel', jobId: 'event-1', data: inner })).toBeNull()
    expect(unpack({ name: 'parcel', jobId: 'parcel-1', data: { jobs: [{ name: 'x', jobId: 'a:b' }] } })).toBeNull()
    expect(unpack({ name: 'parcel', jobId: 'parcel-1', data: null })).toBeNull()
    expect(unpack({ name: 'parcel', jobId: 'parcel-1', data: inner })).toHaveLength(2)
  })

  it('gives back what failed for later, and what can never succeed at once', async () => {
    const failed: string[] = []
    const handle = async ({ jobId }: ReceivedJob): Promise<void> => {
      if (jobId === 'event-1') throw new Error('the database is away')
      if (jobId === 'event-2') throw new UnrecoverableJobError('not an event')
    }

    const leftovers = await handleParcel(jobs(4), {
      turns: createTurns(2),
      handle,
      isStopping: () => false,
      onFailed: ({ jobId }) => void failed.push(jobId),
    })

    expect(leftovers.map(({ job, delayMs }) => [job.jobId, delayMs])).toEqual([
      ['event-1', 200],
      ['event-2', 0],
    ])
    expect(failed).toEqual(['event-1'])
  })

  it('gives back what it has not begun when the worker stops', async () => {
    const begun: string[] = []

    const leftovers = await handleParcel(jobs(3), {
      turns: createTurns(1),
      handle: async ({ jobId }) => void begun.push(jobId),
      isStopping: () => begun.length > 0,
      onFailed: () => {},
    })

    expect(begun).toEqual(['event-0'])
    expect(leftovers.map(({ job }) => job.jobId)).toEqual(['event-1', 'event-2'])
  })
})

describe('turns', () => {
  it('run no more at once than they may, in the order in which they came', async () => {
    const turns = createTurns(2)
    const order: number[] = []
    let running = 0
    let most = 0

    await Promise.all(
      [1, 2, 3, 4, 5].map((n) =>
        turns(async () => {
          order.push(n)
          running += 1
          most = Math.max(most, running)
          await Promise.resolve()
          running -= 1
          if (n === 2) throw new Error('one fails')
        }).catch(() => {}),
      ),
    )

    expect(order).toEqual([1, 2, 3, 4, 5])
    expect(most).toBe(2)
  })
})
