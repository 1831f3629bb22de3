import { describe, expect, it } from 'vitest'
import { checkStatus, codesInForce, listStatuses, nextStatusEnd, type Status, suggestStatuses } from './status.ts'

const status = (code: Status['code'], since: string, until: string | null = null): Status => {
  return { id: `${code} ${since}`, code, source: 'federation', since, until, recordedAt: new Date('2026-01-01T00:00:00Z') }
}

describe('codesInForce', () => {
  it('counts the first day and the last one', () => {
    const rural = [status('rural', '2026-03-01', '2026-03-31')]

    expect(['2026-02-28', '2026-03-01', '2026-03-31', '2026-04-01'].map((day) => codesInForce(rural, day).length)).toEqual([0, 1, 1, 0])
  })

  it('names a code once, whoever says it', () => {
    expect(codesInForce([status('rural', '2026-01-01'), status('rural', '2026-02-01')], '2026-03-01')).toEqual(['rural'])
  })

  it('does not count one that was withdrawn on its first day', () => {
    expect(codesInForce([status('rural', '2026-03-01', '2026-02-28')], '2026-03-01')).toEqual([])
  })
})

describe('listStatuses', () => {
  it('keeps the order of the caller, adds what holds besides, and leaves out what old callers do not know', () => {
    const statuses = [status('rural', '2026-01-01'), status('dibao_edge', '2026-01-01'), status('registered_unemployed', '2026-01-01')]

    expect(listStatuses(['registered_unemployed', 'zero_employment_family'], statuses, '2026-03-01')).toEqual([
      'registered_unemployed',
      'rural',
    ])
  })
})

describe('nextStatusEnd', () => {
  it('is the beginning of the day after the soonest last day', () => {
    const statuses = [
      status('rural', '2026-01-01'),
      status('dibao_edge', '2026-01-01', '2026-03-31'),
      status('rural', '2026-01-01', '2026-02-01'),
    ]

    expect(nextStatusEnd(statuses, '2026-03-31')).toEqual(new Date('2026-03-31T16:00:00Z'))
    expect(nextStatusEnd(statuses, '2026-04-01')).toBeNull()
  })
})

describe('suggestStatuses', () => {
  const suggested = (graduatedOn: string | undefined, day: string, statuses: Status[] = []) => {
    return suggestStatuses({ graduatedOn }, statuses, day).map(({ until }) => until)
  }

  it('sees a fresh graduate for two years, from the day she graduates on', () => {
    expect(['2024-06-29', '2024-06-30', '2026-06-29', '2026-06-30'].map((day) => suggested('2024-06-30', day))).toEqual([
      [],
      ['2026-06-29'],
      ['2026-06-29'],
      [],
    ])
    expect(suggested('2024-02-29', '2026-02-27')).toEqual(['2026-02-27'])
    expect(suggested(undefined, '2026-02-27')).toEqual([])
  })

  it('is silent when somebody has recorded it, though not when that was an earlier graduation', () => {
    expect(suggested('2024-06-30', '2025-01-01', [status('fresh_graduate', '2024-06-30', '2024-12-31')])).toEqual([])
    expect(suggested('2024-06-30', '2025-01-01', [status('fresh_graduate', '2020-06-30', '2022-06-29')])).toEqual(['2026-06-29'])
  })
})

describe('checkStatus', () => {
  it('takes today in China and not tomorrow', () => {
    const now = new Date('2026-03-01T16:30:00Z')

    expect(checkStatus({ since: '2026-03-02' }, now)).toEqual([])
    expect(checkStatus({ since: '2026-03-03' }, now)).toMatchObject([{ pointer: '/since', reason: 'in_the_future' }])
    expect(checkStatus({ since: '1899-12-31' }, now)).toMatchObject([{ reason: 'too_long_ago' }])
  })
})
