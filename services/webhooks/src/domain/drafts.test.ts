import { webhookBodies } from '@zhihe/contracts/webhook'
import { v7 as uuidv7 } from 'uuid'
import { describe, expect, it } from 'vitest'
import { postingClosed, postingNeedsInfo, shortlistChanged } from '../../test/sample-events.ts'
import { draftsOf } from './drafts.ts'

const about = { tenantId: uuidv7(), employerId: uuidv7() }

function drafts(event: Parameters<typeof draftsOf>[0]) {
  const outcome = draftsOf(event)
  if (!outcome.ok) throw new Error(outcome.reason)
  return outcome.drafts
}

describe('draftsOf', () => {
  it('says of a posting what its contract says, with the version as seq', () => {
    const event = postingClosed(about)

    const [draft, ...others] = drafts(event)

    expect(others).toEqual([])
    expect(draft).toMatchObject({ type: 'posting.closed', postingId: event.data.postingId, seq: 3 })
    expect(JSON.parse(draft?.body ?? '')).toMatchObject({
      type: 'posting.closed',
      timestamp: event.occurredAt,
      data: { status: 'closed', reasonCode: 'filled', href: `/v1/postings/${event.data.postingId}` },
    })
  })

  it('names what is missing', () => {
    expect(JSON.parse(drafts(postingNeedsInfo(about))[0]?.body ?? '')).toMatchObject({ data: { status: 'needs_info', missing: ['/pay'] } })
  })

  it('says one thing per match, each with a key of its own, and every body is of the contract', () => {
    const found = drafts(shortlistChanged(about, { proposed: 3, withdrawn: 2 }))

    expect(found.map(({ type }) => type)).toEqual([
      'match.withdrawn',
      'match.withdrawn',
      'match.proposed',
      'match.proposed',
      'match.proposed',
    ])
    expect(new Set(found.map(({ dedupKey }) => dedupKey)).size).toBe(5)
    for (const { type, body } of found) expect(webhookBodies[type].safeParse(JSON.parse(body)).success).toBe(true)
  })

  it('says nothing of tenant and needs no more than the contract, so that nothing personal can slip in', () => {
    const [draft] = drafts(shortlistChanged(about))

    expect(draft?.body).not.toContain(about.tenantId)
    expect(Object.keys((JSON.parse(draft?.body ?? '') as { data: object }).data).toSorted()).toEqual([
      'candidateRef',
      'href',
      'matchId',
      'needs',
      'postingId',
      'scoreBand',
      'seq',
      'verdict',
    ])
  })

  it('refuses a body of 20 kB', () => {
    const event = postingClosed(about)

    expect(draftsOf({ ...event, data: { ...event.data, title: '岗'.repeat(7_000) } })).toEqual({
      ok: false,
      reason: 'body_too_large',
      type: 'posting.closed',
    })
  })
})
