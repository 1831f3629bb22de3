import { describe, expect, it } from 'vitest'
import { readStatementClause } from './statement-clause.ts'

describe('readStatementClause', () => {
  it.each([
    ['会用鼠标；听力、肢体三四级均可', '听力、肢体三四级均可', ['hearing', 'physical']],
    ['肢体3-4级，听力', '肢体3-4级，听力', ['physical', 'hearing']],
    ['会打字。视力四级可以', '视力四级可以', ['visual']],
  ])('finds in %j the words %j', (text, words, types) => {
    const read = readStatementClause(text)

    expect(text.slice(read?.span.start, read?.span.end)).toBe(words)
    expect(read?.items.map(({ type }) => type)).toEqual(types)
  })

  it.each(['普通话二级甲等', '英语四级', '听力正常', '会写文章；语言表达好', '肢体灵活，四级证书', '精神面貌好', ''])(
    'takes %j for no statement',
    (text) => {
      expect(readStatementClause(text)).toBeNull()
    },
  )
})
