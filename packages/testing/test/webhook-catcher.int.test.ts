import { describe, expect, it } from 'vitest'
import { startWebhookCatcher } from '../src/webhook-catcher.ts'

describe('startWebhookCatcher', () => {
  it('keeps what it was sent, byte for byte, and hands it over in order', async () => {
    await using catcher = await startWebhookCatcher()

    const first = await fetch(`${catcher.url}hooks?x=1`, { method: 'POST', body: '{"a": "职合"}', headers: { 'webhook-id': 'msg_1' } })
    await fetch(catcher.url, { method: 'PUT' })
    const [post] = await catcher.next()
    const [put] = await catcher.next()

    expect(first.status).toBe(204)
    expect(post).toMatchObject({ method: 'POST', path: '/hooks?x=1', headers: { 'webhook-id': 'msg_1' } })
    expect(post?.rawBody.toString()).toBe('{"a": "职合"}')
    expect(put).toMatchObject({ method: 'PUT', path: '/' })
  })

  it('answers as it is told, per request', async () => {
    await using catcher = await startWebhookCatcher({
      reply: (_request, index) =>
        index === 0 ? { status: 503, headers: { 'retry-after': '1' }, delayMs: 20 } : { status: 200, body: 'ok' },
    })

    const [first, second] = [await fetch(catcher.url), await fetch(catcher.url)]
    catcher.answerWith({ status: 410 })
    const third = await fetch(catcher.url)

    expect([first.status, second.status, third.status]).toEqual([503, 200, 410])
    expect(first.headers.get('retry-after')).toBe('1')
  })

  it('never answers when told to hang, and still closes', async () => {
    const catcher = await startWebhookCatcher({ reply: { hang: true } })

    const answer = fetch(catcher.url).then(
      () => 'answered',
      () => 'closed',
    )
    await catcher.next()
    await catcher[Symbol.asyncDispose]()

    expect(await answer).toBe('closed')
  })

  it('says how many came when too few came in time', async () => {
    await using catcher = await startWebhookCatcher()
    await fetch(catcher.url)

    await expect(catcher.next(2, 50)).rejects.toThrow('waited 50 ms for 2 request(s), got 1')
    expect(await catcher.next(1)).toHaveLength(1)
  })
})
