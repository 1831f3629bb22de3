import { describe, expect, it } from 'vitest'
import { createNotebook } from './notebook.ts'

const away = new Error('the database is away')
const isPassing = (error: unknown): boolean => error === away

describe('createNotebook', () => {
  it('writes together what comes together', async () => {
    const pages: number[][] = []
    const gather = async (entries: readonly number[]) => {
      pages.push([...entries])
      return []
    }
    const notebook = createNotebook<number>({ isPassing, write: gather })

    await Promise.all(Array.from({ length: 150 }, async (_, entry) => await notebook.note(entry)))

    expect(pages.flat()).toEqual(Array.from({ length: 150 }, (_, entry) => entry))
    expect(pages.length).toBeLessThanOrEqual(4)
    expect(Math.max(...pages.map(({ length }) => length))).toBe(64)
  })

  it('tries again while the database is away, and gives up in the end', async () => {
    let failures = 2
    const write = async () => {
      failures -= 1
      if (failures >= 0) throw away
      return []
    }
    const patient = createNotebook<string>({ isPassing, write, retryMs: [1, 1] })

    await expect(patient.note('kept')).resolves.toBeUndefined()
    failures = 99
    await expect(Promise.all([patient.note('lost'), patient.note('lost too')])).rejects.toThrow('away')
  })

  it('writes the others when one entry cannot be written', async () => {
    const written: string[] = []
    const write = async (entries: readonly string[]) => {
      if (entries.includes('bad')) throw new Error('invalid byte')
      written.push(...entries)
      return []
    }
    const notebook = createNotebook<string>({ isPassing, write, retryMs: [1] })

    const outcomes = await Promise.allSettled(['good', 'bad', 'fine'].map(async (entry) => await notebook.note(entry)))

    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    expect(written).toEqual(['good', 'fine'])
  })

  it('comes back to what is in somebody else’s hands at the moment', async () => {
    const calls: string[][] = []
    const write = async (entries: readonly string[]) => {
      calls.push([...entries])
      return calls.length === 1 ? entries.filter((entry) => entry === 'busy') : []
    }
    const notebook = createNotebook<string>({ isPassing, write })

    await Promise.all([notebook.note('free'), notebook.note('busy')])

    expect(calls).toEqual([['free', 'busy'], ['busy']])
  })
})
