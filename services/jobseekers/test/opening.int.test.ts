import { isSerializationConflict } from '@zhihe/postgres/pool'
import { v7 as uuidv7 } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { PlainIdentity } from '../src/domain/plain-identity.ts'
import { openMany, openOne } from '../src/store/opening.ts'
import { readPerson } from '../src/store/person-store.ts'
import type { NewPerson } from '../src/store/register-people.ts'
import { citizenNumbers } from './people.ts'
import { type Register, startRegister, testKeys } from './register.ts'
import { at, idOf, person as newcomer, settle as settlePeople } from './vault-people.ts'

let register: Register
beforeAll(async () => {
  register = await startRegister()
})
afterAll(() => register[Symbol.asyncDispose]())

const keys = testKeys()
const nextNumber = citizenNumbers()
const asking = { keyId: uuidv7(), actor: 'federation', action: 'identity.read', reason: 'serve_person', at } as const
const all = { reach: { kind: 'all' }, keys, audit: asking } as const

const person = (tenantId: string, identity: Partial<PlainIdentity> = {}) => newcomer(tenantId, { idNumber: nextNumber(), ...identity })
const settle = async (...people: NewPerson[]) => await settlePeople(register, keys, people)
const entries = async (action: string) =>
  await register.query<{ tenant_id: string; people: string[]; opened: number; reason: string; key_id: string; actor: string }>(
    `select tenant_id, jobseeker_ids::text[] as people, opened, reason, key_id, actor from audit.entries where action = $1 order by at, tenant_id`,
    [action],
  )

describe('registering many people', () => {
  it('writes those who are new and names them in one entry for each tenant', async () => {
    const [tenant, neighbour] = [uuidv7(), uuidv7()]
    const people = [person(tenant), person(neighbour), person(tenant, { idNumber: null })]

    expect(await settle(...people)).toEqual([{ outcome: 'new' }, { outcome: 'new' }, { outcome: 'new' }])

    const written = (await entries('identity.imported')).filter(({ tenant_id }) => [tenant, neighbour].includes(tenant_id))
    expect(written.map(({ people: ids, opened }) => [ids.length, opened]).toSorted(([a = 0], [b = 0]) => a - b)).toEqual([
      [1, 0],
      [2, 0],
    ])
    const opened = await openMany(register.database.db, people.map(idOf), all)
    expect(people.map((one) => opened.get(idOf(one))?.identity)).toEqual(people.map(({ identity }) => identity))
  })

  it('knows who is there already, with or without the card she shows, and who comes twice', async () => {
    const tenant = uuidv7()
    const number = nextNumber()
    const first = person(tenant, { idNumber: number, certificateNumber: `${number}43` })
    const twin = person(tenant)
    await settle(first)

    const outcomes = await settle(
      person(tenant, { idNumber: null, certificateNumber: `${number}43B2` }),
      person(tenant, { idNumber: number, certificateNumber: `${number}42` }),
      person(tenant, { idNumber: number }),
      twin,
      person(tenant, { idNumber: twin.identity.idNumber }),
      person(uuidv7(), { idNumber: number }),
    )

    expect(outcomes).toEqual([
      { outcome: 'sameCard', jobseekerId: idOf(first) },
      { outcome: 'exists', jobseekerId: idOf(first) },
      { outcome: 'exists', jobseekerId: idOf(first) },
      { outcome: 'new' },
      { outcome: 'exists', jobseekerId: idOf(twin) },
      { outcome: 'new' },
    ])
  })

  it('that meet on the same people leave each of them once', async () => {
    const tenant = uuidv7()
    const numbers = Array.from({ length: 40 }, () => nextNumber())
    const piece = () => numbers.map((idNumber) => person(tenant, { idNumber })).toSorted(() => Math.random() - 0.5)
    const retrying = async (people: NewPerson[]): Promise<string[]> => {
      try {
        return (await settle(...people)).map(({ outcome }) => outcome)
      } catch (error) {
        if (!isSerializationConflict(error)) throw error
        return await retrying(people)
      }
    }

    const outcomes = await Promise.all([piece(), piece(), piece(), piece()].map(retrying))

    expect(outcomes.flat().filter((outcome) => outcome === 'new')).toHaveLength(40)
    const [counted] = await register.query<{ people: string }>(
      'select count(*) as people from jobseekers.jobseekers where tenant_id = $1',
      [tenant],
    )
    expect(counted?.people).toBe('40')
  })
})

describe('opening', () => {
  it('one person writes one entry: who, whose, why, how many', async () => {
    const tenant = uuidv7()
    const her = person(tenant)
    await settle(her)

    const opened = await openOne(register.database.db, idOf(her), { ...all, audit: { ...asking, action: 'person.exported' } })
    const read = await readPerson(register.database.db, idOf(her), { ...all, audit: { ...asking, action: 'person.exported' } })

    expect(opened).toEqual({ jobseekerId: idOf(her), tenantId: tenant, identity: her.identity })
    expect(read?.identity).toEqual(her.identity)
    const entry = { tenant_id: tenant, people: [idOf(her)], opened: 1, reason: 'serve_person', key_id: asking.keyId, actor: 'federation' }
    expect(await entries('person.exported')).toEqual([entry, entry])
  })

  it('nobody writes nothing: not found, outside of the region, of another tenant', async () => {
    const tenant = uuidv7()
    const her = person(tenant)
    await settle(her)
    const audit = { ...asking, action: 'file.read' } as const
    const within = (tenantId: string, regionCode: string | null) => ({
      keys,
      audit,
      reach: { kind: 'region', tenantId, regionCode } as const,
    })

    const answers = [
      await openOne(register.database.db, uuidv7(), { ...all, audit }),
      await readPerson(register.database.db, idOf(her), within(tenant, '330200')),
      await openOne(register.database.db, idOf(her), within(uuidv7(), null)),
      await openOne(register.database.db, idOf(her), { keys, audit, reach: { kind: 'none' } }),
    ]

    expect(answers).toEqual([undefined, undefined, undefined, undefined])
    expect(await entries('file.read')).toEqual([])
    expect(await openOne(register.database.db, idOf(her), within(tenant, '330100'))).toBeDefined()
    expect(await entries('file.read')).toHaveLength(1)
  })

  it('does not open when the entry cannot be written', async () => {
    const her = person(uuidv7())
    await settle(her)
    const before = await counted()
    await register.query('revoke execute on function audit.append from zhihe_jobseekers')
    try {
      await expect(openOne(register.database.db, idOf(her), all)).rejects.toThrow('Failed query')
      expect(await counted()).toEqual(before)
    } finally {
      await register.query('grant execute on function audit.append to zhihe_jobseekers')
    }
  })
})

/** What the metric says was opened, by action. */
async function counted(): Promise<Record<string, number>> {
  const { values } = (await register.metrics.getSingleMetric('zhihe_identities_opened_total')?.get()) ?? { values: [] }
  return Object.fromEntries(values.map(({ labels, value }) => [String(labels['action']), value]))
}
