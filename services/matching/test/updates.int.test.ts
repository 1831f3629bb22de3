import { eventually } from '@zhihe/testing/eventually'
import { describe, expect, it } from 'vitest'
import { change, jobseeker, posting, publish } from './facts.ts'
import { startMatching } from './matching-service.ts'

const needing = (...codes: ('HS-01' | 'HS-03')[]) => codes.map((code) => ({ code, required: false }))

/** One person on one list. */
async function startPair() {
  const matching = await startMatching()
  const worker = matching.startWorker()
  const person = jobseeker({ accommodationsNeeded: needing('HS-01') })
  const job = posting()
  await worker.take(publish(job))
  await worker.take(change(person))
  await eventually(async () => expect(await matching.list(job.id)).toHaveLength(1))
  let version = 1
  const becomes = async (facts: Partial<typeof person>) => {
    version += 1
    await worker.take(change({ ...person, ...facts, version }))
    await eventually(async () => expect((await matching.list(job.id))[0]?.jobseeker_version).toBe(version))
  }
  const updates = async () =>
    (await matching.emitted()).flatMap((event) =>
      event.type === 'shortlist.changed' ? event.data.updated.map((one) => ({ ...one, seq: event.data.seq })) : [],
    )
  return { ...matching, worker, person, job, becomes, updates }
}

describe('somebody who stays on a list', () => {
  it('is told of again when her needs change, and not when nothing does that an employer is told', async () => {
    await using pair = await startPair()

    await pair.becomes({ accommodationsNeeded: needing('HS-03', 'HS-01') })
    await pair.becomes({ accommodationsNeeded: needing('HS-01', 'HS-03') })
    await pair.becomes({ accommodationsNeeded: needing('HS-01', 'HS-03'), desiredOccupations: [] })

    const [entry] = await pair.list(pair.job.id)
    expect(await pair.updates()).toMatchObject([
      { matchId: entry!.match_id, jobseekerId: pair.person.id, score: entry!.score, needs: [{ code: 'HS-03' }, { code: 'HS-01' }] },
    ])
  })

  it('is told of again when only her verdict changes', async () => {
    await using pair = await startPair()

    await pair.becomes({ accommodationsNeeded: [{ code: 'HS-01', required: true }] })

    expect(await pair.updates()).toMatchObject([{ verdict: 'conditional', needs: [{ code: 'HS-01' }] }])
  })

  it('is not told of for needs of which it is not known what was told', async () => {
    await using pair = await startPair()
    await pair.rows('update matching.shortlist_entries set needs = null')

    await pair.becomes({ accommodationsNeeded: needing('HS-03') })
    const first = await pair.updates()
    await pair.becomes({ accommodationsNeeded: [] })

    expect(first).toEqual([])
    expect(await pair.updates()).toMatchObject([{ needs: [] }])
  })
})
