import { describe, expect, it } from 'vitest'
import { readOptions } from './options.ts'

describe('readOptions', () => {
  it('is the long form on both back ends when nothing is said', () => {
    expect(readOptions([])).toMatchObject({
      backends: ['postgres', 'redis'],
      faults: 500,
      soaks: true,
      scenarios: true,
      quick: false,
      seed: 1,
    })
  })

  it('takes a seed, a back end and figures, and runs no soak beside a single scenario', () => {
    expect(readOptions(['--seed', '7', '--backend', 'redis', '--minutes', '0.5', '--only', 'queue-wiped'])).toMatchObject({
      seed: 7,
      backends: ['redis'],
      minutes: 0.5,
      only: 'queue-wiped',
      soaks: false,
    })
  })

  it.each([['--seeds', '1'], ['--backend', 'mysql'], ['--faults', 'many'], ['--minutes', '-1'], ['now']])(
    'says how it is used when told %s %s',
    (...args) => {
      expect(() => readOptions(args.filter((arg) => arg !== undefined))).toThrow('usage: npm run chaos')
    },
  )
})
