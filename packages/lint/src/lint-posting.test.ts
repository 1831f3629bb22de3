import { array, assert, constantFrom, oneof, property, string } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { benign } from './corpus/benign.ts'
import { disguised } from './corpus/disguised.ts'
import { exclusions } from './corpus/exclusions.ts'
import { wholePostings } from './corpus/whole-postings.ts'
import { type LintFacts, type TextRuleId, textRuleIds } from './finding.ts'
import { justifiedDemands, lintPosting } from './lint-posting.ts'

const requirements = (text: string, facts?: LintFacts, title = '普工') =>
  lintPosting({ texts: { title, requirementsText: text }, facts }).filter(({ ruleId }) => textRuleIds.some((id) => id === ruleId))
const rulesIn = (text: string) => requirements(text).map(({ ruleId }) => ruleId)
const pairs = (corpus: Readonly<Record<TextRuleId, readonly string[]>>) =>
  textRuleIds.flatMap((id) => corpus[id].map((text) => ({ id, text })))

describe('the corpora of promise S10', () => {
  it('hold at least 200 exclusions and 500 lawful wordings', () => {
    expect(pairs(exclusions).length).toBeGreaterThanOrEqual(200)
    expect(Object.values(benign).flat().length).toBeGreaterThanOrEqual(500)
  })

  it('find at least 95 % of the exclusions under the right rule', () => {
    const missed = pairs(exclusions).filter(({ id, text }) => !rulesIn(text).includes(id))

    expect(missed.length).toBeLessThanOrEqual(0.05 * pairs(exclusions).length)
  })

  it('find at most 2 % of the lawful wordings', () => {
    const all = Object.entries(benign).flatMap(([field, texts]) => texts.map((text) => ({ field, text })))
    const found = all.filter(({ field, text }) => lintPosting({ texts: { [field]: text } }).length > 0)

    expect(found.length).toBeLessThanOrEqual(0.02 * all.length)
  })

  it('agree with whole postings on at least 95 % of the rules, both ways', () => {
    const judged = wholePostings.map(({ texts, rules }) => ({
      rules,
      found: [...new Set(lintPosting({ texts }).map(({ ruleId }) => ruleId))],
    }))
    const wanted = judged.flatMap(({ rules }) => rules).length
    const missed = judged.flatMap(({ rules, found }) => rules.filter((id) => !found.includes(id)))
    const wrong = judged.flatMap(({ rules, found }) => found.filter((id) => !rules.some((rule) => rule === id)))

    expect(missed.length).toBeLessThanOrEqual(0.05 * wanted)
    expect(wrong.length).toBeLessThanOrEqual(0.05 * wanted)
  })

  it('find wordings of every rule when they are disguised', () => {
    const missed = pairs(disguised).filter(({ id, text }) => !rulesIn(text).includes(id))

    expect(missed).toEqual([])
  })

  it.each([' ', '*', '.', '_', '~', '-', '😀', '\u200b'])('find the exclusions with “%s” between all characters', (mark) => {
    const han = /(\p{Script=Han})(?=\p{Script=Han})/gu
    const missed = pairs(exclusions).filter(({ id, text }) => !rulesIn(text.replace(han, `$1${mark}`)).includes(id))

    expect(missed.length).toBeLessThanOrEqual(0.05 * pairs(exclusions).length)
  })

  it.each(['限残疾人', '残疾人优先', '仅面向残疾人,肢体三级以上', '残疾人优先,限听力三、四级'])('never stop “%s”', (text) => {
    const severities = lintPosting({
      texts: { employerStatement: text, requirementsText: text },
      facts: { employerKind: 'party_government' },
    }).map(({ severity }) => severity)

    expect(severities).not.toContain('block')
  })
})

describe('a finding', () => {
  it('marks the words in the text as it was given', () => {
    const text = '要 求：身　体 健*康，有 责任心'

    const [finding] = requirements(text)

    expect(finding).toMatchObject({ ruleId: 'body.generic_health', field: 'requirementsText' })
    expect(text.slice(finding?.start, finding?.end)).toBe('身　体 健*康')
  })

  it('says in Chinese and English what to do and cites the article', () => {
    const [finding] = requirements('限女性')

    expect(finding).toMatchObject({ law: { title: '妇女权益保障法(2022年修订)', article: '第四十三条' }, rewrite: { remove: true } })
    expect(finding?.zh).toMatch(/请删除/)
    expect(finding?.en).toMatch(/Delete/)
  })

  it('counts one wording once, with its longest words', () => {
    expect(requirements('女性优先考虑')).toHaveLength(1)
    expect(requirements('无残疾')).toHaveLength(1)
  })

  it('comes in the order of the words', () => {
    const starts = requirements('限女性,五官端正,已婚,身高160cm以上').map(({ start }) => start)

    expect(starts).toEqual([...starts].sort((one, other) => one - other))
    expect(starts.length).toBe(4)
  })
})

describe('relevance', () => {
  it.each([
    ['司机', '双眼视力5.0以上,无红绿色盲'],
    ['远洋水手', '听力正常,四肢健全'],
    ['直升机飞行员', '身高170-185cm'],
    ['叉车司机', '视力正常'],
    ['配色员', '无色盲'],
    ['电话客服', '听力良好'],
    ['缝纫工', '双手健全'],
  ])('%s: “%s” is a demand with its source and no finding', (title, text) => {
    const input = { texts: { title, requirementsText: text } }

    expect(lintPosting(input)).toEqual([])
    expect(justifiedDemands(input).length).toBeGreaterThan(0)
  })

  it('names the statute of a driver and the function it asks for', () => {
    const [demand] = justifiedDemands({ texts: { title: '货车司机', requirementsText: '矫正视力不低于5.0' } })

    expect(demand).toMatchObject({ demand: { icf: 'b210', essential: true }, law: { title: '机动车驾驶证申领和使用规定' } })
  })

  it('asks where the work may need it and tells where it does not', () => {
    const severityFor = (title: string, text: string) => requirements(text, undefined, title)[0]

    expect(severityFor('搬运工', '身体健康')).toMatchObject({ severity: 'ask', relevance: null })
    expect(severityFor('文员', '身体健康')).toMatchObject({ severity: 'warn', relevance: false })
    expect(severityFor('前台接待', '形象好')).toMatchObject({ severity: 'ask', relevance: null })
    expect(severityFor('仓管', '形象好')).toMatchObject({ severity: 'warn', relevance: false })
    expect(severityFor('保安', '身高170cm以上')).toMatchObject({ severity: 'ask' })
  })

  it('counts a sitting job as seated whatever its title', () => {
    expect(requirements('身体健康', undefined, '普工(坐着上班)')).toMatchObject([{ relevance: false }])
  })
})

describe('severity', () => {
  it.each(['无残疾', '限女性', '乙肝携带者勿扰', '汉族优先', '已婚已育优先', '入职交押金500元', '残疾证挂靠'])('stops “%s”', (text) => {
    expect(requirements(text)).toMatchObject([{ severity: 'block' }])
  })

  it('is stricter with public employers, and stricter still under a plan that forbids bodily demands', () => {
    const looks = (facts: LintFacts) => requirements('五官端正', facts)[0]?.severity

    expect(looks({ employerKind: 'private' })).toBe('warn')
    expect(looks({ employerKind: 'party_government' })).toBe('warn')
    expect(looks({ employerKind: 'party_government', plansInForce: ['SH2'] })).toBe('block')
    expect(requirements('身体健康', { employerKind: 'state_enterprise' })).toMatchObject([{ severity: 'warn', relevance: null }])
  })

  it('never stops a statement on grades', () => {
    expect(requirements('精神残疾除外', { employerKind: 'party_government', plansInForce: ['SH2'] })).toMatchObject([{ severity: 'warn' }])
  })
})

describe('a refusal of people', () => {
  it.each([
    ['不要乙肝携带者', 'body.infectious_disease'],
    ['谢绝乙肝', 'body.infectious_disease'],
    ['拒绝传染病患者', 'body.infectious_disease'],
    ['HBsAg阴性', 'body.infectious_disease'],
    ['拒绝精神残疾', 'disability_grade_limit'],
    ['健全人士', 'body.no_disability'],
    ['谢绝色盲', 'body.sense'],
    ['谢绝外地户口', 'hukou_limit'],
    ['拒绝轮椅使用者', 'body.limbs'],
    ['谢绝听障', 'disability_grade_limit'],
  ])('is found in “%s”', (text, rule) => {
    expect(rulesIn(text)).toEqual([rule])
  })

  it.each(['拒绝乙肝歧视', '拒绝精神残疾歧视', '拒绝收取押金', '谢绝中介', '无需检测乙肝'])('is none in “%s”', (text) => {
    expect(rulesIn(text)).toEqual([])
  })
})

describe('a limit of age by sex', () => {
  it.each(['男50女40', '男45周岁以下,女35周岁以下', '年龄:男55岁以下、女50岁以下'])('is asked about in “%s”', (text) => {
    expect(requirements(text)).toMatchObject([{ ruleId: 'gender', severity: 'ask' }])
  })

  it.each(['男60女55', '男女不限,50岁以下', '男50女50', '男60周岁以下,女55周岁以下'])('is none in “%s”', (text) => {
    expect(rulesIn(text)).toEqual([])
  })
})

describe('a clear tongue', () => {
  it('is a demand of spoken work and a question anywhere else', () => {
    const speaks = { texts: { title: '电话客服', requirementsText: '口齿清晰' } }

    expect(requirements('吐字清晰', {}, '仓管员')).toMatchObject([{ ruleId: 'body.sense', severity: 'ask' }])
    expect(requirements('口齿清晰，表达流畅', {}, '仓管员')).toEqual([])
    expect(lintPosting(speaks)).toEqual([])
    expect(justifiedDemands(speaks)).toMatchObject([{ ruleId: 'body.sense', demand: { icf: 'd330' } }])
  })
})

describe('the height of a driver', () => {
  const heights = (title: string, text: string) => justifiedDemands({ texts: { title, requirementsText: text } })

  it.each(['大客车司机', '公交车驾驶员', '重型货车司机'])('is recorded with its source for a %s', (title) => {
    expect(requirements('身高155cm以上', {}, title)).toEqual([])
    expect(heights(title, '身高1.55米以上')).toMatchObject([{ ruleId: 'body.height_weight', law: { title: '机动车驾驶证申领和使用规定' } }])
  })

  it.each([
    ['网约车司机', '身高155cm以上'],
    ['大客车司机', '身高170cm以上'],
  ])('is found for a %s of whom more is asked than the licence does (%s)', (title, text) => {
    expect(requirements(text, {}, title)).toMatchObject([{ ruleId: 'body.height_weight', severity: 'warn' }])
    expect(heights(title, text)).toEqual([])
  })
})

describe('a rewrite', () => {
  it('keeps the weight, and not the words that had to go', () => {
    expect(requirements('限男性,能搬运20公斤货物')[0]?.rewrite?.demand).toEqual({
      icf: 'd430',
      tolerated: 1,
      essential: false,
      reason: '搬运20公斤',
    })
    expect(requirements('四肢健全,需久站')[0]?.rewrite?.demand).not.toHaveProperty('reason')
  })

  it.each([
    ['男性,能搬运20公斤货物', 'd430', 1],
    ['四肢健全,需久站', 'd415', 1],
  ] as const)('turns “%s” into the functional demand %s', (text, icf, tolerated) => {
    expect(requirements(text)[0]?.rewrite).toMatchObject({ demand: { icf, tolerated } })
  })

  it('gives the lawful wording of general health', () => {
    expect(requirements('身体健康')[0]?.rewrite).toMatchObject({ text: '具有正常履行职责的身体条件' })
  })

  it('asks for the certificate the law knows instead of “no infectious disease”', () => {
    expect(requirements('无传染病', undefined, '厨师')[0]?.rewrite).toMatchObject({ text: '持有效健康证明' })
  })

  it('is lawful itself', () => {
    const texts = ['身体健康', '形象好', '无传染病', '最好没有残疾'].flatMap((text) =>
      requirements(text, undefined, '前台厨师').map(({ rewrite }) => rewrite?.text),
    )

    expect(texts.filter((text) => text !== undefined).flatMap((text) => requirements(text))).toEqual([])
  })
})

describe('any text', () => {
  it('is read without a throw, with spans inside it, the same way twice', () => {
    const words = constantFrom(
      '身',
      '体',
      '健',
      '康',
      '男',
      '女',
      '残',
      '疾',
      '无',
      '限',
      ' ',
      '，',
      '*',
      '😀',
      '1',
      '２',
      'shen',
      '(',
      '岁',
      '以下',
      '押金',
      '\n',
    )
    const anyText = oneof(
      string({ unit: 'grapheme' }),
      array(words, { maxLength: 40 }).map((parts) => parts.join('')),
    )
    assert(
      property(anyText, (text) => {
        const findings = requirements(text)
        for (const { start, end } of findings) {
          expect(start).toBeGreaterThanOrEqual(0)
          expect(end).toBeGreaterThan(start)
          expect(end).toBeLessThanOrEqual(text.length)
        }
        expect(requirements(text)).toEqual(findings)
      }),
      { numRuns: 300 },
    )
  })
})
