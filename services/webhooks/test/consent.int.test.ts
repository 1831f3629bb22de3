import { startWebhookCatcher } from '@zhihe/testing/webhook-catcher'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { consentingPeople, storeMessages } from './stored-messages.ts'
import { sendAll, startWebhooks, type Webhooks } from './webhooks-service.ts'

describe('consent at the moment of sending', () => {
  let webhooks: Webhooks
  beforeAll(async () => {
    webhooks = await startWebhooks()
  })
  afterAll(async () => await webhooks[Symbol.asyncDispose]())

  const revoke = async (person: string | undefined) =>
    await webhooks.admin.query(`delete from consent.given where jobseeker_id = $1 and purpose = 'matching'`, [person])
  const outcomes = async (ids: readonly string[]) => {
    const { rows } = await webhooks.admin.query<{ status: string; attempts: number }>(
      'select status, attempts from webhooks.messages where id = any($1) order by id',
      [ids],
    )
    return rows.map(({ status, attempts }) => [status, attempts])
  }

  it('sends what is about nobody or about somebody who consents, and cancels what is about anybody else', async () => {
    await using catcher = await startWebhookCatcher()
    const { body: endpoint } = await webhooks.createEndpoint(catcher.url)
    const [consenting, revoked] = await consentingPeople(webhooks, 2)
    const ids = await storeMessages(webhooks, { endpointId: endpoint.id, people: [null, consenting ?? '', revoked ?? ''] })
    await revoke(revoked)

    await sendAll(webhooks.startSender())

    expect(await outcomes(ids)).toEqual([
      ['delivered', 1],
      ['delivered', 1],
      ['cancelled', 0],
    ])
    expect(catcher.requests).toHaveLength(2)
  })

  it('asks again before each attempt', async () => {
    await using catcher = await startWebhookCatcher({ reply: { status: 500 } })
    const { body: endpoint } = await webhooks.createEndpoint(catcher.url)
    const [person] = await consentingPeople(webhooks, 1)
    const ids = await storeMessages(webhooks, { endpointId: endpoint.id, people: [person ?? ''] })
    const sender = webhooks.startSender()
    await sendAll(sender)

    await revoke(person)
    webhooks.advance(5_000)
    await sendAll(sender)

    expect(await outcomes(ids)).toEqual([['cancelled', 1]])
    expect(catcher.requests).toHaveLength(1)
  })

  it('waits for a revoke that is under way, and neither sends nor cancels before it is decided', async () => {
    await using catcher = await startWebhookCatcher()
    const { body: endpoint } = await webhooks.createEndpoint(catcher.url)
    const [person] = await consentingPeople(webhooks, 1)
    const ids = await storeMessages(webhooks, { endpointId: endpoint.id, people: [person ?? ''] })
    const sender = webhooks.startSender()
    const client = await webhooks.admin.connect()
    await client.query('begin')
    await client.query('delete from consent.given where jobseeker_id = $1', [person])
    const whileUnderWay = await sender.takeUp()
    const meanwhile = await outcomes(ids)

    await client.query('rollback')
    client.release()
    await sendAll(sender)

    expect([whileUnderWay, meanwhile]).toEqual([0, [['pending', 0]]])
    expect(await outcomes(ids)).toEqual([['delivered', 1]])
  })

  it('begins no attempt after a revoke was committed, in a thousand races', async () => {
    await using catcher = await startWebhookCatcher()
    const { body: endpoint } = await webhooks.createEndpoint(catcher.url)
    const people = await consentingPeople(webhooks, 1_000)
    const ids = await storeMessages(webhooks, { endpointId: endpoint.id, people })
    const sender = webhooks.startSender({ limits: { perEndpoint: 16 } })
    const attemptsAtRevoke = new Map<string, number>()
    const left = shuffled(people.map((person, place) => ({ person, place })))
    const revokeAll = async (): Promise<void> => {
      for (let next = left.pop(); next; next = left.pop()) {
        await revoke(next.person)
        // Committed: from here on the number may not rise.
        const id = ids[next.place] ?? ''
        const { rows } = await webhooks.admin.query<{ attempts: number }>('select attempts from webhooks.messages where id = $1', [id])
        attemptsAtRevoke.set(id, rows[0]?.attempts ?? 0)
      }
    }

    const over = new AbortController()
    const revoked = Promise.all([revokeAll(), revokeAll()]).finally(() => over.abort())
    while (!over.signal.aborted) await Promise.all([sender.takeUp(), sender.oneDone()])
    await revoked
    await sendAll(sender)

    const ends = await outcomes(ids)
    const deviations = ids.filter((id, place) => (ends[place]?.[1] ?? 0) !== attemptsAtRevoke.get(id))
    const sent = ends.filter(([status]) => status === 'delivered').length
    expect(deviations).toEqual([])
    expect(
      ends.filter(([status, attempts]) => !(status === 'delivered' && attempts === 1) && !(status === 'cancelled' && attempts === 0)),
    ).toEqual([])
    expect(catcher.requests).toHaveLength(sent)
    expect([sent > 0, sent < 1_000]).toEqual([true, true])
  })
})

function shuffled<T>(items: readonly T[]): T[] {
  return items
    .map((item) => ({ item, key: Math.random() }))
    .toSorted((a, b) => a.key - b.key)
    .map(({ item }) => item)
}
