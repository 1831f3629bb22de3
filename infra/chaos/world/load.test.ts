import { describe, expect, it } from 'vitest'
import type { WorldAnswer } from './client.ts'
import { startLoad, tally } from './load.ts'
import { metricOf, percentile, waitUntil } from './waiting.ts'

const request = { method: 'GET', path: '/v1/postings' } as const
const answer = (status: number, headers: Record<string, string> = {}): WorldAnswer => ({
  kind: 'answer',
  status,
  headers: new Headers(headers),
  body: null,
  tookMs: 5,
})

describe('a load', () => {
  it('keeps its rate while nothing is answered', async () => {
    const { promise: late, resolve } = Promise.withResolvers<WorldAnswer>()
    let sent = 0
    const ask = async (): Promise<WorldAnswer> => {
      sent += 1
      return await late
    }

    const running = startLoad(ask, 1_000, () => request)
    const isSent = await waitUntil(() => sent >= 20, { withinMs: 5_000 })
    resolve(answer(200))
    const asked = await running.stop()

    expect(isSent).not.toBeNull()
    expect(asked.length).toBe(sent)
  })

  it('tells a request that was put off from one that was broken', () => {
    const putOff = answer(503, { 'retry-after': '1', 'content-type': 'application/problem+json' })
    const silent = answer(503, { 'content-type': 'application/problem+json' })
    const bare = answer(503, { 'retry-after': '1' })
    const none: WorldAnswer = { kind: 'none', reason: 'ECONNRESET', tookMs: 9 }
    const asked = [answer(200), answer(404), putOff, silent, bare, answer(500), none].map((one) => ({ request, atMs: 0, answer: one }))

    expect(tally(asked)).toMatchObject({ asked: 7, done: 1, refused: 1, putOff: 1, broken: 3, none: 1 })
    expect(tally(asked).tookMs.at(-1)).toBe(9)
  })
})

describe('percentile', () => {
  it('is the smallest number that so many do not exceed', () => {
    const numbers = [5, 1, 4, 2, 3]

    expect([percentile(numbers, 0.5), percentile(numbers, 0.99), percentile(numbers, 1), percentile([], 0.5)]).toEqual([3, 5, 5, 0])
  })
})

describe('metricOf', () => {
  it('reads the number of that name and labels and no other', () => {
    const text = '# HELP up x\nup_total{a="1"} 7\nup{process="x",channel="one"} 0\nup{process="x",channel="two"} 1\nbare 3.5\n'

    expect(metricOf(text, 'up', 'channel="two"')).toBe(1)
    expect(metricOf(text, 'up')).toBe(0)
    expect(metricOf(text, 'bare')).toBe(3.5)
    expect(metricOf(text, 'absent')).toBeUndefined()
  })
})
