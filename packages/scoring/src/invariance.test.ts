import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { explain } from './explain.ts'
import type { Context, JobseekerFacts, PostingFacts } from './facts.ts'
import { judge } from './judge.ts'
import { always, alwaysWith, slow } from './law-runs.ts'

describe('nothing but the facts decides', slow, () => {
  it('ignores the order of every list, in numbers and in what is said', () => {
    alwaysWith(fc.infiniteStream(fc.nat({ max: 9 })), (dice, posting, jobseeker, context) => {
      const roll = () => dice.next().value as number
      const [shuffledPosting, shuffledJobseeker] = [shuffled(posting, roll), shuffled(jobseeker, roll)]

      expect(judge(shuffledPosting, shuffledJobseeker, context)).toEqual(judge(posting, jobseeker, context))
      expect(told(shuffledPosting, shuffledJobseeker, context)).toEqual(told(posting, jobseeker, context))
    })
  })

  it('leaves the facts untouched and answers the same twice', () => {
    always((posting, jobseeker, context) => {
      const before = JSON.stringify([posting, jobseeker])

      expect(explain(posting, jobseeker, context)).toEqual(explain(posting, jobseeker, context))
      expect(JSON.stringify([posting, jobseeker])).toBe(before)
    })
  })

  it('ignores the time zone of the machine', () => {
    const zone = process.env['TZ']
    try {
      always((posting, jobseeker, context) => {
        process.env['TZ'] = 'America/Los_Angeles'
        const there = explain(posting, jobseeker, context)
        process.env['TZ'] = 'Pacific/Auckland'

        expect(explain(posting, jobseeker, context)).toEqual(there)
      })
    } finally {
      if (zone === undefined) delete process.env['TZ']
      else process.env['TZ'] = zone
    }
  })

  it('never asks the machine for its locale, its clock or a chance', () => {
    always((posting, jobseeker, context) => {
      const expected = explain(posting, jobseeker, context)
      const restore = forbidSurroundings()
      try {
        const found = explain(posting, jobseeker, context)
        restore()
        expect(found).toEqual(expected)
      } finally {
        restore()
      }
    })
  })
})

/** Everything said, without its order: a list on one side is a list in the reasons. */
function told(posting: PostingFacts, jobseeker: JobseekerFacts, context: Context): string[] {
  const { components, actions, findings } = explain(posting, jobseeker, context)
  const evidence = components.flatMap(({ key, evidence: of }) => of.map(({ kind, code, params }) => [key, kind, code, params]))
  const rest = [...actions, ...findings].map(({ code, params }) => [code, params])
  // A condition that three entries of a list share is one condition.
  return [...new Set([...evidence, ...rest].map((reason) => JSON.stringify(reason)))].sort()
}

function shuffled<T extends object>(facts: T, roll: () => number): T {
  const entries = Object.entries(facts).map(([key, value]) => [key, Array.isArray(value) ? shuffledList(value, roll) : value])
  return Object.fromEntries(entries) as T
}

function shuffledList(list: readonly unknown[], roll: () => number): unknown[] {
  return list
    .map((item) => ({ item, at: roll() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item)
}

const forbidden: readonly (readonly [object, string])[] = [
  [String.prototype, 'localeCompare'],
  [String.prototype, 'toLocaleLowerCase'],
  [String.prototype, 'toLocaleUpperCase'],
  [Number.prototype, 'toLocaleString'],
  [Array.prototype, 'toLocaleString'],
  [Date.prototype, 'toLocaleString'],
  [Date.prototype, 'toLocaleDateString'],
  [Date.prototype, 'getTimezoneOffset'],
  [Date.prototype, 'getMonth'],
  [Date.prototype, 'getFullYear'],
  [Date.prototype, 'getDate'],
  [Date, 'now'],
  [Math, 'random'],
  [Math, 'cos'],
  [Math, 'sin'],
  [Math, 'atan2'],
  [Math, 'pow'],
  [Math, 'log'],
  [Math, 'exp'],
  [Intl, 'Collator'],
  [Intl, 'NumberFormat'],
  [Intl, 'DateTimeFormat'],
]

function forbidSurroundings(): () => void {
  const kept = forbidden.map(([owner, name]) => ({ owner, name, own: Object.getOwnPropertyDescriptor(owner, name) as PropertyDescriptor }))
  for (const { owner, name } of kept) {
    const refuse = () => {
      throw new Error(`the score asked for ${name}`)
    }
    Object.defineProperty(owner, name, { configurable: true, writable: true, value: refuse })
  }
  return () => {
    for (const { owner, name, own } of kept) Object.defineProperty(owner, name, own)
  }
}
