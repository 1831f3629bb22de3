import { v7 } from 'uuid'
import { describe, expect, it } from 'vitest'
import { type Publish, publishBatch } from './publish-batch.ts'

describe('publishBatch', () => {
  it('sends what is sent again only to those who do not have it', async () => {
    const [early, late] = [closed(), closed()]
    const sent: string[] = []
    const publish: Publish = async (consumer, jobs) => void sent.push(...jobs.map(({ data }) => `${consumer} ${data.id}`))

    const outcome = await publishBatch([row(early), row(late)], {
      publish,
      hasArrived: (consumer, id) => id === early.id || (id === late.id && consumer === 'matching'),
    })

    expect(sent).toEqual([`webhooks ${late.id}`])
    expect(outcome.accepted).toEqual([early.id, late.id])
  })

  it('defers only the rows whose queue is down', async () => {
    const [forMatching, forBoth] = [changed(), closed()]
    const publish: Publish = async (consumer) => {
      if (consumer === 'webhooks') throw new Error('down')
    }

    const outcome = await publishBatch([row(forMatching), row(forBoth)], { publish })

    expect(outcome).toEqual({ accepted: [forMatching.id], refused: [], deferred: [forBoth.id], fault: new Error('down') })
  })

  it('refuses a single row at once when the error is known to speak of the payload', async () => {
    const poison = closed()
    const publish: Publish = async () => {
      throw Object.assign(new Error('invalid'), { code: '22P05' })
    }

    const outcome = await publishBatch([row(poison)], { publish, isRefusal: () => true })

    expect(outcome).toEqual({ accepted: [], refused: [{ id: poison.id, reason: 'invalid' }], deferred: [] })
  })

  it('does not blame a single row when nothing else tells whether the queue is up', async () => {
    const publish: Publish = async () => {
      throw new Error('down')
    }

    const outcome = await publishBatch([row(closed())], { publish })

    expect(outcome).toMatchObject({ accepted: [], refused: [], fault: new Error('down') })
  })

  it('finds the bad rows among many in few calls', async () => {
    const rows = Array.from({ length: 500 }, () => row(closed()))
    const bad = new Set([rows[3]?.id, rows[499]?.id])
    let calls = 0
    const publish: Publish = async (_consumer, jobs) => {
      calls += 1
      if (jobs.some(({ data }) => bad.has(data.id))) throw new Error('no')
    }

    const outcome = await publishBatch(rows, { publish, isRefusal: () => true })

    expect(new Set(outcome.refused.map(({ id }) => id))).toEqual(bad)
    expect(outcome.accepted).toHaveLength(498)
    expect(calls).toBeLessThan(100)
  })

  it('stops looking when the queue goes away meanwhile', async () => {
    const rows = Array.from({ length: 500 }, () => row(closed()))
    let calls = 0
    const publish: Publish = async (_consumer, jobs) => {
      calls += 1
      if (jobs.length > 1 || calls > 3) throw new Error('down')
    }

    const outcome = await publishBatch(rows, { publish })

    expect(outcome.refused).toEqual([])
    expect(outcome.deferred.length).toBeGreaterThan(490)
    expect(calls).toBeLessThan(60)
  })
})

function closed() {
  const data = {
    postingId: v7(),
    tenantId: v7(),
    employerId: v7(),
    source: 'fair',
    externalId: '1',
    title: '校对员',
    version: 2,
    reasonCode: 'filled',
  }
  return { id: v7(), type: 'posting.closed', occurredAt: '2026-11-22T09:00:00.000Z', data }
}

function changed() {
  const facts = {
    id: v7(),
    version: 1,
    active: false,
    consentsToMatching: false,
    birthMonth: null,
    sex: null,
    education: null,
    regionCode: null,
    willingRegions: null,
    commuteMaxKm: null,
    commuteMaxMinutes: null,
    commuteModes: null,
    workModes: null,
    employmentForms: null,
    desiredOccupations: null,
    payFloorFen: null,
    skills: [],
    licences: null,
    experience: null,
    capabilities: [],
    accommodationsNeeded: null,
  }
  return { id: v7(), type: 'jobseeker.changed', occurredAt: '2026-11-22T09:00:00.000Z', data: { tenantId: v7(), facts } }
}

function row(event: { id: string }) {
  return { id: event.id, payload: event, attempts: 0, resent: 0 }
}
