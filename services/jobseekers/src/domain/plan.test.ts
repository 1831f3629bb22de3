import { describe, expect, it } from 'vitest'
import { checkMeasure, confirmationDueOn, employmentOf, followUpsDue, isOverdue, type Measure, patchMeasure } from './plan.ts'

const now = new Date('2026-06-01T04:00:00Z')
const measure = (changes: Partial<Measure> = {}): Measure => ({
  id: 'm',
  kind: 'training',
  agreedOn: '2026-03-01',
  dueOn: '2026-04-01',
  doneOn: null,
  outcome: null,
  recordedAt: now,
  changedAt: now,
  ...changes,
})
const said = (outcome: Measure['outcome'], doneOn: string, kind: Measure['kind'] = 'job_recommendation') =>
  measure({ kind, outcome, doneOn })

describe('confirmationDueOn', () => {
  it('is a year after the last confirmation, or the registration, by the calendar of China', () => {
    expect(confirmationDueOn(new Date('2026-03-01T15:59:00Z'), null)).toBe('2027-03-01')
    expect(confirmationDueOn(new Date('2026-03-01T16:00:00Z'), null)).toBe('2027-03-02')
    expect(confirmationDueOn(now, new Date('2028-02-29T01:00:00Z'))).toBe('2029-02-28')
  })
})

describe('isOverdue', () => {
  it('begins the day after, unless it is done', () => {
    expect(['2026-04-01', '2026-04-02'].map((day) => isOverdue(measure(), day))).toEqual([false, true])
    expect(isOverdue(measure({ doneOn: '2026-05-01' }), '2026-06-01')).toBe(false)
  })
})

describe('employmentOf', () => {
  it('believes the last word', () => {
    expect(employmentOf([])).toBe('unknown')
    expect(employmentOf([said('declined', '2026-03-01')])).toBe('unknown')
    expect(employmentOf([said('left_job', '2026-05-01'), said('hired', '2026-03-01')])).toBe('left_job')
    expect(employmentOf([said('left_job', '2026-03-01'), said('hired', '2026-03-01')])).toBe('employed')
  })
})

describe('followUpsDue', () => {
  it('asks after one, three, six and twelve months, once each', () => {
    const hired = said('hired', '2026-01-31')

    expect(followUpsDue([hired])).toEqual(['2026-02-28', '2026-04-30', '2026-07-31', '2027-01-31'])
    expect(followUpsDue([hired, said('still_employed', '2026-03-02', 'follow_up')])).toEqual(['2026-04-30', '2026-07-31', '2027-01-31'])
    expect(followUpsDue([hired, said('not_reached', '2026-01-10', 'follow_up')])).toHaveLength(4)
  })

  it('ends when she has left, and begins anew with the next job', () => {
    const first = [said('hired', '2025-01-31'), said('left_job', '2025-06-01', 'follow_up')]

    expect(followUpsDue(first)).toEqual([])
    expect(followUpsDue([...first, said('hired', '2026-01-01')])[0]).toBe('2026-02-01')
    expect(followUpsDue([])).toEqual([])
  })
})

describe('patchMeasure', () => {
  it('changes what is given and takes the outcome back with the day', () => {
    const done = measure({ doneOn: '2026-03-20', outcome: 'done' })

    expect(patchMeasure(done, { dueOn: '2026-05-01' }, now)).toMatchObject({ ok: true, measure: { dueOn: '2026-05-01', outcome: 'done' } })
    expect(patchMeasure(done, { doneOn: null }, now)).toMatchObject({ measure: { doneOn: null, outcome: null } })
    expect(patchMeasure(done, { outcome: null }, now)).toMatchObject({ measure: { doneOn: '2026-03-20', outcome: null } })
  })

  it('refuses days that cannot be', () => {
    const reasons = (patch: Parameters<typeof patchMeasure>[1]) => {
      const patched = patchMeasure(measure(), patch, now)
      return patched.ok ? [] : patched.refusals.map(({ pointer, reason }) => `${pointer} ${reason}`)
    }

    expect(reasons({ dueOn: '2026-02-28' })).toEqual(['/dueOn before_start'])
    expect(reasons({ doneOn: '2026-02-28' })).toEqual(['/doneOn before_start'])
    expect(reasons({ doneOn: '2026-06-02' })).toEqual(['/doneOn in_the_future'])
    expect(reasons({ outcome: 'done' })).toEqual(['/outcome needs_done_on'])
    expect(reasons({ doneOn: '2026-06-01', outcome: 'done' })).toEqual([])
  })
})

describe('checkMeasure', () => {
  it('does not take an agreement of tomorrow', () => {
    const given = { kind: 'training', agreedOn: '2026-06-02', dueOn: '2026-07-01' } as const

    expect(checkMeasure(given, now)).toMatchObject([{ pointer: '/agreedOn', reason: 'in_the_future' }])
    expect(checkMeasure({ ...given, agreedOn: '2026-06-01' }, now)).toEqual([])
  })
})
