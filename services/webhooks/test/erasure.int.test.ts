import type { DomainEvent } from '@zhihe/contracts/event'
import { startWebhookCatcher } from '@zhihe/testing/webhook-catcher'
import { v7 as uuidv7 } from 'uuid'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { redactSent } from '../src/store/erasure-store.ts'
import { shortlistChanged } from './sample-events.ts'
import { sendAll, startWebhooks, type Webhooks } from './webhooks-service.ts'

type Erased = Extract<DomainEvent, { type: 'jobseeker.erased' }>
type Shortlist = ReturnType<typeof shortlistChanged>

let webhooks: Webhooks
beforeEach(async () => {
  webhooks = await startWebhooks()
})
afterEach(async () => await webhooks[Symbol.asyncDispose]())

function erased(jobseekerId: string, recipients: Erased['data']['recipients'] = []): Erased {
  const data = { tenantId: webhooks.tenantId, jobseekerId, version: 9, recipients }
  return { id: uuidv7(), type: 'jobseeker.erased', occurredAt: new Date().toISOString(), data }
}

/** One person on a list of the employer's, under a name of her own. */
function proposal(): { event: Shortlist; jobseekerId: string; candidateRef: string; matchId: string } {
  const event = shortlistChanged({ tenantId: webhooks.tenantId, employerId: webhooks.employerId })
  const [told] = event.data.proposed
  if (!told?.jobseekerId) throw new Error('a proposal names nobody')
  const candidateRef = `c_${told.matchId.replaceAll('-', '').slice(-22)}`
  told.candidateRef = candidateRef
  return { event, jobseekerId: told.jobseekerId, candidateRef, matchId: told.matchId }
}

const withdrawal = ({ event, matchId, candidateRef }: ReturnType<typeof proposal>, reason = 'erased'): Shortlist => ({
  ...event,
  id: uuidv7(),
  data: { ...event.data, seq: event.data.seq + 1, proposed: [], withdrawn: [{ matchId, candidateRef, reason }] },
})

/** Every table of the schema in which the text stands, but for the tombstones. */
const hits = async (text: string): Promise<string[]> => {
  const { rows } = await webhooks.admin.query<{ name: string }>(
    `select 'webhooks.' || tablename as name from pg_tables where schemaname = 'webhooks' and tablename <> 'erasures'`,
  )
  const found: string[] = []
  for (const { name } of rows) {
    const { rowCount } = await webhooks.admin.query(`select from ${name} t where to_jsonb(t)::text like $1 limit 1`, [`%${text}%`])
    if (rowCount) found.push(name)
  }
  return found
}

const redact = async () => await redactSent(webhooks.database.db, webhooks.clock.now)

describe('a person who is erased', () => {
  it('is forgotten here, and whoever was told of her is told to forget her', async () => {
    await using catcher = await startWebhookCatcher()
    await webhooks.createEndpoint(catcher.url, { events: ['match.proposed'] })
    const her = proposal()
    await webhooks.hear(her.event)
    const sender = webhooks.startSender()
    await sendAll(sender)
    expect(await hits(her.candidateRef)).toEqual(['webhooks.messages'])

    await webhooks.hear(erased(her.jobseekerId))
    await sendAll(sender)
    await redact()

    const bodies = catcher.requests.map(({ rawBody }) => JSON.parse(rawBody.toString()) as { type: string; data: object })
    expect(bodies.map(({ type }) => type)).toEqual(['match.proposed', 'candidate.erased'])
    expect(bodies[1]?.data).toEqual({ candidateRef: her.candidateRef, employerId: webhooks.employerId })
    expect([await hits(her.candidateRef), await hits(her.jobseekerId)]).toEqual([[], []])
  })

  it('is not told of any more when the message still waits, and then nobody is told to forget her', async () => {
    await using catcher = await startWebhookCatcher()
    await webhooks.createEndpoint(catcher.url)
    const her = proposal()
    await webhooks.hear(her.event)

    await webhooks.hear(erased(her.jobseekerId))
    await webhooks.hear(withdrawal(her))
    await sendAll(webhooks.startSender())
    await redact()

    expect(catcher.requests).toEqual([])
    expect([await hits(her.candidateRef), await hits(her.jobseekerId)]).toEqual([[], []])
  })

  it('is not told of when the message still waits and nothing else is ever said of her', async () => {
    await using catcher = await startWebhookCatcher()
    await webhooks.createEndpoint(catcher.url)
    const [her, other] = [proposal(), proposal()]
    await webhooks.hear(her.event)
    await webhooks.hear(other.event)

    await webhooks.hear(erased(her.jobseekerId))
    await sendAll(webhooks.startSender())

    const told = catcher.requests.map(({ rawBody }) => JSON.parse(rawBody.toString()) as { data: object })
    expect(told).toMatchObject([{ data: { candidateRef: other.candidateRef } }])
    expect((await webhooks.messages()).map(({ status }) => String(status)).toSorted()).toEqual(['cancelled', 'delivered'])
  })

  it.each([
    ['a proposal that comes late', (her: ReturnType<typeof proposal>) => ({ ...her.event, id: uuidv7() })],
    ['a withdrawal that comes late', (her: ReturnType<typeof proposal>) => withdrawal(her, 'no_longer_fits')],
  ])('leaves nothing after %s', async (_name, late) => {
    await using catcher = await startWebhookCatcher()
    await webhooks.createEndpoint(catcher.url)
    const her = proposal()
    await webhooks.hear(her.event)
    const sender = webhooks.startSender()
    await sendAll(sender)
    const tombstone = erased(her.jobseekerId)
    await webhooks.hear(tombstone)
    await webhooks.hear(tombstone)

    await webhooks.hear(late(her))
    await sendAll(sender)
    await redact()

    const types = catcher.requests.map(({ rawBody }) => (JSON.parse(rawBody.toString()) as { type: string }).type)
    expect(types.filter((type) => type === 'match.proposed')).toHaveLength(1)
    expect(types.filter((type) => type === 'candidate.erased')).toHaveLength(1)
    expect([await hits(her.candidateRef), await hits(her.jobseekerId)]).toEqual([[], []])
  })

  it('is told of to the employer who read what she disclosed, though no message was ever sent', async () => {
    await using catcher = await startWebhookCatcher()
    await webhooks.createEndpoint(catcher.url, { events: ['posting.closed'] })
    const recipient = { employerId: webhooks.employerId, candidateRef: `c_${'r'.repeat(22)}` }

    await webhooks.hear(erased(uuidv7(), [recipient]))
    await sendAll(webhooks.startSender())

    expect(catcher.requests.map(({ rawBody }) => (JSON.parse(rawBody.toString()) as { data: object }).data)).toEqual([recipient])
  })

  it('is forgotten also where a message that was sent speaks of her by her name alone', async () => {
    await using catcher = await startWebhookCatcher()
    await webhooks.createEndpoint(catcher.url)
    const her = proposal()
    const sender = webhooks.startSender()
    await webhooks.hear(her.event)
    await sendAll(sender)
    await webhooks.hear(withdrawal(her, 'no_longer_fits'))
    await sendAll(sender)
    expect(catcher.requests).toHaveLength(2)

    await webhooks.hear(erased(her.jobseekerId))
    await sendAll(sender)
    await redact()

    expect(await hits(her.candidateRef)).toEqual([])
  })

  it('is called by each employer the name by which that one knows her', async () => {
    await using catcher = await startWebhookCatcher()
    await using otherCatcher = await startWebhookCatcher()
    await webhooks.createEndpoint(catcher.url)
    await webhooks.createEndpoint(otherCatcher.url, { token: webhooks.tokens.otherEnterprise })
    const [her, sheElsewhere] = [proposal(), proposal()]
    sheElsewhere.event.data.employerId = webhooks.otherEmployerId
    for (const told of sheElsewhere.event.data.proposed) told.jobseekerId = her.jobseekerId
    const sender = webhooks.startSender()
    await webhooks.hear(her.event)
    await webhooks.hear(sheElsewhere.event)
    await sendAll(sender)

    await webhooks.hear(erased(her.jobseekerId))
    await sendAll(sender)

    const names = [catcher, otherCatcher].map(({ requests }) =>
      requests.map(({ rawBody }) => (JSON.parse(rawBody.toString()) as { data: { candidateRef: string } }).data.candidateRef),
    )
    // Proposed, and erased.
    expect(names).toEqual([Array(2).fill(her.candidateRef), Array(2).fill(sheElsewhere.candidateRef)])
  })

  it('cannot be told of again by a retry or a replay', async () => {
    await using catcher = await startWebhookCatcher()
    const { body: endpoint } = await webhooks.createEndpoint(catcher.url)
    const her = proposal()
    await webhooks.hear(her.event)
    const sender = webhooks.startSender()
    await sendAll(sender)
    const proposed = (await webhooks.messages()).find(({ endpointId }) => endpointId === endpoint.id)
    await webhooks.hear(erased(her.jobseekerId))
    await sendAll(sender)
    await redact()
    const sent = catcher.requests.length

    const retried = await webhooks.call({ method: 'POST', url: `/v1/webhook-messages/${String(proposed?.['id'])}/retry` })
    const replayed = await webhooks.call({
      method: 'POST',
      url: `/v1/webhook-endpoints/${endpoint.id}/replay`,
      body: {
        since: new Date(Date.now() - 3_600_000).toISOString(),
        until: new Date(Date.now() + 3_600_000).toISOString(),
        statuses: ['delivered', 'cancelled'],
      },
    })
    await sendAll(sender)

    expect([retried.status, retried.body['code'], replayed.status]).toEqual([409, 'message_not_sendable', 202])
    expect(catcher.requests).toHaveLength(sent)
    const { body } = await webhooks.call({ url: `/v1/webhook-messages/${String(proposed?.['id'])}` })
    expect(body['payload']).toEqual({ type: 'match.proposed', redacted: true })
  })

  it('does not take others with her, and what a receiver answers late is not kept', async () => {
    await using catcher = await startWebhookCatcher({ reply: { status: 200, body: 'thanks' } })
    await webhooks.createEndpoint(catcher.url)
    const [her, other] = [proposal(), proposal()]
    await webhooks.hear(her.event)
    await webhooks.hear(other.event)
    await sendAll(webhooks.startSender())

    await webhooks.hear(erased(her.jobseekerId))

    expect([await hits(her.jobseekerId), await hits(other.jobseekerId), await hits(other.candidateRef)]).toEqual([
      [],
      ['webhooks.messages'],
      ['webhooks.messages'],
    ])
    await webhooks.admin.query(
      `update webhooks.attempts a set response_snippet = 'late' from webhooks.messages m where m.id = a.message_id and m.redacted_at is not null`,
    )
    await redact()
    const { rows } = await webhooks.admin.query(
      `select 1 from webhooks.attempts a join webhooks.messages m on m.id = a.message_id where m.redacted_at is not null and a.response_snippet is not null`,
    )
    expect(rows).toEqual([])
  })
})
