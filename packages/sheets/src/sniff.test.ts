import { describe, expect, it } from 'vitest'
import { type SourceHints, sniff } from './sniff.ts'

const kindOf = (text: string, hints: SourceHints = {}) => sniff(Buffer.from(text), hints)
const refusal = (bytes: Buffer) => {
  try {
    return sniff(bytes, { name: 'a.xlsx' })
  } catch (error) {
    return error
  }
}

describe('sniff', () => {
  it('believes the content before the name', () => {
    expect(sniff(Buffer.from('504b030414000600', 'hex'), { name: 'a.csv' })).toBe('xlsx')
    expect(sniff(Buffer.from('d0cf11e0a1b11ae1', 'hex'), { name: 'a.xlsx' })).toBe('xls')
    expect(kindOf('岗位\t薪资\n', { name: '岗位表.xls' })).toBe('csv')
  })

  it('tells kinds of text apart by their beginning, then by name and type', () => {
    expect(kindOf('  [{"a":1}]')).toBe('json_array')
    expect(kindOf('[急招]保洁,3000\n')).toBe('csv')
    expect(kindOf('[1]号,3000\n', { name: 'a.csv' })).toBe('csv')
    expect(kindOf('{"a":1', { contentType: 'application/x-ndjson' })).toBe('ndjson')
    expect(kindOf('{"a":1}\r\n{"a":2}')).toBe('ndjson')
    expect(kindOf('\ufeff{"a":"岗"}\n \n')).toBe('json_document')
    expect(kindOf('岗位,薪资')).toBe('csv')
  })

  it('names what it refuses', () => {
    const files = ['%PDF-1.7', '<html><table>', '<?xml version="1.0"?><Workbook>', '\ufeff \n', 'a\0b'].map((text) =>
      refusal(Buffer.from(text)),
    )

    expect(files).toMatchObject([
      { code: 'unknown_type', en: expect.stringContaining('PDF') },
      { code: 'not_a_workbook', zh: expect.stringContaining('另存为 .xlsx') },
      { code: 'not_a_workbook' },
      { code: 'empty_file' },
      { code: 'unknown_type' },
    ])
    expect(refusal(Buffer.alloc(0))).toMatchObject({ code: 'empty_file', zh: '文件是空的' })
  })
})
