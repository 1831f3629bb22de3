import { routesByService } from '@zhihe/contracts/routes'
import { type Field, faultOf, isKept, textFields, valueAt, withValue } from '@zhihe/testing/hostile/fields'
import { isKeepable, naughtyStrings, naughtyTimes } from '@zhihe/testing/hostile/naughty-strings'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Body, type HostileRoute, hostileRoutes } from './hostile-routes.ts'
import { citizenNumbers, newPerson } from './people.ts'
import { lines, ndjson, type PeopleImports, peopleImports, startTestImporter, table } from './people-import-client.ts'
import { type Register, startRegister } from './register.ts'

// `ZHIHE_HOSTILE=all` sends every string into every field; otherwise each field gets its share, and those that no field may keep.
const isWhole = process.env['ZHIHE_HOSTILE'] === 'all'
const shares = 72
const unkeepable = naughtyStrings.filter((text) => !isKeepable(text))

let register: Register
let imports: PeopleImports
let routes: HostileRoute[]

beforeAll(async () => {
  register = await startRegister()
  imports = peopleImports(register)
  routes = await hostileRoutes(register)
})
afterAll(async () => await register[Symbol.asyncDispose]())

const tally = { sent: 0, kept: 0 }

/** Sends a body with this text in this field; what is wrong with the outcome, null when nothing is. */
async function faultWith(route: HostileRoute, { keys, pointer }: Field, text: string): Promise<string | null> {
  const { url, body } = await route.ready()
  const response = await register.send(route.method, url, {
    by: route.by ?? register.callers.everywhere,
    body: withValue(body, keys, text),
  })
  const answer = response.json<Body>()
  tally.sent += 1
  if (response.statusCode >= 300) return refusalFault({ status: response.statusCode, answer, pointer })
  if (!isKeepable(text)) return 'is taken although it cannot be kept'
  if (route.stored === null || route.respelt?.test(pointer)) return null
  const stored = valueAt(await route.stored(answer, url), keys)
  tally.kept += 1
  return isKept(text, stored) ? null : `is stored as ${JSON.stringify(stored)?.slice(0, 80)}`
}

function refusalFault({ status, answer, pointer }: { status: number; answer: Body; pointer: string }): string | null {
  const fault = faultOf(status, answer)
  if (fault !== null || answer['code'] !== 'invalid_request') return fault
  const pointers = (answer['errors'] as { pointer: string }[]).map((error) => error.pointer)
  // What contradicts another field may be the fault of either; but a place is named.
  const isOfSeveral =
    /(At|On|since|until|at|Until|phone|idNumber|certificateNumber|number|purpose|decision|type|role|regionCode|sex|birthMonth)$/.test(
      pointer,
    )
  return isOfSeveral || pointers.some((one) => one.startsWith(pointer) || pointer.startsWith(one))
    ? null
    : `is refused at ${pointers.join(' ')}`
}

function shareOf(number: number): readonly string[] {
  return isWhole ? naughtyStrings : [...unkeepable.slice(0, 4), ...naughtyStrings.filter((_, at) => at % shares === number % shares)]
}

describe('a naughty string in a text field of a write route of the register', () => {
  it('meets every route that takes a body', () => {
    const taking = routesByService.jobseekers.filter(({ schema }) => 'body' in schema).map(({ config }) => config.operationId)
    // Rotating a key takes a number.
    expect(taking.filter((id) => id !== 'rotateKey').toSorted()).toEqual(routes.map(({ operationId }) => operationId).toSorted())
  })

  it(
    'is kept as it was sent or refused by the name of its field, in every field of every route',
    async () => {
      const faults: string[] = []
      let number = 0
      for (const route of routes) {
        for (const field of textFields((await route.ready()).body)) {
          number += 1
          const isTime = /(At|On|\/at|since|until|Until)$/.test(field.pointer)
          for (const text of [...shareOf(number), ...(isTime ? naughtyTimes : [])]) {
            const fault = await faultWith(route, field, text)
            if (fault !== null) faults.push(`${route.operationId} ${field.pointer} ${JSON.stringify(text.slice(0, 60))}: ${fault}`)
          }
        }
      }
      process.stdout.write(`hostile text: ${number} fields, ${tally.sent} requests, ${tally.kept} kept and read back\n`)
      expect(faults).toEqual([])
      expect(number).toBeGreaterThan(70)
    },
    30 * 60_000,
  )
})

describe('a naughty string in an address of the register', () => {
  const places = (text: string) => [
    `/v1/jobseekers/${text}`,
    `/v1/jobseekers?cursor=${text}`,
    `/v1/jobseekers?regionCode=${text}`,
    `/v1/jobseekers/${text}/consents`,
    `/v1/jobseekers/imports/${text}`,
    `/v1/jobseekers/imports/01890000-0000-7000-8000-000000000001/items?outcome=${text}`,
    `/v1/jobseekers/imports/01890000-0000-7000-8000-000000000001/items?cursor=${text}`,
    `/v1/jobseekers/duplicates?cursor=${text}`,
    `/v1/audit/entries?keyId=${text}`,
    `/v1/audit/entries?since=${text}`,
    `/v1/disclosures/${text}`,
    `/v1/keys?cursor=${text}`,
  ]

  it('never makes a fault', async () => {
    const texts = naughtyStrings.filter(
      (text, at) => text.isWellFormed() && text.length <= 200 && (isWhole || at % 6 === 0 || !isKeepable(text)),
    )
    const faults: string[] = []
    for (const url of texts.flatMap((text) => places(encodeURIComponent(text)))) {
      const by = url.includes('/keys') ? register.callers.admin : register.callers.everywhere
      const response = await register.send('GET', url, { by })
      if (response.statusCode >= 500) faults.push(`${url} ${response.body.slice(0, 200)}`)
    }
    expect(faults).toEqual([])
  }, 300_000)

  it('nor in what is stated of a file', async () => {
    const faults: string[] = []
    for (const text of naughtyStrings.filter((one, at) => one.isWellFormed() && one.length <= 200 && (isWhole || at % 9 === 0))) {
      for (const name of ['consentPurposes', 'consentTextVersion', 'consentAt', 'fileName']) {
        const response = await imports.send({
          file: 'x',
          query: { consentPurposes: 'matching', consentTextVersion: 'v1', consentAt: '2026-01-01T00:00:00Z', [name]: text },
        })
        const fault = response.statusCode === 202 ? null : faultOf(response.statusCode, response.json<Body>())
        if (fault !== null) faults.push(`${name} ${JSON.stringify(text)}: ${fault}`)
      }
    }
    expect(faults).toEqual([])
  })
})

describe('naughty strings in a file of people', () => {
  const next = citizenNumbers()

  it('become what they are or a finding, row by row, in cells and in records, and are nowhere repeated', async () => {
    await using _ = startTestImporter(register)
    const texts = naughtyStrings.filter((text) => text.length < 2_000)
    // A byte of zero makes the whole no text: that is the business of hostile files.
    const written = texts.map((text) => text.replaceAll('\u0000', ''))
    const headings = ['姓名', '身份证号', '联系电话', '所在区县', '文化程度', '技能', '监护人', '备注']
    const cells = written.map((text) => [text, next(), '19900001234', '杭州市西湖区', text, text, text, text])
    const records = texts.map((text) =>
      newPerson(next(), { identity: { name: text }, profile: { skills: [{ text, level: 1, evidence: 'declared' }] } }),
    )

    const ofCells = await imports.run({ file: table(headings, cells) })
    const ofRecords = await imports.run({ file: lines(records), type: ndjson })

    for (const done of [ofCells, ofRecords]) {
      const { created, ...others } = done.counts
      expect(done).toMatchObject({ status: 'finished', problem: null })
      expect(created).toBeGreaterThan(200)
      expect(Object.values(others).reduce((sum, count) => sum + count, created)).toBe(done.rows)
    }
    const [{ kept } = { kept: '' }] = await register.query<{ kept: string }>(
      'select json_agg(findings)::text as kept from jobseekers.import_items',
    )
    const distinctive = texts.filter((text) => text.length > 12 && isKeepable(text) && !/^[\s\w]*$/.test(text))
    expect(distinctive.filter((text) => kept.includes(JSON.stringify(text).slice(1, -1)))).toEqual([])
  }, 120_000)
})
