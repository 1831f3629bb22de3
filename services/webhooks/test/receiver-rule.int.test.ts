import { readFileSync } from 'node:fs'
import { array, assert, constantFrom, integer, nat, property, record, shuffledSubarray } from 'fast-check'
import { describe, expect, it } from 'vitest'

interface Word {
  type: string
  timestamp: string
  data: { matchId?: string; postingId?: string; importId?: string; seq?: number }
}
type Take = (state: Map<string, { type: string; data: Word['data'] }>, word: Word) => boolean

// The very file that receivers are given; it has no types.
const { take } = (await import(new URL('../receivers/receiver.mjs', import.meta.url).href)) as { take: Take }

const step = record({
  posting: nat(2),
  match: nat(3),
  kind: constantFrom('match.proposed', 'match.updated', 'match.withdrawn', 'posting.published', 'posting.closed', 'import.finished'),
})

/** What the house says, in the order in which it becomes true: `seq` rises with every change of a shortlist or a posting. */
function wordsOf(steps: readonly { posting: number; match: number; kind: string }[]): Word[] {
  const counters = new Map<string, number>()
  const next = (counter: string) => {
    const seq = (counters.get(counter) ?? 0) + 1
    counters.set(counter, seq)
    return seq
  }
  return steps.map(({ posting, match, kind }, index) => {
    const timestamp = new Date(Date.UTC(2026, 10, 20) + index * 1_000).toISOString()
    const postingId = `posting-${posting}`
    if (kind.startsWith('match.')) {
      return { type: kind, timestamp, data: { matchId: `${postingId}-${match}`, postingId, seq: next(`list ${postingId}`) } }
    }
    if (kind.startsWith('posting.')) return { type: kind, timestamp, data: { postingId, seq: next(postingId) } }
    return { type: kind, timestamp, data: { importId: `import-${match}` } }
  })
}

const thingOf = ({ data }: Word) => data.matchId ?? data.importId ?? data.postingId ?? ''

/** The rule as it is printed, without comments and layout. */
function ruleIn(file: string): string {
  const text = readFileSync(new URL(`../receivers/${file}`, import.meta.url), 'utf8')
  const [rule = ''] = text.match(/function take\([\s\S]*?\n}/) ?? []
  return rule.replace(/ *\/\/.*$/gm, '')
}

describe('the rule for order and copies of the receiver’s guide', () => {
  it('ends in the true state however words are delayed, reordered and repeated, in 10,000 schedules', () => {
    const history = array(step, { minLength: 1, maxLength: 14 }).map(wordsOf)
    const schedule = history.chain((words) =>
      record({
        words: shuffledSubarray(words, { minLength: words.length }),
        copies: array(record({ of: nat(words.length - 1), at: integer({ min: 0, max: 30 }) }), { maxLength: 8 }),
      }).map(({ words: shuffled, copies }) => ({
        truth: new Map(words.map((word) => [thingOf(word), word])),
        arriving: copies.reduce<Word[]>((list, { of, at }) => list.toSpliced(at % (list.length + 1), 0, shuffled[of] as Word), shuffled),
      })),
    )

    assert(
      property(schedule, ({ truth, arriving }) => {
        const state: Parameters<Take>[0] = new Map()
        const news = arriving.filter((word) => take(state, word))

        expect(new Map([...state].map(([thing, { type, data }]) => [thing, { type, data }]))).toEqual(
          new Map([...truth].map(([thing, { type, data }]) => [thing, { type, data }])),
        )
        expect(new Set(news).size).toBe(news.length)
      }),
      { numRuns: 10_000 },
    )
  })

  it('is printed in the guide, in both languages, as the example runs it', () => {
    expect(ruleIn('receiver.mjs')).toContain('known.place >= place')
    expect([ruleIn('README.md'), ruleIn('README.zh.md')]).toEqual([ruleIn('receiver.mjs'), ruleIn('receiver.mjs')])
  })
})
