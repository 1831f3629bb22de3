import type { ChildProcess } from 'node:child_process'
import { openProducer } from '@zhihe/queue/producer'
import { createLogger } from '@zhihe/runtime/log'
import { eventually } from '@zhihe/testing/eventually'
import { startWebhookCatcher } from '@zhihe/testing/webhook-catcher'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { postingClosed } from './sample-events.ts'
import { startWebhooks, type Webhooks } from './webhooks-service.ts'
import { forkWorker, type WorkerProcess } from './worker-process.ts'

describe('the secret of an endpoint', () => {
  let webhooks: Webhooks
  let child: ChildProcess | undefined
  beforeEach(async () => {
    webhooks = await startWebhooks()
  })
  afterEach(async () => {
    child?.kill('SIGKILL')
    await webhooks[Symbol.asyncDispose]()
  })

  async function startWorker(): Promise<WorkerProcess> {
    const worker = await forkWorker(webhooks, 'trace')
    child = worker.child
    return worker
  }

  /** Every row of every table of the service and of the queue, as text. */
  async function stored(): Promise<string> {
    const { rows: tables } = await webhooks.admin.query<{ name: string }>(
      `select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname not in ('pg_catalog', 'information_schema')`,
    )
    const texts = await Promise.all(
      tables.map(
        async ({ name }) =>
          (await webhooks.admin.query<{ text: string | null }>(`select string_agg(t::text, ' ') as text from ${name} t`)).rows,
      ),
    )
    return texts.flat().reduce((sum, { text }) => sum + (text ?? ''), '')
  }

  it('is in no log, no table and no request, however its deliveries end', async () => {
    await using catcher = await startWebhookCatcher({ reply: (_request, index) => ({ status: index % 2 === 0 ? 204 : 500 }) })
    const endpoints = [await webhooks.createEndpoint(catcher.url), await webhooks.createEndpoint('http://127.0.0.1:1/')]
    const worker = await startWorker()
    await using producer = openProducer({
      url: webhooks.testDatabase.url('zhihe_queue'),
      queue: 'webhooks',
      logger: createLogger({ name: 'test', level: 'silent' }),
    })
    const events = [1, 2, 3].map(() => postingClosed({ tenantId: webhooks.tenantId, employerId: webhooks.employerId }))

    await producer.addBulk(events.map((event) => ({ name: event.type, data: event, jobId: `event-${event.id}` })))
    const requests = await catcher.next(3, 15_000)
    await eventually(async () => expect((await webhooks.messages()).every(({ attempts }) => Number(attempts) > 0)).toBe(true))

    const secrets = endpoints.map(({ body }) => Buffer.from(body.secret.replace(/^whsec_/, ''), 'base64'))
    const spellings = secrets.flatMap((secret) => [secret.toString('base64'), secret.toString('base64url'), secret.toString('hex')])
    const places = {
      said: worker.said(),
      stored: await stored(),
      sent: JSON.stringify(requests.map(({ headers, rawBody }) => [headers, rawBody.toString()])),
    }
    expect(secrets.map(({ length }) => length)).toEqual([32, 32])
    expect(places.said.length).toBeGreaterThan(0)
    expect(
      Object.entries(places).flatMap(([place, text]) => spellings.filter((spelling) => text.includes(spelling)).map(() => place)),
    ).toEqual([])
    expect(places.said).not.toContain('v1,')
  })
})
