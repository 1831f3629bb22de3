import { v7 as uuidv7 } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { shortlistChanged } from './sample-events.ts'
import { startWebhooks, type Webhooks } from './webhooks-service.ts'

const hook = 'https://hr.example.com/zhihe'
const matchTypes = ['match.proposed', 'match.updated', 'match.withdrawn']

let webhooks: Webhooks
beforeAll(async () => {
  webhooks = await startWebhooks({ allowPrivate: false })
})
afterAll(async () => await webhooks[Symbol.asyncDispose]())

type Entry = ReturnType<typeof shortlistChanged>['data']['proposed'][number]

/** An employer with one endpoint, and one list whose `seq` rises with each thing that is said of it. */
async function newList({ peoplePerMonth, events = matchTypes }: { peoplePerMonth?: number; events?: string[] } = {}) {
  const employerId = uuidv7()
  const token = await webhooks.key('enterprise', { employerId })
  const { body } = await webhooks.call({ method: 'POST', url: '/v1/webhook-endpoints', token, body: { url: hook, events, peoplePerMonth } })
  const about = { tenantId: webhooks.tenantId, employerId, postingId: uuidv7() }
  const person = shortlistChanged(about).data.proposed[0]!
  let seq = 0
  const change = async (part: { proposed?: Entry[]; updated?: Entry[]; withdrawn?: Entry[]; seq?: number }) => {
    seq += 1
    const event = shortlistChanged(about)
    const withdrawn = (part.withdrawn ?? []).map(({ matchId, candidateRef }) => ({ matchId, candidateRef, reason: 'no_longer_fits' }))
    const data = { ...event.data, seq: part.seq ?? seq, proposed: part.proposed ?? [], updated: part.updated ?? [], withdrawn }
    await webhooks.hear({ ...event, data })
  }
  const said = async () =>
    (await webhooks.messages(token)).toReversed().map(({ type, status }) => [String(type).slice('match.'.length), String(status)])
  /** As if the oldest message of this type had been attempted once. */
  const attempt = async (type: string) =>
    await webhooks.admin.query(
      `update webhooks.messages set attempts = 1, tries = 1, next_attempt_at = next_attempt_at + interval '5 seconds'
      where id = (select min(id) from webhooks.messages where endpoint_id = $1 and type = $2)`,
      [body.id, `match.${type}`],
    )
  const disable = async () =>
    await webhooks.admin.query(
      `update webhooks.endpoints set status = 'disabled', disabled_at = now(), disabled_reason = 'failing' where id = $1`,
      [body.id],
    )
  const rows = async () =>
    (await webhooks.admin.query('select * from webhooks.messages where endpoint_id = $1 order by id', [body.id])).rows as Record<
      string,
      unknown
    >[]
  return { person, change, said, attempt, disable, rows, endpointId: body.id, token }
}

describe('a proposal', () => {
  it('is kept with whom it is about, and says nothing of it', async () => {
    const list = await newList()

    await list.change({ proposed: [list.person] })

    const [row] = await list.rows()
    expect(row).toMatchObject({ match_id: list.person.matchId, jobseeker_id: list.person.jobseekerId, priority: list.person.score })
    expect(JSON.stringify(await webhooks.messages(list.token))).not.toContain(list.person.jobseekerId)
  })

  it('is held where there is a cap', async () => {
    const list = await newList({ peoplePerMonth: 8 })

    await list.change({ proposed: [list.person] })

    expect(await list.said()).toEqual([['proposed', 'held']])
    expect(await list.rows()).toMatchObject([{ next_attempt_at: null, released_at: null }])
  })

  it('is not made of an event that was overtaken by the withdrawal, where there is a cap', async () => {
    const list = await newList({ peoplePerMonth: 8 })
    await list.change({ withdrawn: [list.person], seq: 5 })

    await list.change({ proposed: [list.person], seq: 4 })

    expect(await list.said()).toEqual([['withdrawn', 'pending']])
  })
})

describe('a withdrawal', () => {
  it('that is heard at the same moment as its proposal takes it back all the same', async () => {
    const lists = await Promise.all(Array.from({ length: 60 }, () => newList()))

    for (const list of lists) {
      await Promise.all([list.change({ proposed: [list.person], seq: 1 }), list.change({ withdrawn: [list.person], seq: 2 })])
    }

    const outcomes = await Promise.all(
      lists.map(async ({ said }) =>
        (await said())
          .map((one) => one.join(' '))
          .toSorted()
          .join(', '),
      ),
    )
    const unsettled = outcomes.filter((said) => said !== 'proposed cancelled' && said !== 'proposed pending, withdrawn pending')
    expect(unsettled).toEqual([])
  })

  it('cancels what never went out, and is not said either', async () => {
    const [waiting, held] = [await newList(), await newList({ peoplePerMonth: 8 })]

    for (const list of [waiting, held]) {
      await list.change({ proposed: [list.person] })
      await list.change({ updated: [list.person] })
      await list.change({ withdrawn: [list.person] })
    }

    for (const list of [waiting, held]) {
      expect(await list.said()).toEqual([
        ['proposed', 'cancelled'],
        ['updated', 'cancelled'],
      ])
    }
  })

  it('is said of a match of which something went out, and cancels the rest', async () => {
    const list = await newList()
    await list.change({ proposed: [list.person] })
    await list.attempt('proposed')
    await list.change({ updated: [list.person] })

    await list.change({ withdrawn: [list.person] })

    expect(await list.said()).toEqual([
      ['proposed', 'cancelled'],
      ['updated', 'cancelled'],
      ['withdrawn', 'pending'],
    ])
  })

  it('cancels also what was tried and failed, which else would wait for hours; and leaves what is on its way at this moment', async () => {
    const [tried, underway] = [await newList(), await newList()]
    for (const list of [tried, underway]) {
      await list.change({ proposed: [list.person] })
      await list.attempt('proposed')
    }
    await webhooks.admin.query(
      `update webhooks.messages set claimed_by = 'a sender', claimed_until = now() + interval '5 seconds' where endpoint_id = $1`,
      [underway.endpointId],
    )

    for (const list of [tried, underway]) await list.change({ withdrawn: [list.person] })

    expect(await tried.said()).toEqual([
      ['proposed', 'cancelled'],
      ['withdrawn', 'pending'],
    ])
    expect(await underway.said()).toEqual([
      ['proposed', 'pending'],
      ['withdrawn', 'pending'],
    ])
  })

  it('is not said of somebody who came back and left again before anything went out', async () => {
    const list = await newList()
    await list.change({ proposed: [list.person] })
    await list.attempt('proposed')
    await list.change({ withdrawn: [list.person] })
    await list.change({ proposed: [list.person] })

    await list.change({ withdrawn: [list.person] })

    expect((await list.said()).map(([type, status]) => `${type} ${status}`)).toEqual([
      'proposed cancelled',
      'withdrawn pending',
      'proposed cancelled',
    ])
  })

  it('leaves alone what is newer', async () => {
    const list = await newList()
    await list.change({ proposed: [list.person], seq: 9 })

    await list.change({ withdrawn: [list.person], seq: 8 })

    expect(await list.said()).toEqual([
      ['proposed', 'pending'],
      ['withdrawn', 'pending'],
    ])
  })

  it('cancels also for an endpoint that does not want to hear of withdrawals', async () => {
    const list = await newList({ events: ['match.proposed'] })
    await list.change({ proposed: [list.person] })

    await list.change({ withdrawn: [list.person] })

    expect(await list.said()).toEqual([['proposed', 'cancelled']])
  })

  it('is about nobody who would have to consent to it', async () => {
    const list = await newList()

    await list.change({ withdrawn: [list.person] })

    expect(await list.rows()).toMatchObject([{ type: 'match.withdrawn', jobseeker_id: null, match_id: list.person.matchId }])
  })
})

describe('an update', () => {
  it('is due at once, and not before the proposal that it changes', async () => {
    const list = await newList()
    await list.change({ proposed: [list.person] })
    const later = new Date(webhooks.clock.now.getTime() + 30_000)
    await webhooks.admin.query('update webhooks.messages set next_attempt_at = $2 where endpoint_id = $1', [list.endpointId, later])

    await list.change({ updated: [list.person] })
    await list.attempt('proposed')
    await list.attempt('updated')
    await list.change({ updated: [list.person] })

    expect((await list.rows()).map((row) => row['next_attempt_at']).slice(1)).toEqual([
      new Date(later.getTime() + 5_000),
      webhooks.clock.now,
    ])
  })

  it('of somebody held is held with her, and has her newest score decide when it is her turn', async () => {
    const list = await newList({ peoplePerMonth: 8 })
    await list.change({ proposed: [list.person] })

    await list.change({ updated: [{ ...list.person, score: 5_100, scoreBand: 'medium' }] })

    expect(await list.rows()).toMatchObject([
      { type: 'match.proposed', status: 'held', priority: 5_100 },
      { type: 'match.updated', status: 'held', priority: 5_100 },
    ])
  })

  it('of somebody of whom the endpoint knows goes out beside the cap; of somebody it never heard of it is held', async () => {
    const list = await newList({ peoplePerMonth: 8 })
    await list.change({ proposed: [list.person] })
    await webhooks.admin.query(
      `update webhooks.messages set status = 'delivered', attempts = 1, released_at = now() where endpoint_id = $1`,
      [list.endpointId],
    )
    const stranger = { ...list.person, matchId: uuidv7(), jobseekerId: uuidv7() }

    await list.change({ updated: [list.person, stranger] })

    const fates = (await list.rows()).map(({ type, match_id, status }) => [type, match_id === stranger.matchId, status])
    expect(fates).toHaveLength(3)
    expect(fates).toEqual(
      expect.arrayContaining([
        ['match.proposed', false, 'delivered'],
        ['match.updated', false, 'pending'],
        ['match.updated', true, 'held'],
      ]),
    )
  })

  it('is not said after a withdrawal that overtook it', async () => {
    const list = await newList()
    await list.change({ withdrawn: [list.person], seq: 5 })

    await list.change({ updated: [list.person], seq: 4 })

    expect(await list.said()).toEqual([['withdrawn', 'pending']])
  })
})

describe('an endpoint that is not sent to', () => {
  it('finds what it missed when it was disabled, without what was taken back meanwhile', async () => {
    const list = await newList({ peoplePerMonth: 8 })
    await list.disable()
    const stays = { ...list.person, matchId: uuidv7(), jobseekerId: uuidv7() }

    await list.change({ proposed: [list.person, stays] })
    await list.change({ updated: [stays] })
    await list.change({ withdrawn: [list.person] })

    expect((await list.said()).toSorted((a, b) => (a.join() < b.join() ? -1 : 1))).toEqual([
      ['proposed', 'cancelled'],
      ['proposed', 'missed'],
      ['updated', 'missed'],
    ])
  })

  it('finds what came while it was paused waiting for it', async () => {
    const list = await newList()
    await webhooks.call({ method: 'PATCH', url: `/v1/webhook-endpoints/${list.endpointId}`, token: list.token, body: { status: 'paused' } })

    await list.change({ proposed: [list.person] })

    expect(await list.said()).toEqual([['proposed', 'pending']])
  })
})
