import { describe, expect, it } from 'vitest'
import { demandPhrases } from './data/demand-phrases.ts'
import { occupationDemands } from './occupation.ts'
import { readDemands, readPostingDemands } from './read-demands.ts'

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

describe('the span of a stated demand', () => {
  it.each([
    ['需 久　站', '久　站'],
    ['能搬三十斤左右', '搬三十斤'],
    ['4０公斤 货物要会搬', '4０公斤 货物'],
    ['負責整理貨架、搬運', '整理貨架'],
  ])('in "%s" is "%s"', (text, words) => {
    const [demand] = readPostingDemands({ requirements: text }, null)
    const span = demand?.source === 'stated' ? demand.span : null

    expect(text.slice(span?.start, span?.end)).toBe(words)
  })
})

describe('readPostingDemands', () => {
  const cleaner = '4-09-08-01'

  it('puts what is stated first and fills up from the occupation, each code once', () => {
    const demands = readPostingDemands({ title: '保洁员', requirements: '能吃苦耐劳,须会骑电动车' }, cleaner)

    expect(demands).toMatchObject([
      { icf: 'b455', source: 'stated', field: 'requirements' },
      { icf: 'd475', source: 'stated', essential: true },
      { icf: 'd445', source: 'stated', field: 'title' },
      { source: 'occupation', essential: false },
    ])
    expect(new Set(demands.map(({ icf }) => icf)).size).toBe(demands.length)
  })

  it('gives the four most important of an occupation where nothing is stated', () => {
    expect(readPostingDemands({}, cleaner).map(({ icf }) => icf)).toEqual(
      occupationDemands(cleaner)
        .slice(0, 4)
        .map(({ icf }) => icf),
    )
    expect(readPostingDemands({}, null)).toEqual([])
  })

  it('reads of the terms of work only when and how long it is done', () => {
    expect(readPostingDemands({ benefits: '三班三倒8小时;提供电脑;签订劳动合同' }, null)).toMatchObject([
      { icf: 'b455', field: 'benefits' },
    ])
  })

  it('never gives more than five', () => {
    const requirements = '普通话标准,会电脑,能久站,搬运货物,手指灵活,巡逻,吃苦耐劳'

    expect(readPostingDemands({ requirements }, cleaner)).toHaveLength(5)
  })
})
