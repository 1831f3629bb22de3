import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { problemOf } from '../test/gather.ts'
import { gb18030 } from '../test/gb18030.ts'
import { strangeText } from '../test/strange-text.ts'
import { fixtureWorkbook } from '../test/workbook-fixture.ts'
import { SheetProblem } from './sheet-problem.ts'
import { writeAnswerWorkbook } from './write-answer-workbook.ts'

const limits = { maxUnpackedBytes: 4_000_000, maxFileBytes: 1_000_000, maxTextBytes: 1_000_000 }
const workbook = fixtureWorkbook(
  [
    {
      name: '岗位',
      rows: [
        ['岗位', '薪资'],
        ['保洁', 3000],
        [{ inline: '保安' }, { style: 1, value: '46348' }],
      ],
      merges: ['A1:A2'],
    },
  ],
  { formats: ['yyyy-mm-dd'] },
)
const seeds = [
  workbook,
  Buffer.from('\ufeff岗位,薪资\r\n保洁,"30""00"\r\n'),
  gb18030('岗位\t薪资\n保洁\t3000\n'),
  Buffer.from('{"title":"保洁","pay":[1,2]}\n{"title":"保安"}\n'),
  Buffer.from('[{"@type":"JobPosting","title":"保洁"},{"@graph":[{"@id":"#a"}]}]'),
  Buffer.from(`\ufeff岗位`, 'utf16le'),
]

const change = fc.record({ at: fc.nat(), bytes: fc.uint8Array({ maxLength: 4 }), drop: fc.nat({ max: 4 }) })
const mutated = fc
  .tuple(fc.constantFrom(...seeds), fc.array(change, { minLength: 1, maxLength: 4 }), fc.nat({ max: 3 }))
  .map(([seed, changes, cut]) => {
    let file = Buffer.from(seed)
    for (const { at, bytes, drop } of changes) {
      const place = at % (file.length + 1)
      file = Buffer.concat([file.subarray(0, place), bytes, file.subarray(place + drop)])
    }
    return cut === 0 ? file.subarray(0, Math.floor(file.length / 2)) : file
  })

/** A directory entry or a part of XML inside the package, changed so that the package itself stays whole. */
const mutatedXml = fc.tuple(
  fc.constantFrom('xl/worksheets/sheet1.xml', 'xl/workbook.xml', 'xl/styles.xml', 'xl/sharedStrings.xml', '_rels/.rels'),
  strangeText(60),
)

/** Whether reading and answering both end with a result or with a problem that says something; anything else is thrown. */
async function endsWell(file: Buffer): Promise<boolean> {
  const problem = await problemOf(file, { limits, piece: 1_000 })
  const rows = [{ row: 2, tone: 'good', status: '好', explanation: '' }] as const
  const answer = await writeAnswerWorkbook(file, { limits, sheets: [{ sheet: 0, headerRow: 1, rows }] }).catch((error: unknown) => {
    if (error instanceof SheetProblem) return error
    throw error
  })
  return [problem, answer].every((outcome) => !(outcome instanceof SheetProblem) || saysSomething(outcome))
}

function saysSomething({ zh, en }: SheetProblem): boolean {
  return [zh, en].every((text) => text.length > 0 && !/undefined|NaN/.test(text))
}

const assertEndsWell = (files: fc.Arbitrary<Buffer>, numRuns: number) => fc.assert(fc.asyncProperty(files, endsWell), { numRuns })

describe('whatever bytes come', () => {
  it('ends with rows or a SheetProblem for random bytes, bare or behind the beginning of a known format', async () => {
    const magic = fc.constantFrom('', '504b0304', '504b0506', 'efbbbf', 'fffe', '5b', '7b', '2c22')
    const files = fc.tuple(magic, fc.uint8Array({ maxLength: 400 })).map(([hex, bytes]) => Buffer.concat([Buffer.from(hex, 'hex'), bytes]))

    await expect(assertEndsWell(files, 400)).resolves.toBeUndefined()
  })

  it('ends with rows or a SheetProblem for a file that was changed or cut', async () => {
    await expect(assertEndsWell(mutated, 200)).resolves.toBeUndefined()
  })

  it('ends with rows or a SheetProblem for a whole package with a part that was changed', async () => {
    const pristine = `<worksheet><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c></row></sheetData></worksheet>`
    const files = fc.tuple(mutatedXml, fc.nat({ max: pristine.length })).map(([[name, noise], place]) => {
      const body = name.includes('sheet1') ? pristine.slice(0, place) + noise + pristine.slice(place) : noise
      return fixtureWorkbook([{ name: '一', rows: [['岗位'], ['保洁']] }], { parts: { [name]: body } })
    })

    await expect(assertEndsWell(files, 150)).resolves.toBeUndefined()
  })

  it('ends for every way of cutting a workbook short', async () => {
    for (let length = 0; length < workbook.length; length += 29) {
      expect(await problemOf(workbook.subarray(0, length), { limits })).not.toBeNull()
    }
  })
})
