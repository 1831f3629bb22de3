import { describe, expect, it } from 'vitest'
import { armFailpoints, crashPattern, failpoint } from './failpoint.ts'

describe('a crash point', () => {
  it('does nothing in a process that was not armed, nor when another one is', () => {
    failpoint('anything.at-all')
    armFailpoints('nobody.passes-here:1')
    failpoint('anything.at-all')

    expect(process.exitCode).toBeUndefined()
  })

  it.each(['list', 'piece.committed:3', 'once.key-taken:1'])('%s is understood', (crashAt) => {
    expect(crashPattern.test(crashAt)).toBe(true)
  })

  it.each(['', 'piece', 'piece:0', 'piece:', 'piece:1:2', 'PIECE:1', 'list:1 '])('%j is refused', (crashAt) => {
    expect(() => armFailpoints(crashAt)).toThrow('CRASH_AT')
  })
})
