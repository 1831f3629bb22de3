import { describe, expect, it } from 'vitest'
import { dueDatesOf } from './due-dates.ts'
import { type FileLedger, toFileRow } from './file-ledger.ts'
import { questionsOf } from './questions.ts'
import { timelineOf } from './timeline.ts'

const at = (time: string) => new Date(time)
const now = at('2026-06-01T04:00:00Z')
const ledger: FileLedger = {
  assessments: [
    {
      id: 'a',
      instrument: { code: 'WHODAS', version: '2.0' },
      assessor: { kind: 'federation', organisation: '残联' },
      at: at('2026-01-01T00:00:00Z'),
      validUntil: at('2026-12-31T16:30:00Z'),
      items: [{ icf: 'd440', difficulty: 2 }],
      recordedAt: now,
      sealed: null,
    },
  ],
  statuses: [
    { id: 's', code: 'rural', source: 'federation', since: '2026-01-01', until: '2026-06-30', recordedAt: now, sealed: null },
    { id: 'e', code: 'dibao_edge', source: 'federation', since: '2026-01-01', until: '2026-05-31', recordedAt: now, sealed: null },
  ],
  owners: [
    { id: 'x', side: 'school', organisation: '学院', from: '2025-01-01', endedAt: now, recordedAt: now, sealed: null },
    { id: 'o', side: 'federation', organisation: '残联', from: '2025-01-01', endedAt: null, recordedAt: now, sealed: null },
  ],
  measures: [
    {
      id: 'm',
      kind: 'training',
      agreedOn: '2026-01-01',
      dueOn: '2026-05-31',
      doneOn: null,
      outcome: null,
      recordedAt: now,
      changedAt: now,
      sealed: null,
    },
  ],
  confirmations: [
    { id: 'c', at: at('2026-02-01T00:00:00Z'), channel: 'phone', changed: false, recordedAt: now },
    { id: 'd', at: at('2025-02-01T00:00:00Z'), channel: 'phone', changed: false, recordedAt: now },
  ],
  changes: [{ version: 2, kinds: ['skills'], at: at('2026-03-01T00:00:00Z') }],
  disclosures: { times: 0, recipients: 0 },
  certificateExpiresOn: '2027-01-31',
  facts: { stated: [], confirmationDueOn: '2027-02-01' },
}

describe('toFileRow', () => {
  it('says what holds now and when time will next change it', () => {
    expect(toFileRow(ledger, now)).toEqual({
      statusCodes: ['rural'],
      assessedUntil: at('2026-12-31T16:30:00Z'),
      confirmedOn: '2026-02-01',
      ownerSides: ['federation'],
      measures: 1,
      employment: 'unknown',
      nextChangeAt: at('2026-06-30T16:00:00Z'),
    })
    expect(toFileRow(ledger, at('2026-06-30T16:00:00Z')).nextChangeAt).toEqual(at('2026-12-31T16:30:00Z'))
    expect(toFileRow(ledger, at('2026-12-31T16:30:00Z'))).toMatchObject({ nextChangeAt: null, assessedUntil: null, statusCodes: [] })
  })
})

describe('dueDatesOf', () => {
  it('names what is to be done or ends, soonest first', () => {
    expect(dueDatesOf(ledger, now).map(({ kind, on, overdue }) => [kind, on, overdue])).toEqual([
      ['measure', '2026-05-31', true],
      ['status_end', '2026-06-30', false],
      ['assessment_end', '2027-01-01', false],
      ['certificate_end', '2027-01-31', false],
      ['confirmation', '2027-02-01', false],
    ])
  })
})

describe('timelineOf', () => {
  it('tells what has happened, newest first, and nothing that is yet to come', () => {
    const entries = timelineOf({ registeredAt: at('2024-12-01T00:00:00Z'), consents: [], ledger, now })

    expect(entries.map(({ kind, code }) => (code === null ? kind : `${kind} ${code}`))).toEqual([
      'owner_ended school',
      'status_ended dibao_edge',
      'changed',
      'confirmed phone',
      'assessed WHODAS',
      'status_began rural',
      'status_began dibao_edge',
      'measure_agreed training',
      'confirmed phone',
      'owner_began school',
      'owner_began federation',
      'registered',
    ])
  })
})

describe('questionsOf', () => {
  it('asks what is only expected, then what was assessed and is over, then what everybody is asked', () => {
    const inForce = [
      { icf: 'd166', difficulty: 4, source: 'prior' },
      { icf: 'd450', difficulty: 0, source: 'self' },
    ] as const

    const asked = questionsOf(inForce, ledger.assessments, at('2027-06-01T00:00:00Z'))

    expect(asked.slice(0, 3).map(({ kind, icf }) => [kind, icf])).toEqual([
      ['only_prior', 'd166'],
      ['assessment_ended', 'd440'],
      ['never_said', 'b210'],
    ])
    expect(asked.map(({ icf }) => icf)).not.toContain('d450')
    expect(new Set(asked.map(({ icf }) => icf)).size).toBe(asked.length)
    expect(asked.every(({ zh }) => zh.length <= 40)).toBe(true)
  })
})
