import { setTimeout as pause } from 'node:timers/promises'
import { eventually } from '@zhihe/testing/eventually'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { backendNames, type LogLine, startWorld, type World } from '../../chaos/world/world.ts'
import { checked, employer, person, posting } from './people-and-postings.ts'

const awayMs = 10_000
const askEveryMs = 40
const withinMs = 30_000

describe.each(backendNames)('a database that is away for ten seconds under load, with the queue on %s', (backend) => {
  const stack = new AsyncDisposableStack()
  const said = new Map<string, LogLine[]>()
  beforeAll(async () => {
    const world = stack.use(await startWorld({ backend }))
    const before = new Map(world.processes.names().map((name) => [name, world.processes.log(name).length]))
    const load = startLoad(world, await checked(world, { method: 'POST', path: '/v1/employers', role: 'organiser', body: employer }))
    await until(() => load.done() > 20)
    await world.database.crash()
    await pause(awayMs)
    await world.database.start()
    await world.processes.untilReady(withinMs)
    const doneBefore = load.done()
    await until(() => load.done() > doneBefore + 40)
    await load.stop()
    // The last to tell is who looks seldom.
    await until(() => !world.processes.names().some((name) => isStillAway(world.processes.log(name))))
    for (const name of world.processes.names()) said.set(name, world.processes.log(name).slice(before.get(name)))
  }, 180_000)
  afterAll(() => stack.disposeAsync())

  it('is one line of the log in each process and for each pool, and one when it is back', () => {
    for (const [name, lines] of said) {
      const times = countBy(lines.filter(isAboutOutage), ({ msg, pool, service }) => [msg, pool, service].join(' '))
      expect([name, ...[...times].filter(([, count]) => count > 1)]).toEqual([name])
      const [away, back] = awayAndBack(lines)
      expect([name, away > 0, back]).toEqual([name, true, away])
    }
  })

  it('floods no log: beside a line for each request, at most a handful', () => {
    for (const [name, lines] of said) {
      const loud = lines.filter(({ level }) => level === 'warn' || level === 'error' || level === 'fatal')
      expect([name, loud.map(({ msg }) => msg)]).toEqual([name, expect.toSatisfy((all: string[]) => all.length <= 6)])
    }
  })
})

async function until(holds: () => boolean): Promise<void> {
  await eventually(
    () => {
      if (!holds()) throw new Error(`this does not hold yet: ${holds.toString()}`)
    },
    { withinMs },
  )
}

function startLoad(world: World, { id: employerId }: { id: string }) {
  const stopping = new AbortController()
  let done = 0
  const ask = async (worker: number): Promise<void> => {
    for (let turn = 0; !stopping.signal.aborted; turn += 1) {
      const externalId = `${worker}-${turn}`
      const posted = await world.ask({
        method: 'POST',
        path: '/v1/postings',
        role: 'organiser',
        body: { ...posting, employerId, externalId },
      })
      const another = { ...person, identity: { name: `王${worker}${turn}` } }
      await world.ask({ method: 'POST', path: '/v1/jobseekers', role: 'federation', body: another })
      await world.ask({ method: 'GET', path: '/v1/matches?postingId=019a0000-0000-7000-8000-000000000001', role: 'federation' })
      await world.ask({ method: 'GET', path: '/v1/webhook-messages', role: 'organiser' })
      if (posted.kind === 'answer' && posted.status < 300) done += 1
      await pause(askEveryMs)
    }
  }
  const asking = Promise.all([0, 1, 2, 3].map(ask))
  return {
    /** Postings that were taken. */
    done: () => done,
    stop: async () => {
      stopping.abort()
      await asking
    },
  }
}

/** How many pools have said that the database is away, and how many that it is back. */
function awayAndBack(lines: readonly LogLine[]): [number, number] {
  const saying = (text: string): number => lines.filter(({ msg }) => msg.includes(text)).length
  return [saying('the database is away'), saying('the database is back')]
}

function isStillAway(lines: readonly LogLine[]): boolean {
  const [away, back] = awayAndBack(lines)
  return away > back
}

function isAboutOutage({ msg, level }: LogLine): boolean {
  return level !== 'info' || /back|again|away|unreachable/.test(msg)
}

function countBy(lines: readonly LogLine[], key: (line: LogLine) => string): Map<string, number> {
  const times = new Map<string, number>()
  for (const line of lines) times.set(key(line), (times.get(key(line)) ?? 0) + 1)
  return times
}
