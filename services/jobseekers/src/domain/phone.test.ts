import { describe, expect, it } from 'vitest'
import { readPhone } from './phone.ts'

const read = (text: string, allowTestNumbers = false) => readPhone(text, { allowTestNumbers })

describe('readPhone', () => {
  it.each([
    ['13812345678', '13812345678'],
    ['138 1234 5678', '13812345678'],
    ['+86 138-1234-5678', '13812345678'],
    ['008613812345678', '13812345678'],
    ['8613812345678', '13812345678'],
    ['１３８１２３４５６７８', '13812345678'],
    ['0571-87654321', '057187654321'],
    ['(0571) 8765 4321', '057187654321'],
    ['010-87654321', '01087654321'],
    ['+86 10 8765 4321', '01087654321'],
    ['0793-8123456', '07938123456'],
  ])('reads %s', (text, digits) => {
    expect(read(text)).toBe(digits)
  })

  it.each(['12345', '12812345678', '87654321', '0571-12345678', '138123456789', '+1 212 555 0100', 'phone', '13812345678a', '⑴'])(
    'refuses %s',
    (text) => {
      expect(read(text)).toBeNull()
    },
  )

  it('takes a mobile number that nobody can have where that is allowed', () => {
    expect(read('10012345678')).toBeNull()
    expect(read('10012345678', true)).toBe('10012345678')
  })
})
