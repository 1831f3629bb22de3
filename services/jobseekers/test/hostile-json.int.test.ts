import { faultOf, isKept, withValue } from '@zhihe/testing/hostile/fields'
import { jsonCases } from '@zhihe/testing/hostile/json-cases'
import { naughtyStrings } from '@zhihe/testing/hostile/naughty-strings'
import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Body, type HostileRoute, hostileRoutes } from './hostile-routes.ts'
import { type Register, startRegister } from './register.ts'

// `ZHIHE_HOSTILE_RUNS=20000` is the long form.
const runs = Number(process.env['ZHIHE_HOSTILE_RUNS'] ?? 600)

let register: Register
let routes: HostileRoute[]

beforeAll(async () => {
  register = await startRegister()
  routes = await hostileRoutes(register)
})
afterAll(async () => await register[Symbol.asyncDispose]())

async function sendBytes({ method, by }: HostileRoute, url: string, payload: Buffer | string): Promise<{ status: number; body: Body }> {
  const headers = { authorization: `Bearer ${(by ?? register.callers.everywhere).token}`, 'content-type': 'application/json' }
  const response = await register.app.inject({ method, url, headers, payload })
  return { status: response.statusCode, body: response.json<Body>() }
}

describe(`${jsonCases.length} texts that claim to be JSON`, () => {
  it('are read by every write route of the register as a strict parser reads them, and never make a fault', async () => {
    const faults: string[] = []
    for (const route of routes) {
      const { url } = await route.ready()
      for (const { name, bytes, verdict } of jsonCases) {
        const { status, body } = await sendBytes(route, url, bytes)
        const isMalformed = status === 400 && body['code'] === 'malformed_json'
        const fault = status >= 300 ? faultOf(status, body) : null
        const isWrong = verdict === 'invalid' ? !isMalformed : verdict === 'valid' && isMalformed
        if (fault !== null || isWrong) faults.push(`${route.operationId}: ${name}: ${fault ?? status}`)
      }
    }
    expect(faults).toEqual([])
  }, 300_000)
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
)

/** A body that is nearly right: one to three of its values changed, left out or wrapped. */
const damage = fc.array(
  fc.record({
    place: fc.nat(),
    how: fc.constantFrom('change', 'remove', 'wrap', 'add'),
    value: strange,
    key: fc.string({ maxLength: 12 }),
  }),
  {
    minLength: 1,
    maxLength: 3,
  },
)
type Damage = { place: number; how: string; value: unknown; key: string }

function damaged(body: unknown, { place, how, value, key }: Damage): unknown {
  const paths = pathsOf(body).slice(1)
  const path = paths[place % Math.max(1, paths.length)]
  if (path === undefined) return body
  const old = path.reduce<unknown>((inner, step) => Reflect.get(inner as object, step), body)
  if (how === 'remove') return withValue(body, path, undefined)
  if (how === 'wrap') return withValue(body, path, [old])
  if (how === 'add' && typeof old === 'object' && old !== null && !Array.isArray(old))
    return withValue(body, path, { ...old, [key]: value })
  return withValue(body, path, value)
}

describe('a body of the register that is nearly right', () => {
  it(
    'is taken as it was sent or refused with a place for what is wrong, and never makes a fault',
    async () => {
      const tally = { taken: 0, refused: 0 }
      await fc.assert(
        fc.asyncProperty(fc.nat({ max: routes.length - 1 }), damage, async (number, damages) => {
          const route = routes[number]!
          const { url, body } = await route.ready()
          const text = JSON.stringify(damages.reduce<unknown>(damaged, body))
          const { status, body: answer } = await sendBytes(route, url, text)

          tally[status >= 300 ? 'refused' : 'taken'] += 1
          const sent = withoutIdentity(JSON.parse(text))
          // PATCH takes a null for "unknown", and then there is nothing to read back.
          const isSame = status >= 300 || route.stored === null || /null/.test(text) || isKept(sent, await route.stored(answer, url))
          const fault = status >= 300 ? faultOf(status, answer) : null
          expect({ route: route.operationId, text, fault, isSame }).toEqual({ route: route.operationId, text, fault: null, isSame: true })
        }),
        { numRuns: runs },
      )
      process.stdout.write(`nearly right: ${tally.taken} taken and read back, ${tally.refused} refused\n`)
    },
    30 * 60_000,
  )
})

/** It is kept in one spelling; of consents and notes the routes answer in other words. */
function withoutIdentity(sent: unknown): unknown {
  if (typeof sent !== 'object' || sent === null) return sent
  return { ...sent, identity: undefined, consents: undefined, note: undefined }
}
