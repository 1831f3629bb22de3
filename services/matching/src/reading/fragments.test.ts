import { describe, expect, it } from 'vitest'
import { createFragments, type Fragment } from './fragments.ts'

const fragment = (text: string, bytes = 1_000): Fragment => ({ head: Buffer.from(text), body: Buffer.alloc(bytes) })

describe('fragments', () => {
  it('gives back what was put under the very key', () => {
    const fragments = createFragments()
    fragments.put('register a', fragment('one'))

    expect(fragments.get('register a')?.head.toString()).toBe('one')
    expect(fragments.get('work a')).toBeUndefined()
  })

  it('never holds more than it may, and keeps what is asked for again and again', () => {
    const maxBytes = 100_000
    const fragments = createFragments(maxBytes)
    fragments.put('asked for', fragment('kept'))

    for (let n = 0; n < 5_000; n++) {
      fragments.put(`once ${n}`, fragment('once'))
      expect(fragments.bytes()).toBeLessThanOrEqual(maxBytes)
      expect(fragments.get('asked for')?.head.toString()).toBe('kept')
    }
    expect(fragments.get('once 1')).toBeUndefined()
  })

  it('counts a fragment once however often it is put', () => {
    const fragments = createFragments()
    fragments.put('a', fragment('one'))
    const before = fragments.bytes()
    fragments.put('a', fragment('one'))

    expect(fragments.bytes()).toBe(before)
  })
})
