import { purge } from '@zhihe/retention/purge'
import { v7 as uuidv7 } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { retentionRules } from '../src/store/retention.ts'
import { startWebhooks, type Webhooks } from './webhooks-service.ts'

let webhooks: Webhooks
const endpointId = uuidv7()
beforeAll(async () => {
  webhooks = await startWebhooks()
  await query(
    `insert into webhooks.endpoints (id, tenant_id, url, events, status, created_at, updated_at)
    values ($1, $1, 'https://hr.example.com/hook', '{match.proposed}', 'active', $2, $2)`,
    [endpointId, new Date()],
  )
})
afterAll(() => webhooks[Symbol.asyncDispose]())

const query = async (text: string, values: unknown[]) => (await webhooks.admin.query<{ name: string }>(text, values)).rows

const [longAgo, then, later] = ['2020-01-01T00:00:00Z', '2026-03-10T12:00:00+08:00', '2099-01-01T00:00:00Z']

interface Kept {
  /** The last day on which what happened `then` is still there. */
  lastDay: string
  /** Writes one row, by name, with the time that counts; every other time of it is `other`. */
  write: (name: string, at: string | null, other: string) => Promise<unknown>
  /** The names of what is there. */
  left: string
  /** Rows that stay however old they are. */
  stay?: (() => Promise<unknown>)[]
}

const messageId = (name: string) => `msg_${Buffer.from(name).toString('hex').padEnd(32, '0')}`
const writeMessage = async (name: string, at: string, { status = 'delivered', other = later } = {}) =>
  await query(
    `insert into webhooks.messages (id, endpoint_id, tenant_id, event_id, dedup_key, type, body, status, next_attempt_at, released_at, created_at, redacted_at)
    values ($1, $2, $2, $3, $4, 'match.proposed', '{}', $5, $6, $7, $8, $7)`,
    [messageId(name), endpointId, uuidv7(), name, status, status === 'pending' ? other : null, other, at],
  )
const writeAttempt = async (
  name: string,
  at: string,
  { snippet = 'thanks', other = later }: { snippet?: string | null; other?: string } = {},
) => {
  await writeMessage(name, other, { other })
  await query(
    `insert into webhooks.attempts (message_id, number, started_at, outcome, response_snippet, next_attempt_at) values ($1, 1, $2, 'success', $3, $4)`,
    [messageId(name), at, snippet, other],
  )
}

const kept: Record<string, Kept> = {
  idempotency_keys: {
    lastDay: '2026-04-09',
    write: (name, at) =>
      query('insert into webhooks.idempotency_keys (tenant_id, key, fingerprint, created_at) values ($1, $2, $2, $3)', [
        uuidv7(),
        name,
        at,
      ]),
    left: 'select key as name from webhooks.idempotency_keys',
  },
  inbox: {
    lastDay: '2026-04-09',
    write: (name, at) => query('insert into webhooks.inbox (consumer, event_id, received_at) values ($1, $2, $3)', [name, uuidv7(), at]),
    left: 'select consumer as name from webhooks.inbox',
  },
  response_snippets: {
    lastDay: '2026-06-08',
    write: (name, at, other) => writeAttempt(name, at ?? then, { other }),
    left: `select m.dedup_key as name from webhooks.attempts a join webhooks.messages m on m.id = a.message_id where a.response_snippet is not null`,
  },
  messages: {
    lastDay: '2027-03-10',
    write: (name, at, other) => writeMessage(name, at ?? then, { other }),
    left: `select dedup_key as name from webhooks.messages where dedup_key in ('due', 'young', 'pending', 'held')`,
    stay: [() => writeMessage('pending', longAgo, { status: 'pending' }), () => writeMessage('held', longAgo, { status: 'held' })],
  },
  erasures: {
    lastDay: '2027-03-10',
    write: (name, at) =>
      query('insert into webhooks.erasures (jobseeker_id, tenant_id, candidate_refs, erased_at) values ($1, $1, $2, $3)', [
        uuidv7(),
        [name],
        at,
      ]),
    left: 'select candidate_refs[1] as name from webhooks.erasures',
  },
  old_secrets: {
    lastDay: '2026-04-09',
    write: (name, at, other) =>
      query(
        `insert into webhooks.secrets (id, endpoint_id, scheme, key_id, sealed, created_at, expires_at) values ($1, $2, 'v1', $3, '', $4, $5)`,
        [uuidv7(), endpointId, name, other, at],
      ),
    left: `select key_id as name from webhooks.secrets where endpoint_id = '${endpointId}'`,
    stay: [() => kept['old_secrets']?.write('in use', null, longAgo) ?? Promise.reject(new Error('no such rule'))],
  },
}

describe('what webhooks keep', () => {
  it('is what these tests say', () => {
    expect(retentionRules.map(({ name }) => name).toSorted()).toEqual(Object.keys(kept).toSorted())
  })

  it.each(Object.entries(kept))(
    'of %s goes on the day after its last, and not before',
    async (name, { lastDay, write, left, stay = [] }) => {
      const rules = retentionRules.filter((rule) => rule.name === name)
      await webhooks.admin.query('truncate webhooks.messages, webhooks.attempts')
      for (const writeOne of stay) await writeOne()
      await write('due', then, later)
      await write('young', '2026-03-11T00:00:00+08:00', longAgo)
      const names = async () => (await query(left, [])).map((row) => row.name).toSorted()
      const all = await names()

      const onTheLastDay = await purge(webhooks.database.db, rules, new Date(`${lastDay}T23:59:59+08:00`))
      expect([onTheLastDay, await names()]).toEqual([[{ rule: name, rows: 0, isDone: true }], all])

      const onTheDay = await purge(webhooks.database.db, rules, new Date(Date.parse(`${lastDay}T23:59:59+08:00`) + 1_000))
      expect([onTheDay, await names()]).toEqual([[{ rule: name, rows: 1, isDone: true }], all.filter((one) => one !== 'due')])
    },
  )

  it('of a message takes its attempts along; of an attempt the words of the receiver alone', async () => {
    await webhooks.admin.query('truncate webhooks.messages, webhooks.attempts')
    await writeAttempt('silent', longAgo, { snippet: null })
    await writeAttempt('spoken', longAgo)
    const attempts = () => query('select 1 from webhooks.attempts', [])
    const rulesOf = (name: string) => retentionRules.filter((rule) => rule.name === name)

    const words = await purge(webhooks.database.db, rulesOf('response_snippets'), new Date(then))
    expect([words, await attempts()]).toMatchObject([[{ rows: 1 }], { length: 2 }])
    await query('update webhooks.messages set created_at = $1', [longAgo])
    await purge(webhooks.database.db, rulesOf('messages'), new Date(then))
    expect(await attempts()).toEqual([])
  })
})
