import type { BatchAnswer } from '@zhihe/contracts/posting-batch'
import { freePort } from '@zhihe/testing/free-ports'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startProcess } from './own-process.ts'
import { contentBody, type PostingsService, startPostings } from './postings-service.ts'

const senders = 32
const cap = 5_000

let postings: PostingsService
let employerId: string
let port: number
const stack = new AsyncDisposableStack()

// The api as it runs in earnest: with its two connections for batches, and answers over a socket.
beforeAll(async () => {
  postings = stack.use(await startPostings())
  employerId = await postings.employer()
  port = await freePort()
  const api = await startProcess('api', { DATABASE_URL: postings.listenUrl, PORT: String(port) })
  stack.defer(api.kill)
})
afterAll(async () => await stack.disposeAsync())

const itemsOf = (source: string, count: number) =>
  Array.from({ length: count }, (_, number) => ({
    source,
    externalId: `n-${number}`,
    ...contentBody(employerId, { title: `岗位${number}` }),
  }))

interface Answer {
  status: number
  text: string
  retryAfter: string | null
}

async function push(key: string, items: readonly unknown[]): Promise<Answer> {
  const response = await fetch(`http://127.0.0.1:${port}/v1/postings/batch`, {
    method: 'POST',
    headers: { authorization: `Bearer ${postings.organiser}`, 'content-type': 'application/json', 'idempotency-key': key },
    body: JSON.stringify({ items }),
  })
  return { status: response.status, text: await response.text(), retryAfter: response.headers.get('retry-after') }
}

const codeOf = ({ text }: Answer) => (JSON.parse(text) as { code?: string }).code

describe(`${senders} pushes under one key at the same moment`, () => {
  it('are done once; who is not answered with that one answer is told to come back, and then gets it', async () => {
    const items = itemsOf('at-once', 400)
    const first = await Promise.all(Array.from({ length: senders }, async () => await push('at-once', items)))
    const answered = first.filter(({ status }) => status === 200)
    const sentAway = first.filter(({ status }) => status !== 200)

    const second = await push('at-once', items)

    expect(sentAway.map((answer) => [codeOf(answer), answer.retryAfter])).toEqual(
      sentAway.map(() => [expect.stringMatching(/^(idempotency_in_progress|unavailable)$/), '1']),
    )
    expect(answered.length).toBeGreaterThan(0)
    expect(new Set([...answered, second].map(({ text }) => text)).size).toBe(1)
    expect(JSON.parse(second.text)).toMatchObject({ counts: { created: 400 } })
    expect((await postings.rows('postings')).length).toBe(400)
    expect((await postings.rows('posting_versions')).length).toBe(400)
    expect((await postings.outbox()).length).toBe(400)
  })

  it('are refused, all but one kind, when their bodies differ', async () => {
    await push('two-bodies', itemsOf('two-bodies', 3))

    const answers = await Promise.all(Array.from({ length: 8 }, async (_, at) => await push('two-bodies', itemsOf('two-bodies', 4 + at))))

    expect(answers.map((answer) => [answer.status, codeOf(answer)])).toEqual(answers.map(() => [422, 'idempotency_key_reused']))
    expect((await postings.rows<{ source: string }>('postings')).filter(({ source }) => source === 'two-bodies')).toHaveLength(3)
  })
})

describe('a batch at its cap', () => {
  it(`of ${cap} with one bad row keeps the others and names the row, the field and what is wrong`, async () => {
    const items: unknown[] = itemsOf('one-bad', cap)
    items[4_321] = { ...itemsOf('one-bad', cap)[4_321], pay: { minFen: 2, maxFen: 1, unit: 'month', negotiable: false } }

    const answer = await push('one-bad', items)

    const { counts, results } = JSON.parse(answer.text) as BatchAnswer
    expect(counts).toEqual({ created: cap - 1, updated: 0, unchanged: 0, rejected: 1 })
    expect(results[4_321]).toMatchObject({
      index: 4_321,
      externalId: 'n-4321',
      errors: [{ pointer: '/pay/maxFen', code: 'below_minimum' }],
    })
  }, 120_000)

  it(`of ${cap + 1} is refused whole, with the cap in words`, async () => {
    const answer = await push('over', itemsOf('over', cap + 1))

    expect(answer.status).toBe(422)
    expect(JSON.parse(answer.text)).toMatchObject({
      code: 'invalid_request',
      errors: [{ pointer: '/items', code: 'too_big', zh: expect.stringContaining('5000'), en: expect.stringContaining('5000') }],
    })
    expect((await postings.rows<{ source: string }>('postings')).filter(({ source }) => source === 'over')).toEqual([])
  })
})
