import { describe, expect, it } from 'vitest'
import { createStatementNames } from './statement-names.ts'

function startNames() {
  const clock = { time: 0 }
  const closed: string[] = []
  const names = createStatementNames({ close: (name) => void closed.push(name), now: () => clock.time })
  const askTimes = (text: string, times: number) => Array.from({ length: times }, () => names.nameOf(text))
  return { clock, closed, names, askTimes }
}

describe('the name of a statement', () => {
  it('is given when a text comes for the fifth time, and stays', () => {
    const { askTimes } = startNames()

    const given = askTimes('select $1', 7)

    expect(given).toEqual([undefined, undefined, undefined, undefined, 's1', 's1', 's1'])
  })

  it('is another one for each text', () => {
    const { askTimes } = startNames()

    const given = new Set(['select $1', 'select $2', 'select $3'].map((text) => askTimes(text, 5).at(-1)))

    expect(given.size).toBe(3)
  })

  it('is never given to a long text', () => {
    const { askTimes } = startNames()

    expect(askTimes(`insert into t values ${'($1, $2), '.repeat(1_000)}`, 20)).not.toContain('s1')
  })

  it('is given to 300 texts and no more; those keep theirs', () => {
    const { askTimes } = startNames()
    const given = Array.from({ length: 400 }, (_, n) => askTimes(`select ${n}, $1`, 5).at(-1))

    expect(new Set(given.filter((name) => name !== undefined)).size).toBe(300)
    expect(askTimes('select 0, $1', 1)).toEqual([given[0]])
  })

  it('is not taken away by texts that never come again, however many', () => {
    const { names, askTimes } = startNames()
    const [name] = askTimes('select $1', 5).slice(-1)

    for (let n = 0; n < 10_000; n += 1) names.nameOf(`select $1 in (${'$2, '.repeat(n % 50)}${n})`)

    expect(askTimes('select $1', 1)).toEqual([name])
    expect(askTimes('select $2', 5).at(-1)).toBe('s2')
  })

  it('is renewed after ten seconds, and the old one is closed', () => {
    const { clock, closed, askTimes } = startNames()
    askTimes('select $1', 5)

    clock.time = 10_000

    expect(askTimes('select $1', 2)).toEqual(['s2', 's2'])
    expect(closed).toEqual(['s1'])
  })

  it('is renewed at the next use when all are', () => {
    const { closed, names, askTimes } = startNames()
    askTimes('select $1', 5)
    askTimes('select $2', 5)

    names.renewAll()

    expect([...askTimes('select $2', 2), ...askTimes('select $1', 2)]).toEqual(['s3', 's3', 's4', 's4'])
    expect(closed).toEqual(['s2', 's1'])
  })
})
