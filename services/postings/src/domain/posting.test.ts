import { type PostingContent, postingContent } from '@zhihe/contracts/posting'
import { describe, expect, it } from 'vitest'
import { assess, questionsAbout } from './assess.ts'
import { applyUpsert, closePosting, type Posting, reannounce } from './posting.ts'

const now = new Date('2026-11-20T04:00:00Z')
const later = new Date('2026-11-21T04:00:00Z')
const employerId = '01890000-0000-7000-8000-000000000001'

const complete = contentWith({})

function contentWith(overrides: Record<string, unknown>): PostingContent {
  return postingContent.parse({
    employerId,
    title: '云客服',
    regionCode: '330106',
    headcount: 5,
    pay: { minFen: 450_000, maxFen: null, unit: 'month', negotiable: false },
    requirementsText: '会用电脑',
    description: '在线文字答复顾客。',
    closesAt: '2026-12-20T17:00:00+08:00',
    ...overrides,
  })
}

function upsert(existing: Posting | null, content: PostingContent, at = now) {
  const draft = {
    id: '01890000-0000-7000-8000-000000000002',
    tenantId: '01890000-0000-7000-8000-000000000003',
    source: 'a',
    externalId: '1',
    content,
  }
  return applyUpsert({ existing, draft, employerKind: 'private', now: at, newId: () => '01890000-0000-7000-8000-000000000009' })
}

function assessed(content: PostingContent) {
  return assess(content, { now, findings: [], confirmedAt: now })
}

describe('assess', () => {
  it('publishes a content with every element', () => {
    expect(assessed(complete)).toEqual({ status: 'published', reasonCode: 'complete' })
  })

  it.each([
    ['/headcount', { headcount: undefined }],
    ['/requirementsText', { requirementsText: undefined }],
    ['/description', { description: undefined }],
    ['/regionCode', { regionCode: undefined }],
    ['/pay', { pay: undefined }],
    ['/pay', { pay: { minFen: null, maxFen: null, unit: 'month', negotiable: false } }],
    ['/closesAt', { closesAt: undefined }],
  ])('asks for %s when it is missing', (pointer, overrides) => {
    const content = contentWith(overrides)

    expect(assessed(content)).toEqual({ status: 'needs_info', reasonCode: 'missing_elements' })
    expect(questionsAbout(content)).toMatchObject([{ pointer }])
  })

  it.each([
    { requirementsText: undefined, education: 'none' },
    { requirementsText: undefined, skills: [{ text: '打字', level: 2, must: true }] },
    { pay: { minFen: null, maxFen: null, unit: 'month', negotiable: true } },
  ])('takes %j as stated', (overrides) => {
    expect(assessed(contentWith(overrides)).status).toBe('published')
  })

  it('closes what is over, complete or not', () => {
    const over = contentWith({ closesAt: '2026-11-20T12:00:00+08:00', pay: undefined })

    expect(assessed(over)).toEqual({ status: 'closed', reasonCode: 'expired' })
  })

  it('asks about a posting that nobody has confirmed for 90 days', () => {
    const days = (count: number) => new Date(now.getTime() - count * 86_400_000)

    expect(assess(complete, { now, findings: [], confirmedAt: days(89) }).status).toBe('published')
    expect(assess(complete, { now, findings: [], confirmedAt: days(90) })).toEqual({
      status: 'needs_info',
      reasonCode: 'needs_confirmation',
    })
  })
})

describe('applyUpsert', () => {
  it('creates and publishes in one step', () => {
    const { outcome, posting, event } = upsert(null, complete)

    expect(outcome).toBe('created')
    expect(posting).toMatchObject({ status: 'published', version: 1, createdAt: now })
    expect(event).toMatchObject({
      type: 'posting.published',
      data: { postingId: posting.id, version: 1, facts: { version: 1, status: 'open' } },
    })
  })

  it('leaves the same content alone, whatever the order of its keys', () => {
    const { posting } = upsert(null, complete)
    const reordered = Object.fromEntries(Object.entries(complete).toReversed()) as PostingContent

    expect(upsert(posting, reordered, later)).toEqual({ outcome: 'unchanged', before: posting, posting, event: null })
  })

  it('announces new facts of a published posting as an update', () => {
    const { posting } = upsert(null, complete)

    const { outcome, event, posting: updated } = upsert(posting, contentWith({ headcount: 6 }), later)

    expect(outcome).toBe('updated')
    expect(updated).toMatchObject({ version: 2, createdAt: now, updatedAt: later })
    expect(event).toMatchObject({ type: 'posting.updated', data: { version: 2, facts: { version: 2, headcount: 6 } } })
  })

  it('keeps a new wording without announcing it', () => {
    const { posting } = upsert(null, complete)

    expect(upsert(posting, contentWith({ description: '在线答复。' }), later)).toMatchObject({
      outcome: 'updated',
      event: null,
      posting: { version: 2 },
    })
  })

  it('announces another employer even when the facts are the same', () => {
    const { posting } = upsert(null, complete)
    const otherEmployer = contentWith({ employerId: '01890000-0000-7000-8000-00000000000a' })

    expect(upsert(posting, otherEmployer, later).event).toMatchObject({ type: 'posting.updated' })
  })

  it('takes a published posting back when an element is gone, and says again what is missing only when that changes', () => {
    const { posting } = upsert(null, complete)

    const back = upsert(posting, contentWith({ pay: undefined }), later)
    const reworded = upsert(back.posting, contentWith({ pay: undefined, title: '客服' }), later)
    const worse = upsert(reworded.posting, contentWith({ pay: undefined, headcount: undefined }), later)

    expect(back.event).toMatchObject({ type: 'posting.needs_info', data: { missing: ['missing_pay'] } })
    expect(reworded).toMatchObject({ outcome: 'updated', event: null })
    expect(worse.event).toMatchObject({ type: 'posting.needs_info', data: { missing: ['missing_headcount', 'missing_pay'] } })
  })

  it('opens a closed posting again, with the very content it had', () => {
    const closed = closePosting(upsert(null, complete).posting, 'filled', now)
    if (!closed.ok) throw new Error(closed.reason)

    expect(upsert(closed.posting, complete, later)).toMatchObject({
      outcome: 'updated',
      posting: { status: 'published', version: 3 },
      event: { type: 'posting.published' },
    })
  })

  it('closes a published posting that is over when it comes again', () => {
    const { posting } = upsert(null, complete)

    const again = upsert(posting, complete, new Date('2027-01-01T00:00:00Z'))

    expect(again).toMatchObject({
      outcome: 'updated',
      posting: { status: 'closed', reasonCode: 'expired' },
      event: { type: 'posting.closed' },
    })
  })
})

describe('closePosting', () => {
  it('closes once', () => {
    const closed = closePosting(upsert(null, complete).posting, 'withdrawn', later)

    expect(closed).toMatchObject({
      ok: true,
      posting: { status: 'closed', reasonCode: 'closed_withdrawn', version: 2 },
      event: { type: 'posting.closed' },
    })
    expect(closed.ok && closePosting(closed.posting, 'filled', later)).toEqual({ ok: false, reason: 'not_open' })
  })
})

describe('reannounce', () => {
  it('tells the new kind of the employer under a new version', () => {
    const { posting } = upsert(null, complete)

    expect(reannounce(posting, 'state_enterprise', later)).toMatchObject({
      posting: { version: 2, updatedAt: later },
      event: { type: 'posting.updated', data: { facts: { version: 2, employerKind: 'state_enterprise' } } },
    })
  })
})
