import type { ExposureAudit } from '@zhihe/contracts/audit'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { consumeEvent } from '../src/jobs/consume-event.ts'
import { exposureChanged, type Resident, settle } from './exposures.ts'
import { citizenNumbers, granted, newPerson } from './people.ts'
import { type Caller, type Register, startRegister } from './register.ts'

// `ZHIHE_AUDIT_PEOPLE=100000` is the long form.
const many = Number(process.env['ZHIHE_AUDIT_PEOPLE'] ?? 5_000)
const secondsFor = (people: number) => 3 + people / 20_000

let register: Register
let skewMs = 0
const later = (): void => void (skewMs += 61_000)
const nextNumber = citizenNumbers()

beforeAll(async () => {
  register = await startRegister({ now: () => new Date(Date.now() + skewMs) })
})
afterAll(() => register[Symbol.asyncDispose]())
beforeEach(async () => {
  await register.query('truncate jobseekers.jobseekers cascade')
  later()
})

const hear = async (...[people]: Parameters<typeof exposureChanged>) =>
  await consumeEvent({ db: register.database.db })({ data: exposureChanged(people) })

async function audit(query = '', by: Caller = register.callers.hangzhou): Promise<ExposureAudit> {
  const response = await register.send('GET', `/v1/audit/exposure${query}`, { by })
  expect([response.statusCode, response.body.slice(0, 200)]).toEqual([200, expect.anything()])
  return response.json<ExposureAudit>()
}

const summary = ({ groups }: ExposureAudit) =>
  groups.map(({ type, grade, sex, regionCode, people, recommended }) => [type, grade, sex, regionCode, people, recommended])

describe('GET /v1/audit/exposure', () => {
  it('counts active people who consent, by type, grade, sex and region, with what matching says of them', async () => {
    const people: string[] = []
    for (let each = 0; each < 24; each++) {
      const number = nextNumber()
      people.push(await register.register(newPerson(number, { identity: { certificateNumber: `${number}${each < 12 ? '11' : '43'}` } })))
    }
    await register.register(newPerson(nextNumber(), { consents: [] }))
    await hear(people.slice(12).map((jobseekerId, at) => ({ jobseekerId, lists: 4, firstPlaces: at === 0 ? 2 : 0, proposals: 9 })))
    const gone = await register.register(newPerson(nextNumber()))
    await register.send('POST', `/v1/jobseekers/${gone}/consents`, {
      body: { ...granted, decision: 'revoked', at: '2026-02-01T09:00:00Z' },
    })
    const inactive = await register.register(newPerson(nextNumber()))
    await register.send('PATCH', `/v1/jobseekers/${inactive}`, { body: { status: 'inactive' } })

    const answer = await audit()

    // Numbers of citizens take turns, so of either type six are women and six are men: too few to stand apart.
    expect(answer).toMatchObject({ regionCode: '330100', level: 'prefecture', minGroup: 10, groups: [] })
    expect(answer.all).toEqual({ people: 24, recommended: 12, recommendationsPer100: 200, firstPlaceShare: 10_000, parity: 1 })
    expect(answer.other).toEqual(answer.all)
  })

  it('shows groups of ten and more, least exposed first, and the rest as one', async () => {
    await settle(register, [
      ...residents(20, { typeAndGrade: '11', lists: 1 }),
      ...residents(30, { typeAndGrade: '22', sex: 'male', lists: 4, firstPlaces: 1 }),
      ...residents(10, { typeAndGrade: '22', sex: 'male', regionCode: '330203' }),
      ...residents(5, { typeAndGrade: '64' }),
      ...residents(15, { typeAndGrade: null, regionCode: '330203' }),
    ])

    const hangzhou = await audit('?level=county')
    const everywhere = await audit('?level=prefecture', register.callers.everywhere)

    expect(summary(hangzhou)).toEqual([
      ['visual', 1, 'female', '330106', 20, 20],
      ['hearing', 2, 'male', '330106', 30, 30],
    ])
    expect(hangzhou.groups.map(({ attention }) => attention)).toEqual([true, false])
    expect(hangzhou.all?.people).toBe(20 + 30)
    expect(everywhere.groups.map(({ regionCode, people }) => [regionCode, people])).toContainEqual(['330200', 10])
    expect(everywhere.all?.people).toBe(80)
    expect((await audit('?minGroup=25&level=county')).groups.map(({ people }) => people)).toEqual([30])
  })

  it('is as old as it says, and a minute at most', async () => {
    await settle(register, residents(20, { typeAndGrade: '11' }))
    const first = await audit()
    await settle(register, residents(40, { typeAndGrade: '33' }))

    expect(await audit()).toEqual(first)
    later()
    expect((await audit()).all?.people).toBe(60)
  })

  it('answers for the region and tenant of the key, and for everybody to an admin', async () => {
    const foreignTenant = register.callers.foreign.tenantId
    await settle(register, [...residents(11, { typeAndGrade: '54', tenantId: foreignTenant }), ...residents(13, {})])

    expect((await audit('', register.callers.foreign)).all?.people).toBe(11)
    expect((await audit('', register.callers.everywhere)).groups.every(({ type }) => type !== 'intellectual')).toBe(true)
    expect((await audit('', register.callers.admin)).groups).toContainEqual(expect.objectContaining({ type: 'intellectual', people: 11 }))
  })

  it.each([
    ['?regionCode=330200', '#/query/regionCode', 'outside_your_region'],
    ['?regionCode=330000', '#/query/regionCode', 'outside_your_region'],
    ['?minGroup=9', '#/query/minGroup', 'too_small'],
    ['?level=town', '#/query/level', 'not_allowed'],
  ])('refuses %s', async (query, pointer, code) => {
    const response = await register.send('GET', `/v1/audit/exposure${query}`)

    expect(response.statusCode).toBe(422)
    expect(response.json()).toMatchObject({ code: 'invalid_request', errors: [{ pointer, code }] })
  })

  it('is for a federation and an admin, and nobody keeps the answer', async () => {
    const answers = []
    for (const by of [null, register.callers.organiser, register.callers.enterprise, register.callers.hangzhou]) {
      answers.push(await register.send('GET', '/v1/audit/exposure', { by }))
    }

    expect(answers.map(({ statusCode }) => statusCode)).toEqual([401, 403, 403, 200])
    expect(new Set(answers.map(({ headers }) => headers['cache-control']))).toEqual(new Set(['no-store']))
  })

  it('says nothing of type or grade to the log', async () => {
    await settle(register, residents(20, { typeAndGrade: '43' }))
    expect((await audit('?level=county')).groups).toHaveLength(1)

    expect(register.lines.length).toBeGreaterThan(0)
    expect(register.lines.join('\n')).not.toMatch(/visual|hearing|physical|grade/)
  })

  it(`counts ${many} people within seconds`, async () => {
    const types = ['11', '23', '32', '43', '54', '62', '71', null]
    const places = ['330106', '330108', '330109', '330203', '330205']
    const crowd = Array.from({ length: many }, (_, at) => ({
      typeAndGrade: types[at % 8] ?? null,
      sex: at % 3 === 0 ? ('male' as const) : ('female' as const),
      regionCode: places[at % 5] ?? '330106',
      lists: at % 7,
    }))
    for (let start = 0; start < many; start += 10_000) {
      await settle(
        register,
        crowd.slice(start, start + 10_000).flatMap((one) => residents(1, one)),
      )
    }
    await register.query('analyze jobseekers.jobseekers, jobseekers.consents, jobseekers.exposures, vault.identities, vault_keys.data_keys')
    later()

    const began = performance.now()
    const answer = await audit('?level=county', register.callers.everywhere)
    const seconds = (performance.now() - began) / 1_000

    process.stdout.write(`audit: ${answer.all?.people} people in ${seconds.toFixed(2)} s, ${answer.groups.length} groups\n`)
    expect(answer.all?.people).toBeGreaterThanOrEqual(many)
    expect(seconds).toBeLessThan(secondsFor(many))
  }, 120_000)
})

function residents(count: number, changes: Partial<Resident>): Resident[] {
  const { tenantId } = register.callers.hangzhou
  const one: Resident = { tenantId, typeAndGrade: '11', sex: 'female', regionCode: '330106', lists: 0, firstPlaces: 0, ...changes }
  return Array.from({ length: count }, () => one)
}
