import { describe, expect, it } from 'vitest'
import { disguised } from './corpus/disguised.ts'
import { exclusions } from './corpus/exclusions.ts'
import { wholePostings } from './corpus/whole-postings.ts'
import { jobOf } from './job.ts'
import { textRules } from './text-rules.ts'
import { viewsOf } from './view.ts'

describe('textRules', () => {
  it('have no anchor that hides what the rule would find', () => {
    const single = [...Object.values(exclusions), ...Object.values(disguised)].flat().map((text) => ({ requirementsText: text }))
    const all: Readonly<Record<string, string>>[] = [...single, ...wholePostings.map(({ texts }) => texts)]

    const hidden = all.flatMap((texts) => {
      const [job, views] = [jobOf({ texts }), viewsOf(texts)]
      const whole = views.map(({ text }) => text).join('\n')
      return views.flatMap((view) =>
        textRules
          .filter((rule) => !rule.anchor.test(view.text) && rule.find(view, { job, facts: {}, whole }).length > 0)
          .map(({ id }) => ({ id, texts })),
      )
    })

    expect(hidden).toEqual([])
  })

  it('put aside at one look what has nothing to find', () => {
    const aside = textRules.filter(({ anchor }) => !anchor.test('会电脑,守时'))

    expect(aside.length).toBe(textRules.length)
  })
})
