import { expect, it } from 'vitest'
import { createLogger } from './log.ts'
import { watchOutage } from './outage.ts'

it('says once that something is away and once that it is back, each time', () => {
  const lines: { level: string; msg: string }[] = []
  const logger = createLogger(
    { name: 'test', level: 'info' },
    { write: (line: string) => void lines.push(JSON.parse(line) as (typeof lines)[number]) },
  )
  const outage = watchOutage(logger, 'the collector')

  outage.end()
  for (const _turn of [1, 2]) {
    for (const _attempt of [1, 2, 3]) outage.begin(new Error('connect ECONNREFUSED'))
    expect(outage.isOn()).toBe(true)
    outage.end()
    outage.end()
  }

  const [away, back] = ['the collector is unreachable; trying again until it is back', 'the collector is back']
  expect(lines.map(({ level, msg }) => [level, msg])).toEqual([
    ['warn', away],
    ['info', back],
    ['warn', away],
    ['info', back],
  ])
})
