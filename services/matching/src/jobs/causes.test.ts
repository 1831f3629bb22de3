import { describe, expect, it } from 'vitest'
import { createCauses } from './causes.ts'
import { traceRanks } from './trace-ranks.ts'

describe('causes', () => {
  it('keep the first trace of a change that is not ranked yet, until it is taken', () => {
    const causes = createCauses()
    causes.note('a', 'first')
    causes.note('a', 'second')
    causes.note('b', undefined)

    expect([...causes.take(['a', 'b', 'c'])]).toEqual([['a', 'first']])
    expect(causes.take(['a']).size).toBe(0)
  })

  it('stay with a list that has to be made again, and with all of a batch that failed', async () => {
    const causes = createCauses()
    causes.note('a', 'one')
    causes.note('b', 'two')
    await traceRanks(causes, ['a', 'b'], async () => ['b'])

    const failing = traceRanks(causes, ['a', 'b'], async () => {
      throw new Error('the database is away')
    })

    await expect(failing).rejects.toThrow('the database is away')
    expect([...causes.take(['a', 'b'])]).toEqual([['b', 'two']])
  })
})
