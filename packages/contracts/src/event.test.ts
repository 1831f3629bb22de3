import { describe, expect, it } from 'vitest'
import { domainEvent } from './event.ts'

const id = '019a0000-0000-7000-8000-000000000001'
const closed = {
  id,
  type: 'posting.closed',
  occurredAt: '2026-11-22T09:00:00Z',
  data: { postingId: id, tenantId: id, employerId: id, source: 's', externalId: 'e', title: 't', version: 1, reasonCode: 'filled' },
}
const trace = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`

describe('the trace of an event', () => {
  it('is kept, and is not there where nobody traces', () => {
    expect(domainEvent.parse({ ...closed, trace })).toEqual({ ...closed, trace })
    expect(Object.keys(domainEvent.parse(closed))).not.toContain('trace')
  })

  it.each(['', 'nonsense', `${trace}-more`, trace.toUpperCase(), 7, null])(
    'counts for nothing when it cannot be read, and the event is the same: %s',
    (broken) => {
      expect(domainEvent.parse({ ...closed, trace: broken }).trace).toBeUndefined()
    },
  )
})
