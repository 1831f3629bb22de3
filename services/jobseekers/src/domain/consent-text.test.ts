import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { checkPublishing, hashOfText, hashOfVersion, type PublishedText, toTextViews } from './consent-text.ts'
import { houseTexts } from './house-texts.ts'

const house = houseTexts.find(({ purpose }) => purpose === 'matching')!
const text = (version: string, zh: string): PublishedText => ({
  purpose: 'matching',
  version,
  zh,
  en: null,
  sha256: hashOfText({ zh }),
  publishedAt: new Date('2026-11-22T09:00:00Z'),
})

describe('the texts of the house', () => {
  it('are one of each purpose, in both languages, and fit the table', () => {
    expect(houseTexts.map(({ purpose }) => purpose)).toEqual(['matching', 'sensitive_data', 'disclosure', 'follow_up'])
    for (const { zh, en, version } of houseTexts)
      expect([zh.length < 10_000, (en ?? '').length > 100, version]).toEqual([true, true, 'zhihe-2026-11'])
  })

  it('say that no is an answer and how to take a yes back; of what is sensitive also why it is necessary and what follows', () => {
    for (const { zh } of houseTexts) expect(zh).toMatch(/不同意也可以[\s\S]*随时可以(改主意|收回)/)
    const ofSensitive = houseTexts.filter(({ purpose }) => purpose === 'sensitive_data' || purpose === 'disclosure')
    for (const { zh } of ofSensitive) expect(zh).toMatch(/敏感个人信息[\s\S]*影响/)
  })

  // Of a text that was shown to people not a letter changes: make a new version instead.
  it('have not changed', () => {
    const all = createHash('sha256').update(houseTexts.map(hashOfText).join()).digest('hex')

    expect(all).toBe('a6d283f1435cc4312bd8366086d795396172df281dfffd926900c7c4f163e502')
  })

  it('are known by their hash until a tenant has its own of the same name', () => {
    expect(hashOfVersion('matching', house.version, [])).toBe(hashOfText(house))
    expect(hashOfVersion('matching', 'v1', [])).toBeNull()
    expect(hashOfVersion('matching', 'v1', [text('v1', '一')])).toBe(hashOfText({ zh: '一' }))
    expect(hashOfVersion('matching', 'v0', [text('v1', '一')])).toBeNull()
  })
})

describe('checkPublishing', () => {
  const [old, current] = [text('v1', '一'), text('v2', '二')]
  const publish = (version: string, zh: string) => checkPublishing({ purpose: 'matching', version, zh }, [current, old], [current])

  it('takes a new name, and the text in force again', () => {
    expect([publish('v3', '三'), publish('v2', '二')]).toEqual([
      { ok: true, outcome: 'new' },
      { ok: true, outcome: 'in_force_already' },
    ])
  })

  it('refuses a name that stands for another text, one that was replaced, and a name of the house for words of its own', () => {
    const refused = { ok: false, reason: 'version_taken' }

    expect([publish('v2', '三'), publish('v1', '一'), publish(house.version, '三')]).toEqual([refused, refused, refused])
    expect(checkPublishing({ ...house, en: house.en ?? undefined }, [], [])).toEqual({ ok: true, outcome: 'new' })
  })
})

describe('toTextViews', () => {
  it("shows which text is in force, and those of the house that are not the tenant's own", () => {
    const own = { ...text('v2', '二') }
    const adopted = { ...text(house.version, house.zh), en: house.en }

    const views = toTextViews([own, adopted])

    expect(views.map(({ purpose, version, status }) => [purpose, version, status])).toEqual([
      ['matching', 'v2', 'in_force'],
      ['matching', house.version, 'superseded'],
      ['sensitive_data', house.version, 'suggested'],
      ['disclosure', house.version, 'suggested'],
      ['follow_up', house.version, 'suggested'],
    ])
  })
})
