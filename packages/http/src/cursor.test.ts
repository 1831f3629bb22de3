import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { decodeCursor, encodeCursor } from './cursor.ts'
import { Problem } from './problem.ts'

const place = z.strictObject({ at: z.string(), id: z.string() })

describe('a cursor', () => {
  it('comes back as it went', () => {
    expect(decodeCursor(encodeCursor({ at: '2026', id: '甲' }), place)).toEqual({ at: '2026', id: '甲' })
  })

  it.each(['x', '!!!', encodeCursor({ id: 1 }), encodeCursor(null)])('that is not ours (%s) is refused by name', (text) => {
    expect(() => decodeCursor(text, place)).toThrow(Problem)
  })
})
