import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startWorld } from '../../chaos/world/world.ts'
import { startOperations } from './operations.ts'
import { checked, employer, person, posting } from './people-and-postings.ts'
import type { Selector } from './promql.ts'
import { readWatched, type Watched } from './watched.ts'

/** By name, the sets of labels of its series. */
type Exposed = Map<string, Record<string, string>[]>

const addedByPrometheus = new Set(['instance', 'job'])
const isOfPrometheus = ({ processes }: Watched): boolean => processes === 'Prometheus'
const ours = readWatched().filter((one) => !isOfPrometheus(one))

describe('what is watched', () => {
  const stack = new AsyncDisposableStack()
  /** By process, the text of its metrics. */
  const texts = new Map<string, string>()
  const exposed = new Map<string, Exposed>()
  beforeAll(async () => {
    const world = stack.use(await startWorld({ backend: 'postgres' }))
    const operations = stack.use(await startOperations(world))
    const { id: employerId } = await checked(world, { method: 'POST', path: '/v1/employers', role: 'organiser', body: employer })
    await checked(world, { method: 'POST', path: '/v1/postings', role: 'organiser', body: { ...posting, employerId } })
    await checked(world, {
      method: 'POST',
      path: '/v1/webhook-endpoints',
      role: 'organiser',
      body: { url: 'http://127.0.0.1:9/', events: ['posting.closed'] },
    })
    const { id } = await checked(world, { method: 'POST', path: '/v1/jobseekers', role: 'federation', body: person })
    // A contract of each API is asked for once, so that each has a request to tell of.
    for (const path of [`/v1/jobseekers/${id}`, '/v1/matches?postingId=019a0000-0000-7000-8000-000000000001'])
      await world.ask({ method: 'GET', path, role: 'federation' })
    for (const name of world.processes.names()) texts.set(name, await world.processes.metrics(name))
    texts.set('operations-api', await operations.metrics())
    for (const [name, text] of texts) exposed.set(name, seriesOf(text))
  }, 120_000)
  afterAll(() => stack.disposeAsync())

  it.each(ours.map((one) => [one.what, one] as const))('%s can be seen where it says', (_what, { processes, selectors, groupedBy }) => {
    const named = processes.split(', ').flatMap((name) => membersOf(name, [...texts.keys()]))
    expect(named.length).toBeGreaterThan(0)
    for (const selector of selectors) {
      // Each is exposed by one of them at least; what only one kind of process has is asked of that kind alone.
      const having = named.filter((name) => isExposed(exposed.get(name), selector))
      expect([selector.metric, having.length > 0]).toEqual([selector.metric, true])
      expect([selector.metric, having]).toEqual([selector.metric, selectors.length === 1 ? named : having])
      const labels = new Set(
        having.flatMap(
          (name) =>
            exposed
              .get(name)
              ?.get(selector.metric)
              ?.flatMap((one) => Object.keys(one)) ?? [],
        ),
      )
      for (const label of groupedBy.filter((one) => !addedByPrometheus.has(one))) expect([selector.metric, ...labels]).toContain(label)
    }
  })

  it('is of ours, or the one number that Prometheus has of itself', () => {
    expect(
      new Set(
        readWatched()
          .filter(isOfPrometheus)
          .flatMap(({ selectors }) => selectors.map(({ metric }) => metric)),
      ),
    ).toEqual(new Set(['up']))
  })

  it('is said by each process under its own name, in seconds, bytes or counts, with a word of help', () => {
    for (const [name, text] of texts) {
      expect(new Set(Array.from(text.matchAll(/^zhihe_\w+\{[^\n]*\bprocess="([^"]+)"/gm), ([, process]) => process))).toEqual(
        new Set([name]),
      )
      for (const [, metric, help] of text.matchAll(/^# HELP (zhihe_\w+) (.*)$/gm)) {
        expect([metric, help]).toEqual([metric, expect.stringMatching(/^[A-Z0-9][^一-鿿]+$/)])
        expect(metric).not.toMatch(/_(ms|millis|minutes|hours|days|kb|mb)\b/)
      }
    }
  })

  it('names nobody and nothing of anybody in a label', () => {
    for (const text of texts.values()) {
      expect(text).not.toMatch(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-/)
      expect(text).not.toContain(employer.name)
    }
  })
})

function membersOf(name: string, all: readonly string[]): string[] {
  if (name === 'every process') return [...all]
  if (name === 'every api') return all.filter((one) => one.endsWith('-api'))
  if (name === 'every relay') return all.filter((one) => one.endsWith('-relay'))
  if (name === 'every consumer') return ['matching-worker', 'webhooks-worker', 'jobseekers-worker']
  return [name]
}

function seriesOf(text: string): Exposed {
  const found: Exposed = new Map()
  for (const [, metric = '', braces = ''] of text.matchAll(/^([a-z]\w*)(?:\{([^\n]*)\})? \S+$/gm)) {
    const labels = Object.fromEntries(Array.from(braces.matchAll(/(\w+)="([^"]*)"/g), ([, label = '', value = '']) => [label, value]))
    found.set(metric, [...(found.get(metric) ?? []), labels])
  }
  return found
}

/** Whether a series has the name and all labels; a pattern for a value, as `5..`, need not have come about yet. */
function isExposed(exposed: Exposed | undefined, { metric, matchers }: Selector): boolean {
  return (exposed?.get(metric) ?? []).some((labels) =>
    matchers.every(({ label, operator, value }) => (operator === '=' ? labels[label] === value : label in labels)),
  )
}
