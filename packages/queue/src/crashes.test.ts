import { describe, expect, it } from 'vitest'
import { crashesOf, createCare, type Suspect } from './crashes.ts'

describe('the deaths that a job has seen', () => {
  it('are those of the parcel that it came in and its own', () => {
    expect(crashesOf({ opts: {}, progress: 0, stalledCounter: 0 })).toBe(0)
    expect(crashesOf({ opts: {}, progress: 0, stalledCounter: 3 })).toBe(3)
    expect(crashesOf({ opts: { crashes: 1 } as object, progress: 0, stalledCounter: 1 })).toBe(2)
  })

  it('are for a suspect only those while it ran', () => {
    expect(crashesOf({ opts: {}, progress: { crashes: 2, isRunning: false }, stalledCounter: 9 })).toBe(2)
    expect(crashesOf({ opts: {}, progress: { crashes: 2, isRunning: true }, stalledCounter: 9 })).toBe(3)
  })
})

describe('a suspect', () => {
  it.each(['done', 'failed'])(
    'has not killed anybody when its run has ended, %s, whatever becomes of it before the queue hears of that',
    async (end) => {
      const job = suspect({ stalledCounter: 4 })
      const carefully = createCare(new AbortController().signal)
      let whileRunning = 0

      await carefully(job, async () => {
        whileRunning = crashesOf(job)
        if (end === 'failed') throw new Error(end)
      }).catch(() => {})

      expect([whileRunning, crashesOf(job)]).toEqual([5, 4])
    },
  )
})

/** What BullMQ keeps of a job. */
function suspect(seen: Pick<Suspect, 'stalledCounter'>): Suspect {
  const job = {
    opts: {},
    progress: 0 as Suspect['progress'],
    ...seen,
    updateProgress: async (said: Suspect['progress']) => void (job.progress = said),
  }
  return job
}
