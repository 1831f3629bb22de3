import { faultOf, isKept, withValue } from '@zhihe/testing/hostile/fields'
import { jsonCases } from '@zhihe/testing/hostile/json-cases'
import { naughtyStrings } from '@zhihe/testing/hostile/naughty-strings'
import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Body, type PostingsService, startPostings } from './postings-service.ts'
import { type WriteRoute, writeRoutes } from './write-routes.ts'

// `ZHIHE_HOSTILE_RUNS=20000` is the long form.
const runs = Number(process.env['ZHIHE_HOSTILE_RUNS'] ?? 2_000)

let postings: PostingsService
let routes: WriteRoute[]

beforeAll(async () => {
  postings = await startPostings()
  routes = await writeRoutes(postings)
})
afterAll(async () => await postings[Symbol.asyncDispose]())

async function sendBytes(method: 'POST' | 'PUT', url: string, payload: Buffer | string): Promise<{ status: number; body: Body }> {
  const headers = { authorization: `Bearer ${postings.organiser}`, 'content-type': 'application/json' }
  const response = await postings.app.inject({ method, url, headers, payload })
  return { status: response.statusCode, body: response.json<Body>() }
}

describe(`${jsonCases.length} texts that claim to be JSON`, () => {
  it('are read by every write route as a strict parser reads them, and never make a fault', async () => {
    const faults: string[] = []
    for (const route of routes) {
      const { url } = await route.ready()
      for (const { name, bytes, verdict } of jsonCases) {
        const { status, body } = await sendBytes(route.method, url, bytes)
        const isMalformed = status === 400 && body['code'] === 'malformed_json'
        const fault = status >= 300 ? faultOf(status, body) : null
        const isWrong = verdict === 'invalid' ? !isMalformed : verdict === 'valid' && isMalformed
        if (fault !== null || isWrong) faults.push(`${route.name}: ${name}: ${fault ?? status}`)
      }
    }
    expect(faults).toEqual([])
  }, 300_000)

  it('change nothing: a field that is said twice is refused by its place, and so is what belongs to every object', async () => {
    const twice = await sendBytes('POST', '/v1/postings/lint', '{"title":"保洁员","pay":{"unit":"month","unit":"day"}}')
    const inherited = await sendBytes('POST', '/v1/postings/lint', '{"title":"保洁员","__proto__":{"title":"别的"}}')

    expect(twice).toMatchObject({ status: 422, body: { errors: [{ pointer: '/pay/unit', code: 'repeated_key' }] } })
    expect(inherited).toMatchObject({ status: 400, body: { code: 'malformed_json' } })
  })
})

type Path = readonly (string | number)[]

function pathsOf(value: unknown, path: Path = []): Path[] {
  const below = typeof value === 'object' && value !== null ? Object.entries(value) : []
  return [path, ...below.flatMap(([key, child]) => pathsOf(child, [...path, Array.isArray(value) ? Number(key) : key]))]
}

const strange = fc.oneof(
  fc.jsonValue(),
  fc.constantFrom(...naughtyStrings.filter((text) => text.length < 300)),
  fc.constantFrom(null, true, 0, -1, 1.5, 1e308, 2 ** 53, '', [], {}, [[]], { a: 1 }),
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
)

/** A body that is nearly right: one to three of its values changed, left out, doubled, or with something beside them. */
const damage = fc.array(
  fc.record({
    place: fc.nat(),
    how: fc.constantFrom('alike', 'alike', 'alike', 'change', 'remove', 'add', 'wrap', 'double'),
    value: strange,
    key: fc.string({ maxLength: 12 }),
  }),
  { minLength: 1, maxLength: 3 },
)

type Damage = { place: number; how: string; value: unknown; key: string }

/** Another value of the same kind. */
function alike(old: unknown, text: string, number: number): unknown {
  if (typeof old === 'string') return `${text}岗`
  if (typeof old === 'number') return number % 60
  if (typeof old === 'boolean') return !old
  return Array.isArray(old) ? old.slice(1) : old
}

function damaged(body: unknown, { place, how, value, key }: Damage): unknown {
  const paths = pathsOf(body).slice(1)
  const path = paths[place % Math.max(1, paths.length)]
  if (path === undefined) return body
  const old = path.reduce<unknown>((inner, step) => Reflect.get(inner as object, step), body)
  if (how === 'alike') return withValue(body, path, alike(old, key, place))
  if (how === 'remove') return withValue(body, path, undefined)
  if (how === 'wrap') return withValue(body, path, [old])
  if (how === 'double' && Array.isArray(old)) return withValue(body, path, [...(old as unknown[]), ...(old as unknown[])])
  if (how === 'add' && typeof old === 'object' && old !== null && !Array.isArray(old))
    return withValue(body, path, { ...old, [key]: value })
  return withValue(body, path, value)
}

describe('a body that is nearly right', () => {
  it(
    'is taken as it was sent or refused with a place for what is wrong, and never makes a fault',
    async () => {
      const tally = { taken: 0, refused: 0 }
      await fc.assert(
        fc.asyncProperty(fc.nat({ max: routes.length - 1 }), damage, async (number, damages) => {
          const route = routes[number]!
          const { url, body } = await route.ready()
          // As it is on the wire: without what JSON cannot say.
          const text = JSON.stringify(damages.reduce<unknown>(damaged, body))
          const { status, body: answer } = await sendBytes(route.method, url, text)

          tally[status >= 300 ? 'refused' : 'taken'] += 1
          const isSame = status >= 300 || route.stored === null || isKept(JSON.parse(text), await route.stored(answer, url))
          const fault = status >= 300 ? faultOf(status, answer) : null
          expect({ route: route.name, text, fault, isSame }).toEqual({ route: route.name, text, fault: null, isSame: true })
        }),
        { numRuns: runs },
      )
      process.stdout.write(`nearly right: ${tally.taken} taken and read back, ${tally.refused} refused\n`)
      expect(tally.taken).toBeGreaterThan(runs / 50)
    },
    30 * 60_000,
  )
})
