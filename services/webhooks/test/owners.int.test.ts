import { v7 as uuidv7 } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { announceDisabled } from '../src/store/announce-disabled.ts'
import { importFinished } from './sample-events.ts'
import { startWebhooks, type Webhooks } from './webhooks-service.ts'

const hook = 'https://hr.example.com/zhihe'

let webhooks: Webhooks
beforeAll(async () => {
  webhooks = await startWebhooks({ allowPrivate: false })
})
afterAll(async () => await webhooks[Symbol.asyncDispose]())

async function newOwner(bounds: { tenantId?: string; employerId?: string } = {}) {
  const employerId = bounds.employerId ?? uuidv7()
  const token = await webhooks.key('enterprise', { ...bounds, employerId })
  return { employerId, token }
}
const endpointOf = async (token: string, events?: string[]) =>
  (await webhooks.createEndpoint(hook, { token, ...(events && { events }) })).body.id

describe('import.finished', () => {
  it('is heard by the organiser, and by the employer to whom the import was bound', async () => {
    const [owner, other] = [await newOwner(), await newOwner()]
    for (const token of [webhooks.tokens.organiser, owner.token, other.token, webhooks.tokens.otherOrganiser]) await endpointOf(token)
    const bound = importFinished({ tenantId: webhooks.tenantId, employerId: owner.employerId })
    const free = importFinished({ tenantId: webhooks.tenantId, employerId: null })

    await webhooks.hear(bound)
    await webhooks.hear(free)

    const heard = async (token: string) =>
      (await webhooks.messages(token)).map(({ payload }) => (payload as { data: { importId: string } }).data.importId).toReversed()
    expect(await heard(webhooks.tokens.organiser)).toEqual([bound.data.importId, free.data.importId])
    expect(await heard(owner.token)).toEqual([bound.data.importId])
    expect(await heard(other.token)).toEqual([])
    expect(await heard(webhooks.tokens.otherOrganiser)).toEqual([])
  })

  it('is thin: counts and a link', async () => {
    const owner = await newOwner()
    await endpointOf(owner.token)
    const event = importFinished({ tenantId: webhooks.tenantId, employerId: owner.employerId })

    await webhooks.hear(event)

    const { tenantId: _, ...told } = event.data
    expect((await webhooks.messages(owner.token))[0]).toMatchObject({
      type: 'import.finished',
      payload: { type: 'import.finished', timestamp: event.occurredAt, data: { ...told, href: `/v1/imports/${event.data.importId}` } },
    })
  })
})

describe('endpoint.disabled', () => {
  it('is missed on the endpoint itself and sent to the others of its owner that want to hear of it', async () => {
    const [owner, other] = [await newOwner(), await newOwner()]
    const dead = await endpointOf(owner.token, ['match.proposed'])
    const living = await endpointOf(owner.token, ['endpoint.disabled'])
    const paused = await endpointOf(owner.token, ['endpoint.disabled'])
    await webhooks.call({ method: 'PATCH', url: `/v1/webhook-endpoints/${paused}`, token: owner.token, body: { status: 'paused' } })
    const disabled = await endpointOf(owner.token, ['endpoint.disabled'])
    await webhooks.admin.query(
      `update webhooks.endpoints set status = 'disabled', disabled_at = now(), disabled_reason = 'gone' where id = $1`,
      [disabled],
    )
    await endpointOf(owner.token, ['match.proposed'])
    await endpointOf(other.token)
    await endpointOf(webhooks.tokens.organiser)

    await webhooks.database.db.transaction(
      async (tx) => await announceDisabled(tx, { endpointId: dead, reason: 'failing', failures: 12, at: webhooks.clock.now }),
    )

    const type = 'endpoint.disabled'
    const said = (await webhooks.messages(owner.token)).map(
      ({ endpointId, status, type: ofType }) => [endpointId, [status, ofType]] as const,
    )
    expect(new Map(said)).toEqual(
      new Map([
        [dead, ['missed', type]],
        [living, ['pending', type]],
        [paused, ['pending', type]],
      ]),
    )
    expect(said).toHaveLength(3)
    expect(await webhooks.messages(other.token)).toEqual([])
    expect((await webhooks.messages(webhooks.tokens.organiser)).filter((message) => message['type'] === type)).toEqual([])
    expect((await webhooks.messages(owner.token))[0]).toMatchObject({
      payload: { data: { endpointId: dead, reason: 'failing', failures: 12, href: `/v1/webhook-endpoints/${dead}` } },
    })
  })

  it('is not said when the endpoint is not disabled after all', async () => {
    const owner = await newOwner()
    const endpointId = await endpointOf(owner.token)

    const undone = webhooks.database.db.transaction(async (tx) => {
      await announceDisabled(tx, { endpointId, reason: 'gone', failures: 1, at: webhooks.clock.now })
      throw new Error('undone')
    })

    await expect(undone).rejects.toThrow('undone')
    expect(await webhooks.messages(owner.token)).toEqual([])
  })
})
