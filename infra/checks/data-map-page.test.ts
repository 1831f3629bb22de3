import { describe, expect, it } from 'vitest'
import { findGaps, type MappedColumn, readComment, renderMap } from './data-map-page.ts'

const column = (comment: string | null): MappedColumn => ({
  schema: 'room',
  table: 'people',
  column: 'shoe_size',
  type: 'integer',
  comment,
})
const rules = [{ table: 'room.people', keepFor: 'P3Y' }]

describe('the data map', () => {
  it.each([
    ['a column without a purpose', null, 'room.people.shoe_size has no purpose'],
    ['a comment of another form', 'how large her shoes are', 'does not read as purpose, retention and flows'],
    ['a purpose that is empty', 'purpose: ; retention: person; flows: none', 'does not read as'],
    ['a retention that is no word of ours', 'purpose: shoes; retention: for a while; flows: none', 'retention "for a while" is none of'],
    ['a period that no rule keeps', 'purpose: shoes; retention: P2Y; flows: none', 'nobody lets go of room.people after P2Y'],
  ])('does not take %s', (_name, comment, sentence) => {
    const gaps = findGaps([column(comment)], rules)

    expect(gaps).toEqual([expect.stringContaining(sentence)])
  })

  it.each(['person', 'row', 'forever', 'P3Y'])('takes retention %s', (retention) => {
    expect(findGaps([column(`purpose: shoes; retention: ${retention}; flows: the cobbler; export`)], rules)).toEqual([])
  })

  it('reads a purpose that has a semicolon in it', () => {
    expect(readComment('purpose: when; the newest counts; retention: person; flows: a, b')).toEqual({
      purpose: 'when; the newest counts',
      retention: 'person',
      flows: 'a, b',
    })
  })

  it('says of each column what it is for, how long it is kept and where it goes', () => {
    const page = renderMap([column('purpose: shoes | boots; retention: P3Y; flows: the cobbler')], rules)

    expect(page).toContain('## room.people\n\nLet go of after P3Y.\n')
    expect(page).toContain('| shoe_size | integer | shoes \\| boots | P3Y | the cobbler |')
  })
})
