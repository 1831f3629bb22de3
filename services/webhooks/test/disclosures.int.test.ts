import { startWebhookCatcher } from '@zhihe/testing/webhook-catcher'
import { v7 as uuidv7 } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { disclosureGranted, disclosureRevoked } from './sample-events.ts'
import { sendAll, startWebhooks, type Webhooks } from './webhooks-service.ts'

let webhooks: Webhooks
beforeAll(async () => {
  webhooks = await startWebhooks()
})
afterAll(async () => await webhooks[Symbol.asyncDispose]())

type Granted = ReturnType<typeof disclosureGranted>

async function newOwner(tenantId = webhooks.tenantId) {
  const employerId = uuidv7()
  return { employerId, token: await webhooks.key('enterprise', { tenantId, employerId }) }
}
// People belong to the tenant of their federation, which is not that of the employer.
const grantTo = (employerId: string, changes: Partial<Granted['data']> = {}) =>
  disclosureGranted({ tenantId: webhooks.otherTenantId, employerId }, changes)
/** As the register notes it, in the transaction of the grant. */
const open = async (grants: readonly Granted[], expiresAt = '2099-01-01T00:00:00Z') =>
  await webhooks.admin.query(`insert into consent.disclosures (grant_id, tenant_id, expires_at) select unnest($1::uuid[]), $2, $3`, [
    grants.map(({ data }) => data.grantId),
    webhooks.otherTenantId,
    expiresAt,
  ])
const close = async (grantId: string) => await webhooks.admin.query('delete from consent.disclosures where grant_id = $1', [grantId])
const outcomes = async (grants: readonly Granted[]) =>
  (
    await webhooks.admin.query<{ grant: string; type: string; status: string; attempts: number }>(
      'select grant_id as grant, type, status, attempts from webhooks.messages where grant_id = any($1) order by id',
      [grants.map(({ data }) => data.grantId)],
    )
  ).rows

describe('a disclosure', () => {
  it('is told to the endpoints of that employer alone, with its receipt and without the person', async () => {
    await using catcher = await startWebhookCatcher()
    const [owner, other] = [await newOwner(), await newOwner()]
    for (const token of [owner.token, other.token, webhooks.tokens.organiser, webhooks.tokens.otherOrganiser])
      await webhooks.createEndpoint(catcher.url, { token })
    const event = grantTo(owner.employerId)
    await open([event])

    await webhooks.hear(event)
    await sendAll(webhooks.startSender())

    const { receipt, candidateRef, fields, expiresAt, jobseekerId, grantId } = event.data
    expect(catcher.requests.map(({ rawBody }) => JSON.parse(String(rawBody)) as unknown)).toEqual([
      {
        type: 'disclosure.granted',
        timestamp: event.occurredAt,
        data: { receipt, candidateRef, fields, expiresAt, href: `/v1/disclosures/${receipt}` },
      },
    ])
    for (const secret of [jobseekerId, grantId, webhooks.otherTenantId]) expect(String(catcher.requests[0]?.rawBody)).not.toContain(secret)
    expect((await webhooks.messages(owner.token)).map((message) => [message['type'], message['status']])).toEqual([
      ['disclosure.granted', 'delivered'],
    ])
    for (const token of [other.token, webhooks.tokens.organiser, webhooks.tokens.otherOrganiser])
      expect((await webhooks.messages(token)).filter(({ type }) => String(type).startsWith('disclosure'))).toEqual([])
  })

  it('is not told when it was revoked, or has expired, before the attempt; whether she consents to matching is no matter', async () => {
    await using catcher = await startWebhookCatcher()
    const owner = await newOwner()
    await webhooks.createEndpoint(catcher.url, { token: owner.token })
    const [standing, revoked, expired] = [grantTo(owner.employerId), grantTo(owner.employerId), grantTo(owner.employerId)]
    await open([standing, revoked])
    await open([expired], webhooks.clock.now.toISOString())
    for (const event of [standing, revoked, expired]) await webhooks.hear(event)
    await close(revoked.data.grantId)

    await sendAll(webhooks.startSender())

    expect((await outcomes([standing, revoked, expired])).map(({ status, attempts }) => [status, attempts])).toEqual([
      ['delivered', 1],
      ['cancelled', 0],
      ['cancelled', 0],
    ])
    expect(catcher.requests).toHaveLength(1)
  })

  it('waits for a revoke that is under way', async () => {
    await using catcher = await startWebhookCatcher()
    const owner = await newOwner()
    await webhooks.createEndpoint(catcher.url, { token: owner.token })
    const event = grantTo(owner.employerId)
    await open([event])
    await webhooks.hear(event)
    const sender = webhooks.startSender()
    const client = await webhooks.admin.connect()
    await client.query('begin')
    await client.query('delete from consent.disclosures where grant_id = $1', [event.data.grantId])
    await sender.takeUp()
    const meanwhile = (await outcomes([event])).map(({ status }) => status)

    await client.query('rollback')
    client.release()
    await sendAll(sender)

    expect([meanwhile, (await outcomes([event])).map(({ status }) => status)]).toEqual([['pending'], ['delivered']])
  })

  it('that is over is told of to whoever heard of it, and to nobody else', async () => {
    await using catcher = await startWebhookCatcher()
    const owner = await newOwner()
    await webhooks.createEndpoint(catcher.url, { token: owner.token })
    const [heard, unheard, early] = [grantTo(owner.employerId), grantTo(owner.employerId), grantTo(owner.employerId)]
    await open([heard])
    await webhooks.hear(heard)
    await sendAll(webhooks.startSender())
    await webhooks.hear(unheard)
    await close(heard.data.grantId)

    for (const event of [disclosureRevoked(heard), disclosureRevoked(unheard), disclosureRevoked(early), early]) await webhooks.hear(event)
    await sendAll(webhooks.startSender())

    const outcome = (await outcomes([heard, unheard, early])).map(({ grant, type, status }) => [grant, type, status].join(' '))
    expect(outcome.toSorted()).toEqual(
      [
        `${heard.data.grantId} disclosure.granted delivered`,
        `${unheard.data.grantId} disclosure.granted cancelled`,
        `${heard.data.grantId} disclosure.revoked delivered`,
        `${early.data.grantId} disclosure.granted cancelled`,
      ].toSorted(),
    )
    const { receipt, candidateRef } = heard.data
    expect(JSON.parse(String(catcher.requests.at(-1)?.rawBody))).toMatchObject({
      type: 'disclosure.revoked',
      data: { receipt, candidateRef, reason: 'revoked', href: `/v1/disclosures/${receipt}` },
    })
  })

  it('begins no attempt after a revoke was committed, in a thousand races', async () => {
    await using catcher = await startWebhookCatcher()
    const owner = await newOwner()
    await webhooks.createEndpoint(catcher.url, { token: owner.token })
    const events = Array.from({ length: 1_000 }, () => grantTo(owner.employerId))
    await open(events)
    for (const event of events) await webhooks.hear(event)
    const sender = webhooks.startSender({ limits: { perEndpoint: 16 } })
    const attemptsAtRevoke = new Map<string, number>()
    const left = events.map((event) => ({ event, key: Math.random() })).toSorted((a, b) => a.key - b.key)
    const revokeAll = async (): Promise<void> => {
      for (let next = left.pop(); next; next = left.pop()) {
        await close(next.event.data.grantId)
        // Committed: from here on the number may not rise.
        attemptsAtRevoke.set(next.event.data.grantId, (await outcomes([next.event]))[0]?.attempts ?? 0)
      }
    }

    const over = new AbortController()
    const revoked = Promise.all([revokeAll(), revokeAll()]).finally(() => over.abort())
    while (!over.signal.aborted) await Promise.all([sender.takeUp(), sender.oneDone()])
    await revoked
    await sendAll(sender)

    const ends = await outcomes(events)
    const sent = ends.filter(({ status, attempts }) => status === 'delivered' && attempts === 1).length
    const cancelled = ends.filter(({ status, attempts }) => status === 'cancelled' && attempts === 0).length
    expect(ends.filter(({ grant, attempts }) => attempts !== attemptsAtRevoke.get(grant))).toEqual([])
    expect(sent + cancelled).toBe(1_000)
    expect(catcher.requests).toHaveLength(sent)
    expect([sent > 0, cancelled > 0]).toEqual([true, true])
  })
})

describe('consent.disclosures', () => {
  it('is read by the services and written by the register alone', async () => {
    const may = async (privilege: string) =>
      (
        await webhooks.admin.query<{ role: string }>(
          `select rolname as role from pg_roles where rolname like 'zhihe\\_%' and not rolsuper and has_table_privilege(oid, 'consent.disclosures', $1) order by 1`,
          [privilege],
        )
      ).rows.map(({ role }) => role)

    expect(await may('select')).toContain('zhihe_webhooks')
    expect([await may('insert'), await may('delete'), await may('update')]).toEqual([['zhihe_jobseekers'], ['zhihe_jobseekers'], []])
  })
})
