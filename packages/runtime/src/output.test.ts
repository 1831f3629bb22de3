import { describe, expect, it } from 'vitest'
import { openOutput } from './output.ts'

const failing = (code: string) => Object.assign(new Error(code), { code })

/** What a reader of the output has seen; each fault is thrown for one attempt, in turn. */
function sink(most = Number.POSITIVE_INFINITY) {
  const faults: (string | undefined)[] = []
  let seen = ''
  const output = openOutput(-1, (bytes) => {
    const fault = faults.shift()
    if (fault !== undefined) throw failing(fault)
    const taken = bytes.subarray(0, most)
    seen += taken.toString()
    return taken.length
  })
  return { output, faults, seen: () => seen }
}

describe('the output of a log', () => {
  it('writes whole lines, however little is taken at a time', () => {
    const { output, seen } = sink(3)

    output.write('{"a":1}\n')
    output.write('{"b":"职合"}\n')

    expect(seen()).toBe('{"a":1}\n{"b":"职合"}\n')
  })

  it('drops lines while there is no room, and says how many when there is', () => {
    const { output, faults, seen } = sink()
    faults.push('ENOSPC', 'ENOSPC')

    for (const line of ['one\n', 'two\n', 'three\n', 'four\n']) output.write(line)

    const [said, ...others] = seen().split('\n')
    expect(JSON.parse(said!)).toMatchObject({ level: 'warn', lines: 2, msg: 'lines of the log were lost' })
    expect(others).toEqual(['three', 'four', ''])
  })

  it('begins a new line after half of one', () => {
    const { output, faults, seen } = sink(2)
    faults.push(undefined, 'ENOSPC')

    output.write('lost\n')
    output.write('kept\n')

    expect(
      seen()
        .split('\n')
        .map((line) => (line.startsWith('{') ? 'said' : line)),
    ).toEqual(['lo', 'said', 'kept', ''])
  })

  it('waits a moment for a reader that is slow, and not for ever', () => {
    const { output, faults, seen } = sink()
    faults.push('EAGAIN', 'EAGAIN')
    output.write('late\n')
    faults.push(...Array.from({ length: 11 }, () => 'EAGAIN'))
    const startedAt = performance.now()

    output.write('never\n')

    expect(performance.now() - startedAt).toBeLessThan(1_000)
    expect(seen()).toBe('late\n')
  })

  it('falls silent when nobody reads any more', () => {
    const { output, faults, seen } = sink()
    faults.push('EPIPE')

    output.write('one\n')
    output.write('two\n')

    expect(seen()).toBe('')
  })
})
