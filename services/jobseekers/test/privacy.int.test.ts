import { createHash } from 'node:crypto'
import { v7 as uuidv7 } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { consumeEvent } from '../src/jobs/consume-event.ts'
import { granted, newPerson } from './people.ts'
import { identityHashKey, identityKey, type Register, startRegister } from './register.ts'

let register: Register
beforeAll(async () => {
  register = await startRegister()
})
afterAll(() => register[Symbol.asyncDispose]())

const number = '99010619900315101X'
const canaries = {
  name: '司徒雅楠',
  newName: '轩辕凤鸣',
  number,
  // What a mask could let slip: birth date with sequence, and type with grade at the end.
  birthAndSequence: number.slice(6),
  certificate: `${number}73B2`,
  lastFour: '1X73',
  phone: '19900007351',
  newPhone: '19900008462',
  typedPhone: '199-0000-7351',
  guardian: '尉迟雪柔',
  guardianPhone: '19900006284',
  renewed: `${number}72`,
}

/** Every spelling in which a value could lie somewhere. */
function spellings(value: string): string[] {
  const bytes = Buffer.from(value)
  const digests = ['sha256', 'md5', 'sha1'].flatMap((name) => {
    const digest = createHash(name).update(value).digest()
    return [digest.toString('hex'), digest.toString('base64').replace(/=+$/, ''), digest.toString('base64url')]
  })
  return [
    value,
    value.toLowerCase(),
    Array.from(value).toReversed().join(''),
    bytes.toString('hex'),
    Buffer.from(value, 'utf16le').toString('hex'),
    bytes.toString('base64').replace(/=+$/, ''),
    bytes.toString('base64url'),
    encodeURIComponent(value),
    JSON.stringify(value).slice(1, -1),
    ...digests,
  ]
}

function leaksIn(text: string): string[] {
  return Object.entries(canaries)
    .filter(([, value]) => spellings(value).some((spelling) => text.includes(spelling)))
    .map(([name]) => name)
}

describe('a canary', () => {
  it('driven through every route is found in no answer, no log line and no table', async () => {
    const answers: string[] = []
    const send = async (...call: Parameters<Register['send']>) => {
      const response = await register.send(...call)
      answers.push(JSON.stringify(response.headers), response.body)
      return response
    }
    const body = newPerson(number, {
      identity: { name: canaries.name, certificateNumber: canaries.certificate, phone: canaries.typedPhone },
    })
    const created = await send('POST', '/v1/jobseekers', { body, key: 'canary-1' })
    expect(created.statusCode).toBe(201)
    const url = `/v1/jobseekers/${created.json().id}`

    await send('POST', '/v1/jobseekers', { body, key: 'canary-1' })
    await send('POST', '/v1/jobseekers', { body, key: 'canary-2' })
    await send('POST', '/v1/jobseekers', { body: { ...body, profile: { ...body.profile, sex: 'male', birthMonth: '1991-01' } } })
    for (const wrong of wrongBodies(body)) expect((await send('POST', '/v1/jobseekers', { body: wrong })).statusCode).toBe(422)
    await send('PATCH', url, { body: { identity: { name: canaries.newName, phone: canaries.newPhone } } })
    await send('PATCH', url, { body: { identity: { name: canaries.name, phone: canaries.number, idNumber: canaries.number } } })
    await send('PATCH', url, { body: { profile: { regionCode: canaries.number, sex: canaries.name } } })
    await send('POST', `${url}/consents`, { body: { ...granted, decision: 'revoked' }, key: 'canary-3' })
    await send('POST', `${url}/consents`, { body: { ...granted, textVersion: canaries.name, recipient: canaries.number } })
    await send('GET', `${url}/consents`)
    await send('GET', url)
    const guardian = { kind: 'guardian', name: canaries.guardian, phone: canaries.guardianPhone, relation: '母亲' }
    expect((await send('PATCH', url, { body: { identity: { guardian } } })).statusCode).toBe(200)
    await send('PATCH', url, { body: { identity: { guardian: { ...guardian, phone: canaries.number, since: canaries.name } } } })
    const card = { number: canaries.renewed, issuedOn: '2026-01-05', components: [sight, limbs] }
    expect((await send('POST', `${url}/certificates`, { body: card })).statusCode).toBe(201)
    for (const wrong of wrongCards(card)) expect((await send('POST', `${url}/certificates`, { body: wrong })).statusCode).toBe(422)
    await send('GET', `${url}/certificates`)
    for (const asked of [{ idNumber: number }, { certificateNumber: canaries.certificate }, { phone: canaries.newPhone }]) {
      expect((await send('POST', '/v1/jobseekers/lookup', { body: asked })).statusCode).toBe(200)
    }
    for (const asked of [{ idNumber: canaries.certificate }, { phone: canaries.number }, { phone: canaries.name, idNumber: number }]) {
      expect((await send('POST', '/v1/jobseekers/lookup', { body: asked })).statusCode).toBe(422)
    }
    await hearExposure(created.json().id)
    expect((await send('GET', '/v1/audit/exposure')).statusCode).toBe(200)
    expect((await send('GET', `/v1/audit/exposure?regionCode=${canaries.number}`)).statusCode).toBe(422)
    await send('GET', `/v1/jobseekers/${canaries.certificate}`)
    await register.query(`alter table vault.identities add constraint broken check (length(suite) > 100) not valid`)
    expect((await send('PATCH', url, { body: { identity: { name: canaries.name } } })).statusCode).toBe(500)
    await register.query(`alter table vault.identities drop constraint broken`)

    expect(leaksIn(answers.join('\n'))).toEqual([])
    expect(register.lines.length).toBeGreaterThan(20)
    expect(leaksIn(register.lines.join('\n'))).toEqual([])
    expect(await leaksInTables()).toEqual({})
  })

  it('would be found: the search sees a planted one', () => {
    expect(leaksIn(`x${Buffer.from(canaries.phone).toString('base64')}`)).toEqual(['phone'])
    expect(leaksIn(createHash('sha256').update(number).digest('hex'))).toEqual(['number'])
  })
})

describe('the vault', () => {
  it('says which keys a row is under, and nothing of the keys', async () => {
    const [row] = await register.query<{ hash_key_id: string }>(
      'select i.key_id, i.suite, i.hash_key_id, k.kek_id, k.suite as key_suite from vault.identities i join vault_keys.data_keys k using (jobseeker_id)',
    )

    expect(row).toMatchObject({ key_id: null, suite: 'aes-256-gcm', kek_id: identityKey.id, key_suite: 'aes-256-gcm' })
    expect(row?.hash_key_id).toMatch(/^[0-9a-f]{8}$/)
    expect(identityHashKey.toString('hex')).not.toContain(row?.hash_key_id)
  })
})

async function hearExposure(jobseekerId: string): Promise<void> {
  const data = { people: [{ jobseekerId, seq: 1, lists: 3, firstPlaces: 1, proposals: 4 }] }
  await consumeEvent({ db: register.database.db })({
    data: { id: uuidv7(), type: 'exposure.changed', occurredAt: '2026-11-22T09:00:00Z', data },
  })
}

const sight = { type: 'visual', grade: 2 }
const limbs = { type: 'physical', grade: 3 }

function* wrongCards(card: { number: string; issuedOn: string; components: object[] }): Generator<object> {
  yield { ...card, number: `${card.number}C` }
  yield { ...card, type: 'visual', grade: 1 }
  yield { ...card, components: [{ ...sight, grade: 1 }, limbs] }
  yield { ...card, issuedOn: canaries.number, expiresOn: canaries.name }
  yield { ...card, type: canaries.name, grade: canaries.number }
}

function* wrongBodies(body: ReturnType<typeof newPerson>): Generator<object> {
  for (const field of ['name', 'idNumber', 'certificateNumber', 'phone'] as const) {
    yield { ...body, identity: { ...body.identity, [field]: [canaries.certificate] } }
    yield { ...body, identity: { ...body.identity, [field]: `${canaries.certificate}${canaries.name}`.repeat(4) } }
  }
  yield { ...body, identity: { ...body.identity, idNumber: '990106199003151028' } }
  yield { ...body, identity: { ...body.identity, phone: canaries.number } }
  yield { ...body, identity: canaries.name }
  yield { ...body, profile: { ...body.profile, regionCode: canaries.number, education: canaries.name, birthMonth: canaries.number } }
  yield { ...body, profile: { ...body.profile, note: canaries.name }, consents: canaries.phone }
}

const filledByThis = [
  'jobseekers.jobseekers',
  'jobseekers.consents',
  'jobseekers.outbox',
  'jobseekers.idempotency_keys',
  'vault.identities',
  'vault.lookups',
  'vault_keys.data_keys',
]

/** Whole rows as text, bytea in hex, of every table of the three schemas. */
async function leaksInTables(): Promise<Record<string, string[]>> {
  const tables = await register.query<{ name: string }>(
    `select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname in ('jobseekers', 'vault', 'vault_keys')`,
  )
  const found: Record<string, string[]> = {}
  const filled = new Set<string>()
  for (const { name } of tables) {
    const rows = await register.query<{ line: string }>(`select t::text as line from ${name} t`)
    if (rows.length > 0) filled.add(name)
    const leaks = leaksIn(rows.map(({ line }) => line).join('\n'))
    if (leaks.length > 0) found[name] = leaks
  }
  for (const name of filledByThis) expect(filled).toContain(name)
  return found
}
