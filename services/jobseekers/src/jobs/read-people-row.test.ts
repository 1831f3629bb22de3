import { describe, expect, it } from 'vitest'
import { type ReadContext, readPeopleRow } from './read-people-row.ts'

const idNumber = '990106199003151044'
const stated = [
  { purpose: 'matching', textVersion: 'v2', at: '2026-10-01T00:00:00+08:00', decision: 'granted' },
  { purpose: 'follow_up', textVersion: 'v2', at: '2026-10-01T00:00:00+08:00', decision: 'granted' },
] as const
const context: ReadContext = {
  regionCode: '330100',
  stated: [],
  sentAt: '2026-11-20T00:00:00Z',
  allowTestRegion: true,
  now: new Date('2026-11-20T04:00:00Z'),
}
const person = {
  identity: { name: '王小明', idNumber, phone: '19900001234' },
  profile: { regionCode: '330106' },
  consents: [],
}
const read = (value: object, given: ReadContext = context) =>
  readPeopleRow({ kind: 'record', sheet: null, row: 7, value: value as Record<string, unknown> }, given)

describe('readPeopleRow', () => {
  it('takes of a record what it states, and no default for somebody’s word', () => {
    const { given, number, findings } = read(person)

    expect(findings).toEqual([])
    expect(number).toBe(idNumber)
    expect(given?.profile).toEqual({ regionCode: '330106' })
  })

  it('repeats neither an unknown key nor what was sent', () => {
    const { given, findings } = read({
      ...person,
      identity: { ...person.identity, 王小明的妹妹: '19900009999' },
      profile: { regionCode: '330199' },
    })

    expect(given).toBeNull()
    expect(findings.map(({ column, code }) => `${column} ${code}`)).toEqual(['/identity unknown_key', '/profile/regionCode unknown_region'])
    expect(JSON.stringify(findings)).not.toMatch(/王小明|1990000|330199/)
  })

  it('names the check that a number fails and not the digit', () => {
    const { findings } = read({ ...person, identity: { ...person.identity, idNumber: '990106199003151045' } })

    expect(findings).toEqual([{ column: '/identity/idNumber', code: 'bad_check', refuses: true }])
  })

  it('refuses who could not be found again, and a disclosure that a file would grant', () => {
    const disclosure = { purpose: 'disclosure', recipient: '01890000-0000-7000-8000-000000000001', textVersion: 'v1', at: stated[0].at }

    expect(read({ ...person, identity: { name: '王小明', phone: '19900001234' } }).findings).toMatchObject([{ code: 'missing_number' }])
    expect(read({ ...person, consents: [disclosure] }).findings).toMatchObject([
      { column: '/consents/0/purpose', code: 'disclosure_singly' },
    ])
  })

  it('adds what is stated of everybody, but for what she decides herself', () => {
    const no = { purpose: 'matching', textVersion: 'v2', at: '2026-11-01T00:00:00+08:00', decision: 'revoked' }
    const of = (consents: object[]) =>
      read({ ...person, consents }, { ...context, stated }).given?.consents.map(({ purpose, decision, channel }) => [
        purpose,
        decision,
        channel,
      ])

    expect(of([])).toEqual([
      ['matching', 'granted', 'import'],
      ['follow_up', 'granted', 'import'],
    ])
    expect(of([no])).toEqual([
      ['matching', 'revoked', 'import'],
      ['follow_up', 'granted', 'import'],
    ])
  })
})
