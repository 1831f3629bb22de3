import { describe, expect, it } from 'vitest'
import { demandPhrases } from './data/demand-phrases.ts'
import { readDemands } from './read-demands.ts'

describe('readDemands', () => {
  it.each([
    ['需久站', 'd415', 1],
    ['搬运20公斤货物', 'd430', 0],
    ['能搬30斤', 'd430', 1],
    ['搬运5kg以下', 'd430', 2],
    ['接听电话', 'd360', 1],
    ['精细装配', 'd440', 1],
    ['上下楼梯', 'd455', 2],
    ['夜间倒班', 'd230', 1],
    ['驾驶货车', 'd475', 0],
    ['普通话标准', 'd330', 1],
    ['无色盲', 'b210', 1],
  ])('reads %s as %s, tolerating %i', (text, icf, tolerated) => {
    expect(readDemands(text)).toContainEqual(expect.objectContaining({ icf, tolerated, essential: false }))
  })

  it('marks what the posting insists on as essential', () => {
    expect(readDemands('必须能久站;可加班')).toMatchObject([
      { icf: 'd415', essential: true },
      { icf: 'b455', essential: false },
    ])
    expect(readDemands('能熟练驾驶面包车(硬性要求)')).toMatchObject([{ icf: 'd475', essential: true }])
  })

  it('reads no demand from what is denied or absent', () => {
    expect([readDemands('无需久站,不用加班'), readDemands(''), readDemands('五险一金')]).toEqual([[], [], []])
  })

  it('keeps the strictest wording of one activity', () => {
    expect(readDemands('搬运货物,搬重物')).toEqual([{ icf: 'd430', tolerated: 1, essential: false, phrase: '搬重物' }])
  })

  it('knows at least 40 wordings', () => {
    expect(demandPhrases.flatMap(({ words }) => words.split('|')).length).toBeGreaterThanOrEqual(40)
  })
})
