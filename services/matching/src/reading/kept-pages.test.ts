import { describe, expect, it } from 'vitest'
import { createKeptPages } from './kept-pages.ts'

const page = { json: Buffer.from('page'), jobseekerIds: ['person'] }

describe('kept pages', () => {
  it('are those of one read of the tables: the next read, even of the same instant, begins anew', () => {
    const pages = createKeptPages()
    const [first, second] = [new Date(0), new Date(0)]
    pages.put(first, 'key', page)

    expect(pages.get(first, 'key')).toBe(page)
    expect(pages.get(first, 'other')).toBeUndefined()
    expect(pages.get(second, 'key')).toBeUndefined()
    pages.put(second, 'other', page)
    expect(pages.get(second, 'key')).toBeUndefined()
  })

  it('stay within their memory', () => {
    const pages = createKeptPages()
    const asOf = new Date(0)
    const size = 1024 * 1024
    for (let n = 0; n < 40; n++) pages.put(asOf, `page ${n}`, { json: Buffer.alloc(size), jobseekerIds: [] })

    const held = Array.from({ length: 40 }, (_, n) => pages.get(asOf, `page ${n}`)).filter((page) => page !== undefined)
    expect(held.length).toBeGreaterThan(0)
    expect(held.length).toBeLessThanOrEqual(32)
  })
})
