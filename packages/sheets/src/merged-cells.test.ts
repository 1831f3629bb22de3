import { describe, expect, it } from 'vitest'
import { mergeFiller } from './merged-cells.ts'

describe('mergeFiller', () => {
  it('fills what is blank from the first cell, downwards and sideways, and keeps what is not', () => {
    const fill = mergeFiller(
      [
        { top: 1, left: 0, bottom: 3, right: 0 },
        { top: 2, left: 1, bottom: 2, right: 9 },
      ],
      4,
    )

    expect(fill(1, ['甲', 'a'])).toEqual({ cells: ['甲', 'a'], hasOwn: true })
    expect(fill(2, ['', 'b', '', '她的'])).toEqual({ cells: ['甲', 'b', 'b', '她的'], hasOwn: true })
    expect(fill(3, [])).toEqual({ cells: ['甲'], hasOwn: false })
    expect(fill(4, ['', 'c'])).toEqual({ cells: ['', 'c'], hasOwn: true })
  })

  it('takes no text from a later row when the first is not there', () => {
    const fill = mergeFiller([{ top: 1, left: 0, bottom: 3, right: 1 }], 4)

    expect(fill(2, ['二'])).toEqual({ cells: ['二'], hasOwn: true })
    expect(fill(3, ['', ''])).toEqual({ cells: ['', ''], hasOwn: false })
  })
})
