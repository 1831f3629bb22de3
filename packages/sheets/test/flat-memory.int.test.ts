import { fork } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Measured } from './measure-memory.ts'
import { fixtureWorkbook } from './workbook-fixture.ts'

const allowedBytes = 150 * 1_048_576
const rows = 50_000
let directory = ''

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'zhihe-sheets-'))
})
afterAll(() => rm(directory, { recursive: true, force: true }))

async function measure(name: string, content: Buffer | Iterable<string>): Promise<Measured> {
  const path = join(directory, name)
  if (Buffer.isBuffer(content)) await writeFile(path, content)
  else await pipeline(Readable.from(content), createWriteStream(path))
  const child = fork(join(import.meta.dirname, 'measure-memory.ts'), [path], { execArgv: [] })
  const [measured] = (await once(child, 'message')) as [Measured]
  return measured
}

function* lines(count: number, line: (index: number) => string): Generator<string> {
  for (let index = 0; index < count; index += 1) yield `${line(index)}\n`
}

const posting = (index: number) => [
  '甲公司',
  `保洁员${index}`,
  `${2_400 + (index % 900)}元/月`,
  '18-45周岁',
  '初中及以上',
  `负责第 ${index} 号楼的日常清洁，配合主管完成其他工作`,
  '五险一金、包吃包住',
  index,
]

describe('memory', () => {
  it('stays flat for 50,000 rows of every kind of file', async () => {
    const files = [
      await measure(
        'a.ndjson',
        lines(rows, (index) => JSON.stringify({ title: `保洁员${index}`, texts: posting(index) })),
      ),
      await measure(
        'a.csv',
        lines(rows, (index) => posting(index).join(',')),
      ),
      await measure('a.xlsx', fixtureWorkbook([{ name: '岗位', rows: Array.from({ length: rows }, (_, index) => posting(index)) }])),
    ]

    expect(files).toMatchObject(files.map(() => ({ rows, problem: null })))
    expect(Math.max(...files.map(({ risenBytes }) => risenBytes))).toBeLessThan(allowedBytes)
  })

  it('stays flat for cells of 10 MiB and for 60 MiB without an end', async () => {
    const cell = '长'.repeat(3_500_000)
    const files = [
      await measure(
        'cell.csv',
        lines(2, (index) => (index === 0 ? `岗位,"${cell}"` : '保安,x')),
      ),
      await measure(
        'cell.ndjson',
        lines(2, (index) => JSON.stringify({ title: index === 0 ? cell : 'x' })),
      ),
      await measure(
        'cell.xlsx',
        fixtureWorkbook([
          {
            name: '一',
            rows: [
              ['岗位', { inline: cell }],
              ['保安', cell],
              ['好', 'x'],
            ],
          },
        ]),
      ),
      await measure(
        'quote.csv',
        lines(1_000_000, (index) => (index === 0 ? '岗位,"' : '没有闭合的引号，一行又一行')),
      ),
      await measure(
        'array.json',
        lines(1_000_000, (index) => (index === 0 ? '[{"a":"' : '没有闭合的引号，一行又一行')),
      ),
    ]

    expect(files).toMatchObject([
      { rows: 1, problem: 'cell_too_long' },
      { rows: 1, problem: 'row_too_long' },
      { rows: 1, problem: 'cell_too_long' },
      { problem: 'unclosed_quote' },
      { problem: 'damaged' },
    ])
    expect(Math.max(...files.map(({ risenBytes }) => risenBytes))).toBeLessThan(allowedBytes)
  })
})
