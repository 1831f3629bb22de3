import { hash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { type BoardView, boardPage, contentSecurityPolicy, signInPage } from './board-page.ts'

const hostile = `<script>alert("1")</script>'&`
const dead = { jobId: 'event-1', name: 'posting.closed', reason: hostile, attempts: 10, failedAt: '2026-11-22T08:00:00.000Z' }
const view = { waiting: 3, active: 1, delayed: 2, failed: 1, oldestWaitingMs: 12_400, dead: [dead] }

function pageOf(changes: Partial<BoardView> = {}): string {
  const at = new Date('2026-11-22T09:00:00Z')
  return boardPage({ queues: [{ name: 'matching', view }], at, formToken: 'form', mayRetry: true, done: null, ...changes })
}

describe('the board', () => {
  it('says how many jobs stand where, for how long, and what is dead and why', () => {
    const text = pageOf().replace(/<[^>]+>/g, '|')

    expect(text).toMatch(/matching\|+\s*\|*3\|+12\|+1\|+2\|+1\|/)
    for (const word of ['event-1', 'posting.closed', '2026-11-22T08:00:00.000Z', '10']) expect(text).toContain(word)
  })

  it('writes what it is given as text, whoever wrote it', () => {
    for (const page of [pageOf(), pageOf({ queues: [{ name: hostile, view: null }] }), signInPage(hostile)]) {
      expect(page).not.toContain('<script')
      expect(page).toContain('&lt;script&gt;')
    }
  })

  it('runs no script and loads nothing: its one style is known by its hash', () => {
    const [, style = ''] = /<style>([^<]*)<\/style>/.exec(pageOf()) ?? []

    expect(contentSecurityPolicy).toContain(`style-src 'sha256-${hash('sha256', style, 'base64')}'`)
    expect(contentSecurityPolicy).toContain("default-src 'none'")
    expect(pageOf()).not.toMatch(/<script|\son\w+=|javascript:|src=|<link/)
  })

  it('can be used with a screen reader and a keyboard', () => {
    const page = pageOf({ done: { queue: 'matching', retried: 2 } })

    expect(page).toContain('<html lang="zh-Hans">')
    expect(page.match(/<h1>/g)).toHaveLength(1)
    expect(page).toContain('href="#main"')
    expect(page).toContain('role="status"')
    expect(page.match(/<table>/g)).toHaveLength(page.match(/<caption>/g)?.length ?? 0)
    for (const [, attributes] of page.matchAll(/<th\b([^>]*)>/g)) expect(attributes).toMatch(/scope="(col|row)"/)
    // Ten buttons that are all called "Retry" say nothing when they are read out one after the other.
    expect(page).toContain('aria-label="重试 · Retry event-1"')
    expect(signInPage('不对')).toMatch(/<label for="key">[^]*id="key"[^]*aria-describedby="problem"/)
  })

  it('lets nobody retry who may only look', () => {
    expect(pageOf({ mayRetry: false })).not.toContain('/retry"')
    expect(pageOf().match(/\/retry"/g)).toHaveLength(2)
  })

  it('says of a queue that cannot be reached just that', () => {
    expect(pageOf({ queues: [{ name: 'webhooks', view: null }] })).toContain('The queue cannot be reached')
  })
})
