import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { canarySearch } from './canary.ts'

const number = '99010619900315101X'
const search = canarySearch({ number, name: '司徒雅楠' })
const digest = createHash('sm3').update(number).digest()

const planted: [form: string, content: string | Buffer][] = [
  ['plain', `id=${number};`],
  ['small letters', number.toLowerCase()],
  ['reversed', 'X10151300991601099'],
  ['utf-16', Buffer.concat([Buffer.from([0]), Buffer.from(number, 'utf16le')])],
  ['hex', Buffer.from(`a${number}`).toString('hex')],
  ['base64', Buffer.from(`{"number":"${number}"}`).toString('base64')],
  ['base64', Buffer.from(`"number":"${number}"`).toString('base64')],
  ['base64', Buffer.from(`number":"${number}"`).toString('base64')],
  ['sm3 hex', digest.toString('hex')],
  ['sm3 base64', digest.toString('base64')],
  ['md5 hex', createHash('md5').update(number).digest('hex')],
]

describe('a search for canaries', () => {
  it.each(planted)('finds a number planted as %s', (form, content) => {
    expect(search.in(content)).toContainEqual({ canary: 'number', form })
  })

  it('finds a name in URLs, JSON escapes and bytes', () => {
    expect(search.in(encodeURIComponent('姓名=司徒雅楠'))).toContainEqual({ canary: 'name', form: 'url' })
    expect(search.in(String.raw`{"n":"\u53f8\u5f92\u96c5\u6960"}`)).toContainEqual({ canary: 'name', form: 'json' })
    expect(search.in(Buffer.from('xx司徒雅楠'))).toContainEqual({ canary: 'name', form: 'plain' })
  })

  it('finds a raw digest', () => {
    expect(search.in(digest)).toContainEqual({ canary: 'number', form: 'sm3 raw' })
  })

  it('finds nothing where nothing is', () => {
    expect(search.in('a masked number: 99**************1X, 司**')).toEqual([])
  })
})
