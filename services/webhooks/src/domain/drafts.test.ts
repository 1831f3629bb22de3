import { webhookBodies } from '@zhihe/contracts/webhook-body'
import { v7 as uuidv7 } from 'uuid'
import { describe, expect, it } from 'vitest'
import {
  disclosureGranted,
  disclosureRevoked,
  importFinished,
  postingClosed,
  postingNeedsInfo,
  shortlistChanged,
} from '../../test/sample-events.ts'
import { disabledDraft, draftsOf } from './drafts.ts'

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

  it('knows whom a proposal and an update are about, and of a withdrawal only the match; nobody is told of whom or of the score', () => {
    const event = shortlistChanged(about, { proposed: 2, withdrawn: 1 })
    const [first, second] = event.data.proposed as [(typeof event.data.proposed)[number], (typeof event.data.proposed)[number]]
    const canary = { ...first, score: 7_777 }

    const found = drafts({ ...event, data: { ...event.data, proposed: [second], updated: [canary] } })

    expect(found.map(({ type, matchId, jobseekerId, priority }) => [type, matchId, jobseekerId, priority])).toEqual([
      ['match.withdrawn', event.data.withdrawn[0]?.matchId, null, 0],
      ['match.updated', first.matchId, first.jobseekerId, 7_777],
      ['match.proposed', second.matchId, second.jobseekerId, second.score],
    ])
    for (const { body } of found) {
      for (const secret of [
        first.jobseekerId ?? '',
        second.jobseekerId ?? '',
        '7777',
        String(second.score),
        'jobseeker',
        'score"',
        about.tenantId,
      ])
        expect(body).not.toContain(secret)
    }
  })

  it('says of an import how it ended, and whose it is to nobody else', () => {
    const event = importFinished({ ...about, employerId: null })

    const { tenantId, ...told } = event.data
    expect(drafts(event)).toMatchObject([{ type: 'import.finished', postingId: null, seq: null, matchId: null, jobseekerId: null }])
    expect(JSON.parse(drafts(event)[0]?.body ?? '')).toEqual({
      type: 'import.finished',
      timestamp: event.occurredAt,
      data: { ...told, href: `/v1/imports/${event.data.importId}` },
    })
    expect(drafts(event)[0]?.body).not.toContain(tenantId)
  })

  it('says of a disclosure by which receipt it is read, and asks for its grant; of its end it asks nobody', () => {
    const event = disclosureGranted(about)
    const { grantId, jobseekerId, receipt, candidateRef, fields, expiresAt } = event.data
    const [granted, revoked] = [drafts(event), drafts(disclosureRevoked(event))]

    expect([granted, revoked]).toMatchObject([
      [{ type: 'disclosure.granted', grantId, jobseekerId, postingId: null, matchId: null }],
      [{ type: 'disclosure.revoked', grantId, jobseekerId: null, postingId: null, matchId: null }],
    ])
    const href = `/v1/disclosures/${receipt}`
    expect((JSON.parse(granted[0]?.body ?? '') as { data: unknown }).data).toEqual({ receipt, candidateRef, href, fields, expiresAt })
    expect((JSON.parse(revoked[0]?.body ?? '') as { data: unknown }).data).toEqual({ receipt, candidateRef, href, reason: 'revoked' })
  })

  it('says why an endpoint is not sent to any more', () => {
    const { body, type } = disabledDraft({ endpointId: uuidv7(), reason: 'gone', failures: 1, at: new Date(0) })

    expect(webhookBodies[type].parse(JSON.parse(body))).toMatchObject({
      timestamp: '1970-01-01T00:00:00.000Z',
      data: { reason: 'gone', failures: 1 },
    })
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
