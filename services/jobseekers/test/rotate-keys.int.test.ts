import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { v7 as uuidv7 } from 'uuid'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { PlainIdentity } from '../src/domain/plain-identity.ts'
import { rotateLookup, rotateSuite, rotateWrapping } from '../src/jobs/rotate-keys.ts'
import { findFileSeal, takeFileSeal } from '../src/store/file-seal.ts'
import type { KeySettings, NamedKey } from '../src/store/identity-keys.ts'
import { findIds } from '../src/store/identity-store.ts'
import { openMany } from '../src/store/opening.ts'
import type { NewPerson } from '../src/store/register-people.ts'
import { citizenNumbers } from './people.ts'
import { type Register, startRegister, testKeys } from './register.ts'
import { at, idOf, person, settle, settleOld } from './vault-people.ts'

let register: Register
let lines: string[]
beforeAll(async () => {
  register = await startRegister()
})
afterAll(() => register[Symbol.asyncDispose]())
beforeEach(async () => {
  lines = []
  await register.query('truncate jobseekers.jobseekers cascade')
})

const named = (id: string, byte: number): NamedKey => ({ id, key: Buffer.alloc(32, byte) })
const [k1, k2, h1, h2] = [named('k1', 1), named('k2', 2), named('h1', 3), named('h2', 4)]
const settings = (changes: Partial<KeySettings> = {}): KeySettings => ({ wrapping: [k1], lookup: [h1], suite: 'aes-256-gcm', ...changes })
const keysOf = (changes: Partial<KeySettings> = {}) => testKeys(settings(changes))
const tenantId = uuidv7()
const nextNumber = citizenNumbers()
const home = () => register.callers.hangzhou.tenantId

const crowd = (size: number, identity: Partial<PlainIdentity> = {}) =>
  Array.from({ length: size }, (_, nth) => {
    const idNumber = nextNumber()
    return person(tenantId, { idNumber, certificateNumber: `${idNumber}43`, phone: `1990000${String(nth).padStart(4, '0')}`, ...identity })
  })
const rotation = (keys: ReturnType<typeof keysOf>, pageSize = 7) => ({
  db: register.database.db,
  keys,
  now: () => at,
  say: (line: string) => void lines.push(line),
  pageSize,
})

/** Who opens under these keys, and to what. */
async function openAll(people: readonly NewPerson[], keys: ReturnType<typeof keysOf>) {
  const audit = { keyId: null, actor: 'test', action: 'identity.read', reason: 'test', at } as const
  const opened = await openMany(register.database.db, people.map(idOf), { reach: { kind: 'all' }, keys, audit })
  return people.map((one) => opened.get(idOf(one))?.identity)
}
const identitiesOf = (people: readonly NewPerson[]) => people.map(({ identity }) => identity)
const keksInUse = async () =>
  (
    await register.query<{ id: string }>(
      'select kek_id as id from vault_keys.data_keys union select key_id from vault.identities order by 1',
    )
  ).map(({ id }) => id)
const lookups = async () =>
  Object.fromEntries(
    (
      await register.query<{ id: string; rows: number }>(
        'select hash_key_id as id, count(*)::integer as rows from vault.lookups group by 1 order by 1',
      )
    ).map(({ id, rows }) => [id, rows]),
  )
const everybody = { kind: 'all' } as const
const find = async (keys: ReturnType<typeof keysOf>, kind: 'id_number' | 'phone', number: string | null) =>
  await findIds(register.database.db, { kind, number: number ?? '', reach: everybody }, keys)

describe('rotating the key-encryption key', () => {
  it('brings everybody under the new one, page by page, and opens nobody whom it only wraps anew', async () => {
    const people = crowd(20)
    await settle(register, keysOf(), people)
    const before = await opened()

    await rotateWrapping(rotation(keysOf({ wrapping: [k2, k1] })))

    expect(await keksInUse()).toEqual(['k2', null])
    expect(await opened()).toBe(before)
    expect(await openAll(people, keysOf({ wrapping: [k2] }))).toEqual(identitiesOf(people))
    expect(lines.at(-1)).toMatch(/^Nothing lies under k1 any more\. Take it out of IDENTITY_KEY/)
  })

  it('lifts people of before data keys, with an entry for every page it opens', async () => {
    const people = crowd(9)
    await settleOld(register, keysOf(), people)
    const before = await opened()
    expect(await openAll(people, keysOf())).toEqual(identitiesOf(people))

    await rotateWrapping(rotation(keysOf({ wrapping: [k2, k1] })))

    expect(await keksInUse()).toEqual(['k2', null])
    expect(await opened()).toBe(before + 9 + 9)
    const [entries] = await register.query<{ sizes: number[] }>(
      `select array_agg(cardinality(jobseeker_ids) order by cardinality(jobseeker_ids)) as sizes from audit.entries where reason = 'lift_to_data_key' and opened > 0`,
    )
    expect(entries?.sizes).toEqual([2, 7])
    expect(await openAll(people, keysOf({ wrapping: [k2] }))).toEqual(identitiesOf(people))
  })

  it('does not touch who is sealed anew meanwhile, and says so when the old key is still in use', async () => {
    const people = crowd(3)
    await settle(register, keysOf(), people)
    const stale = crowd(2)
    const busy = rotation(keysOf({ wrapping: [k2, k1] }), 1)
    const written = { said: 0 }
    const say = (line: string) => {
      lines.push(line)
      written.said += 1
    }

    await rotateWrapping({ ...busy, say })
    await settle(register, keysOf({ wrapping: [k1, k2] }), stale)
    await rotateWrapping({ ...busy, say })

    expect(await keksInUse()).toEqual(['k2', null])
    expect(await openAll([...people, ...stale], keysOf({ wrapping: [k2] }))).toEqual(identitiesOf([...people, ...stale]))
  })

  it('lets nobody be registered by a process that has only the key that was taken out', async () => {
    await settle(register, keysOf(), crowd(1))
    await rotateWrapping(rotation(keysOf({ wrapping: [k2, k1] })))

    await expect(settle(register, keysOf(), crowd(1))).rejects.toThrow('nothing here is sealed with a key of IDENTITY_KEY')
  })

  it('wraps the keys of files anew as well', async () => {
    const people = crowd(2)
    await settle(register, keysOf(), people)
    const owner = { jobseekerId: people.map(idOf)[1] ?? '', tenantId }
    const seal = await register.database.db.transaction(async (tx) => await takeFileSeal(tx, owner, { keys: keysOf(), now: at }))
    const note = seal.seal('来电说下月开始培训')

    await rotateWrapping(rotation(keysOf({ wrapping: [k2, k1] })))

    expect((await findFileSeal(register.database.db, owner, keysOf({ wrapping: [k2] })))?.open(note)).toBe('来电说下月开始培训')
    await expect(findFileSeal(register.database.db, owner, keysOf())).rejects.toThrow('k2')
  })

  it('stops at a key that it does not have, and destroys nothing', async () => {
    const people = crowd(3)
    await settle(register, keysOf(), people)

    await expect(rotateWrapping(rotation(keysOf({ wrapping: [k2] })))).rejects.toThrow('k1')

    expect(await openAll(people, keysOf())).toEqual(identitiesOf(people))
  })
})

describe('rotating the lookup key', () => {
  it('finds and refuses people under either key while there are two, and removes the old hashes when it is gone', async () => {
    const people = crowd(20)
    await settle(register, keysOf(), people)
    const both = keysOf({ lookup: [h2, h1] })
    const twins = () => people.slice(0, 5).map(({ identity }) => person(tenantId, { idNumber: identity.idNumber }))
    const known = Array.from({ length: 5 }, () => expect.objectContaining({ outcome: 'exists' }))
    expect(await settle(register, both, twins())).toEqual(known)

    await rotateLookup(rotation(both))

    expect(await lookups()).toEqual({ h1: 60, h2: 60 })
    expect(await settle(register, both, twins())).toEqual(known)
    expect(await settle(register, keysOf({ lookup: [h1] }), twins())).toEqual(known)
    expect(await settle(register, keysOf({ lookup: [h2] }), twins())).toEqual(known)
    expect(lines.at(-1)).toContain('Take h1 out of IDENTITY_HASH_KEY')

    await rotateLookup(rotation(keysOf({ lookup: [h2] })))

    expect(await lookups()).toEqual({ h2: 60 })
    for (const one of people) expect(await find(keysOf({ lookup: [h2] }), 'id_number', one.identity.idNumber)).toEqual([idOf(one)])
  })

  it('indexes who was registered under the old key in the meantime, and the telephones of those of before', async () => {
    const [old, late] = [crowd(3), crowd(2)]
    await settleOld(register, keysOf(), old)
    expect(await find(keysOf(), 'phone', '19900000001')).toEqual([])
    await rotateLookup(rotation(keysOf({ lookup: [h2, h1] })))
    await settle(register, keysOf(), late)

    await rotateLookup(rotation(keysOf({ lookup: [h2] })))

    expect(await lookups()).toEqual({ h2: 15 })
    expect(await find(keysOf({ lookup: [h2] }), 'phone', '19900000001')).toEqual([old[1], late[1]].map((one) => one && idOf(one)))
  })

  it('names everybody whom it opens, a page an entry', async () => {
    const people = crowd(9)
    await settle(register, keysOf(), people)
    const before = await opened()

    await rotateLookup(rotation(keysOf({ lookup: [h2, h1] })))

    expect(await opened()).toBe(before + 9)
    const entries = await register.query<{ ids: string[] }>(
      `select jobseeker_ids::text[] as ids from audit.entries where reason = 'rotate_lookup' and opened > 0`,
    )
    expect(entries.flatMap(({ ids }) => ids)).toEqual(expect.arrayContaining(people.map(idOf)))
  })
})

describe('rotating beside changes', () => {
  it('leaves alone who changed between being read and being written', async () => {
    const her = crowd(1).map((one) => ({ ...one, dossier: { ...one.dossier, jobseeker: { ...one.dossier.jobseeker, tenantId: home() } } }))
    await settle(register, keysOf(), her)
    await using app = await register.buildUnder(settings())
    const id = her.map(idOf)[0] ?? ''
    let isChanged = false
    const db = Object.create(register.database.db) as typeof register.database.db
    db.execute = (async (query: Parameters<typeof db.execute>[0]) => {
      const result = await register.database.db.execute(query)
      if (!isChanged) {
        isChanged = true
        await register.send('PATCH', `/v1/jobseekers/${id}`, { to: app, body: { identity: { phone: '19900007777' } } })
      }
      return result
    }) as typeof db.execute

    await rotateSuite({ ...rotation(keysOf({ suite: 'sm4-ctr-hmac-sm3' })), db }, 'sm4-ctr-hmac-sm3')

    expect((await openAll(her, keysOf())).map((identity) => identity?.phone)).toEqual(['19900007777'])
  })

  it('loses none of them: whoever changes meanwhile is found and read as she is now', async () => {
    const both = settings({ wrapping: [k2, k1], lookup: [h2, h1], suite: 'sm4-ctr-hmac-sm3' })
    await using app = await register.buildUnder(both)
    const people = crowd(6).map((one) => ({
      ...one,
      dossier: { ...one.dossier, jobseeker: { ...one.dossier.jobseeker, tenantId: home() } },
    }))
    await settle(register, keysOf(), people)
    const state = { isOver: false }
    const phones = new Map<string, string>()
    const change = async (one: NewPerson, nth: number): Promise<void> => {
      for (let round = 0; !state.isOver || round < 3; round += 1) {
        const phone = `199${String(nth).padStart(2, '0')}${String(round).padStart(6, '0')}`
        const response = await register.send('PATCH', `/v1/jobseekers/${idOf(one)}`, { to: app, body: { identity: { phone } } })
        expect([response.statusCode, response.body.slice(0, 200)]).toEqual([200, expect.anything()])
        phones.set(idOf(one), phone)
      }
    }

    const changing = Promise.all(people.map(change))
    changing.catch(() => {})
    for (const size of [1, 3]) {
      await register.query('update vault.identities set hash_key_id = null')
      await rotateLookup(rotation(testKeys(both), size))
      await rotateSuite(rotation(testKeys(both), size), both.suite)
      await rotateWrapping(rotation(testKeys(both), size))
    }
    state.isOver = true
    await changing
    await rotateLookup(rotation(testKeys(both)))

    const opened = await openAll(people, testKeys({ ...both, wrapping: [k2] }))
    expect(opened.map((identity) => identity?.phone)).toEqual(people.map((one) => phones.get(idOf(one))))
    for (const [id, phone] of phones) expect(await find(testKeys({ ...both, lookup: [h2] }), 'phone', phone)).toEqual([id])
    expect(await lookups()).toEqual({ h1: 18, h2: 18 })
  })
})

describe('changing the suite', () => {
  it('seals everybody in the other one and back, telling the same of each', async () => {
    const people = crowd(10)
    await settle(register, keysOf(), people)

    await rotateSuite(rotation(keysOf({ suite: 'sm4-ctr-hmac-sm3' })), 'sm4-ctr-hmac-sm3')

    expect(await suitesInUse()).toEqual([['sm4-ctr-hmac-sm3', 'sm4-ctr-hmac-sm3', 10]])
    expect(await openAll(people, keysOf())).toEqual(identitiesOf(people))
    await rotateSuite(rotation(keysOf()), 'aes-256-gcm')
    expect(await suitesInUse()).toEqual([['aes-256-gcm', 'aes-256-gcm', 10]])
    expect(await openAll(people, keysOf())).toEqual(identitiesOf(people))
  })
})

describe('npx zhihe rotate-keys', () => {
  const run = async (flags: string[], env: Record<string, string> = {}) => {
    const text = (ring: readonly NamedKey[]) => ring.map(({ id, key }) => `${id}:${key.toString('base64')}`).join()
    const child = spawn(process.execPath, [join(import.meta.dirname, '../src/rotate-keys.ts'), ...flags], {
      env: {
        DATABASE_URL: register.testDatabase.url('zhihe_jobseekers'),
        IDENTITY_KEY: text([k2, k1]),
        IDENTITY_HASH_KEY: text([h2, h1]),
        IDENTITY_SUITE: 'sm4-ctr-hmac-sm3',
        ...env,
      },
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    let said = ''
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      said += chunk
    })
    const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null]
    return { code, signal, said }
  }

  it('is finished by whoever starts it again, however often it is killed', async () => {
    const people = crowd(40)
    await settle(register, keysOf(), people.slice(10))
    await settleOld(register, keysOf(), people.slice(0, 10))
    const flags = ['--kek', '--lookup', '--suite', '--page-size', '6']
    const crashes = [
      'rotate.opened:1',
      'rotate.page:1',
      'rotate.page:2',
      'rotate.page:5',
      'rotate.opened:2',
      'rotate.page:9',
      'rotate.opened:5',
    ]

    for (const point of crashes) {
      expect((await run(flags, { CRASH_AT: point })).signal).toBe('SIGKILL')
      expect(await openAll(people, keysOf({ wrapping: [k2, k1] }))).toEqual(identitiesOf(people))
      for (const keys of [keysOf({ lookup: [h2, h1] }), keysOf()])
        expect(await find(keys, 'id_number', people[39]?.identity.idNumber ?? null)).toHaveLength(1)
    }
    const last = await run(flags)

    expect(last).toMatchObject({ code: 0, signal: null, said: expect.stringContaining('Nothing lies under k1 any more') })
    expect(await openAll(people, keysOf({ wrapping: [k2] }))).toEqual(identitiesOf(people))
    expect(await lookups()).toEqual({ h1: 120 - 10 + 10, h2: 120 })
    expect(await suitesInUse()).toEqual([['sm4-ctr-hmac-sm3', 'sm4-ctr-hmac-sm3', 40]])
    expect(last.said).not.toContain(k1.key.toString('base64'))
  })

  it('says what it takes when it is not told what to do', async () => {
    expect(await run([])).toMatchObject({ code: 1, said: expect.stringContaining('usage: rotate-keys') })
  })
})

/** How many identities the audit says were opened. */
async function opened(): Promise<number> {
  const [row] = await register.query<{ sum: number }>('select coalesce(sum(opened), 0)::integer as sum from audit.entries')
  return row?.sum ?? 0
}

async function suitesInUse(): Promise<[string, string, number][]> {
  const rows = await register.query<{ suite: string; key_suite: string; rows: number }>(
    `select i.suite, k.suite as key_suite, count(*)::integer as rows from vault.identities i left join vault_keys.data_keys k using (jobseeker_id)
     group by 1, 2 order by 1, 2`,
  )
  return rows.map(({ suite, key_suite, rows: count }) => [suite, key_suite, count])
}
