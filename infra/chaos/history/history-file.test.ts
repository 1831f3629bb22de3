import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { openHistory, readHistory } from './history-file.ts'

function place(): string {
  const folder = mkdtempSync(join(tmpdir(), 'zhihe-history-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return join(folder, 'history.jsonl')
}

describe('openHistory', () => {
  it('has a record in the file when it says so, and all of them in the order in which they came', async () => {
    const path = place()
    await using history = await openHistory(path)
    await history.append({ op: 1 })
    expect(readFileSync(path, 'utf8')).toBe('{"op":1}\n')

    await Promise.all(Array.from({ length: 50 }, (_, at) => history.append({ op: at + 2 })))

    expect(await readHistory(path)).toEqual(Array.from({ length: 51 }, (_, at) => ({ op: at + 1 })))
  })

  it('reads what is whole when the last line was cut off', async () => {
    const path = place()
    await using history = await openHistory(path)
    await history.append({ op: 1 })
    appendFileSync(path, '{"op":2,"chan')

    expect(await readHistory(path)).toEqual([{ op: 1 }])
  })
})
