import { everyTenant, withTenant } from '@zhihe/postgres/tenant'
import { v7 as uuidv7 } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { consumeEvent } from '../src/jobs/consume-event.ts'
import { findErasure } from '../src/store/erasure-store.ts'
import { decide, disclosureTo, grantTo, newEmployer, readAs } from './disclosures.ts'
import { exposureChanged } from './exposures.ts'
import { citizenNumbers, granted, newPerson } from './people.ts'
import { type Register, startRegister } from './register.ts'

const nextNumber = citizenNumbers()
const ledgers = ['jobseekers.erasures', 'jobseekers.consent_evidence', 'jobseekers.disclosures', 'audit.entries', 'audit.people']

let register: Register
beforeAll(async () => {
  register = await startRegister()
})
afterAll(() => register[Symbol.asyncDispose]())

const erase = async (id: string, options: { by?: Register['callers']['admin']; key?: string; reason?: string } = {}) => {
  const { reason = 'person_asked', ...rest } = options
  return await register.send('POST', `/v1/jobseekers/${id}/erase`, { ...rest, body: { reason } })
}

/** Every table of the database in which the text stands in any row, but for the ledgers that the law wants kept. */
const hits = async (...texts: string[]): Promise<string[]> => {
  const tables = await register.query<{ name: string }>(
    `select schemaname || '.' || tablename as name from pg_tables where schemaname not in ('pg_catalog', 'information_schema', 'migrations')`,
  )
  const found: string[] = []
  for (const { name } of tables) {
    const [row] = await register.query<{ n: number }>(`select count(*)::integer as n from ${name} t where to_jsonb(t)::text like any($1)`, [
      texts.map((text) => `%${text}%`),
    ])
    if (row && row.n > 0 && !ledgers.includes(name)) found.push(name)
  }
  return found
}

describe('POST /v1/jobseekers/{id}/erase', () => {
  it('leaves nothing of her in any table but the ledgers, and destroys her key', async () => {
    const number = nextNumber()
    const recipient = uuidv7()
    const id = await register.register(
      newPerson(number, { profile: { skills: [{ text: '盲文金丝雀', level: 3, evidence: 'declared' }] } }),
      { key: 'create' },
    )
    await register.send('POST', `/v1/jobseekers/${id}/consents`, {
      key: 'consent',
      body: { ...granted, at: new Date().toISOString(), purpose: 'disclosure', recipient },
    })
    await consumeEvent({ db: register.database.db })({ data: exposureChanged([{ jobseekerId: id, lists: 3 }]) })
    const consents = await register.query<{ id: string }>('select id from jobseekers.consents where jobseeker_id = $1', [id])
    expect(await hits(id, ...consents.map((consent) => consent.id))).toEqual(
      expect.arrayContaining([
        'jobseekers.idempotency_keys',
        'jobseekers.outbox',
        'vault.identities',
        'vault_keys.data_keys',
        'jobseekers.exposures',
      ]),
    )

    const response = await erase(id)

    expect(response.statusCode).toBe(200)
    expect(response.headers['cache-control']).toBe('no-store')
    expect(await register.query('select 1 from vault_keys.data_keys where jobseeker_id = $1', [id])).toEqual([])
    expect(await hits(number, '盲文金丝雀', '王小明')).toEqual([])
    // The announcement itself is on its way to the others.
    expect(await hits(id, ...consents.map((consent) => consent.id))).toEqual(['jobseekers.outbox'])
    const events = await register.query<{ payload: object }>(
      `select payload from jobseekers.outbox where jobseekers.subject_of(payload) = $1`,
      [id],
    )
    expect(events).toMatchObject([
      {
        payload: {
          type: 'jobseeker.erased',
          data: { jobseekerId: id, recipients: [{ employerId: recipient, candidateRef: expect.stringMatching(/^c_/) }] },
        },
      },
    ])
  })

  it('keeps the proof of what she consented to, without who she was and without what opens anything', async () => {
    const id = await register.register(newPerson(nextNumber()))
    const receipt = await grantTo(register, id, uuidv7())

    await erase(id)

    const kept = await register.query(
      'select evidence from jobseekers.consent_evidence where jobseeker_id = $1 order by evidence -> $2 desc',
      [id, 'purpose'],
    )
    expect(kept).toMatchObject([
      { evidence: { purpose: 'matching', decision: 'granted', text_version: 'v1' } },
      { evidence: { purpose: 'disclosure', decision: 'granted' } },
    ])
    expect(JSON.stringify(kept)).not.toContain(receipt)
  })

  it('keeps the ledgers that are named, and no other table', async () => {
    const named = await register.query<{ name: string }>('select table_name as name from jobseekers.kept_ledgers order by 1')

    expect(named.map(({ name }) => name)).toEqual(['jobseekers.consent_evidence', 'jobseekers.disclosures', 'jobseekers.erasures'])
  })

  it('tells who is to forget her: whoever may read of her, might have, and did', async () => {
    const id = await register.register(newPerson(nextNumber()))
    const [mayRead, hasRead, mightHave] = [await newEmployer(register), await newEmployer(register), await newEmployer(register)]
    await grantTo(register, id, mayRead.id)
    await grantTo(register, id, mightHave.id)
    await decide(register, id, disclosureTo(mightHave.id, { decision: 'revoked', at: '2026-11-21T09:00:00+08:00' }))
    await readAs(register, hasRead, await grantTo(register, id, hasRead.id))
    const grants = await register.query<{ id: string }>('select id from jobseekers.disclosure_grants where jobseeker_id = $1', [id])
    await register.query('delete from jobseekers.disclosure_grants where recipient = $1', [hasRead.id])
    const [last] = await register.query<{ version: number }>('select version from jobseekers.jobseekers where id = $1', [id])

    await erase(id)

    const [event] = await register.query<{ payload: { data: { version: number; recipients: { employerId: string }[] } } }>(
      'select payload from jobseekers.outbox where jobseekers.subject_of(payload) = $1',
      [id],
    )
    expect(event?.payload.data.recipients.map(({ employerId }) => employerId).toSorted()).toEqual(
      [mayRead.id, hasRead.id, mightHave.id].toSorted(),
    )
    expect(event?.payload.data.version).toBe((last?.version ?? 0) + 1)
    const [disclosed] = await register.query<{ grants: string[] }>(
      'select array_agg(distinct grant_id) as grants from jobseekers.disclosures where jobseeker_id = $1',
      [id],
    )
    const unread = grants.map((grant) => grant.id).filter((grant) => !disclosed?.grants.includes(grant))
    expect([unread.length, await hits(...unread)]).toEqual([2, []])
  })

  it('answers the second time as the first, with or without the key of the request', async () => {
    const id = await register.register(newPerson(nextNumber()))
    const key = `erase-${id}`

    const first = await erase(id, { key })
    const replayed = await erase(id, { key })
    const again = await erase(id, { reason: 'death' })
    const byAdmin = await erase(id, { by: register.callers.admin })
    const byWholeTenant = await erase(id, { by: register.callers.everywhere })

    expect(first.json()).toEqual({ reason: 'person_asked', erasedAt: expect.any(String) })
    for (const other of [replayed, again, byAdmin, byWholeTenant]) expect([other.statusCode, other.body]).toEqual([200, first.body])
    expect(
      await register.query(`select 1 from audit.entries where action = 'person.erased' and $1 = any(jobseeker_ids)`, [id]),
    ).toHaveLength(1)
    expect(await register.query(`select 1 from jobseekers.outbox where jobseekers.subject_of(payload) = $1`, [id])).toHaveLength(1)
  })

  it('makes her a person who was never there', async () => {
    const id = await register.register(newPerson(nextNumber()))
    const missing = uuidv7()
    await erase(id)

    for (const [method, path, body] of [
      ['GET', '', undefined],
      ['PATCH', '', { status: 'inactive' }],
      ['GET', '/consents', undefined],
      ['POST', '/consents', granted],
      ['GET', '/export', undefined],
      ['GET', '/file', undefined],
    ] as const) {
      const [erased, never] = await Promise.all([id, missing].map((who) => register.send(method, `/v1/jobseekers/${who}${path}`, { body })))
      expect([path, erased?.statusCode]).toEqual([path, 404])
      expect(withoutRequestId(erased?.body)).toBe(withoutRequestId(never?.body))
    }
  })

  it('is done by nobody beyond reach, and shows nobody there that it was done', async () => {
    const id = await register.register(newPerson(nextNumber()))
    const { ningbo, foreign } = register.callers

    for (const by of [ningbo, foreign]) expect((await erase(id, { by })).statusCode).toBe(404)
    expect((await register.send('GET', `/v1/jobseekers/${id}`)).statusCode).toBe(200)
    await erase(id)

    for (const by of [ningbo, foreign]) expect((await erase(id, { by })).statusCode).toBe(404)
    for (const by of [register.callers.enterprise, register.callers.organiser]) expect((await erase(id, { by })).statusCode).toBe(403)
  })

  it('shows its tombstone to no other tenant, also where the database would', async () => {
    const id = await register.register(newPerson(nextNumber()))
    await erase(id)
    const { hangzhou, foreign } = register.callers
    const found = async (tenantId: string) =>
      await withTenant(everyTenant, () =>
        findErasure(register.database.db, id, { reach: { kind: 'region', tenantId, regionCode: null }, keyId: uuidv7() }),
      )

    expect([await found(hangzhou.tenantId), await found(foreign.tenantId)]).toEqual([
      { reason: 'person_asked', erasedAt: expect.any(Date) },
      undefined,
    ])
  })

  it('lets the same person register anew, as another one', async () => {
    const number = nextNumber()
    const id = await register.register(newPerson(number))
    await erase(id)

    const again = await register.register(newPerson(number))

    expect(again).not.toBe(id)
    expect((await register.send('GET', `/v1/jobseekers/${again}`)).statusCode).toBe(200)
  })

  it('is not undone by what matching says later', async () => {
    const id = await register.register(newPerson(nextNumber()))
    await erase(id)

    await consumeEvent({ db: register.database.db })({ data: exposureChanged([{ jobseekerId: id, seq: 9, lists: 3 }]) })

    expect(await register.query('select 1 from jobseekers.exposures where jobseeker_id = $1', [id])).toEqual([])
  })

  it('leaves others as they were, also in crossing erasures and changes', async () => {
    const ids = await Promise.all(Array.from({ length: 8 }, () => register.register(newPerson(nextNumber()))))
    const gone = ids.filter((_, place) => place % 2 === 0)

    const answers = await Promise.all(
      ids.flatMap((id) => [
        register.send('PATCH', `/v1/jobseekers/${id}`, { body: { profile: { education: 'master' } } }),
        ...(gone.includes(id) ? [erase(id)] : []),
      ]),
    )

    expect(answers.map(({ statusCode }) => statusCode).filter((status) => status >= 500)).toEqual([])
    for (const id of ids) expect((await register.send('GET', `/v1/jobseekers/${id}`)).statusCode).toBe(gone.includes(id) ? 404 : 200)
  })
})

describe('what a restore brings back', () => {
  it('is erased again, here and everywhere', async () => {
    const id = await register.register(newPerson(nextNumber()))
    const [before] = await register.query<{ row: object }>('select to_jsonb(j) as row from jobseekers.jobseekers j where id = $1', [id])
    await erase(id)
    await register.query('insert into jobseekers.jobseekers select * from jsonb_populate_record(null::jobseekers.jobseekers, $1)', [
      before?.row,
    ])
    await register.query('delete from jobseekers.outbox')

    const [{ back } = { back: 0 }] = await register.query<{ back: number }>('select jobseekers.reapply_erasures() as back')

    expect(back).toBe(1)
    expect(await register.query('select 1 from jobseekers.jobseekers where id = $1', [id])).toEqual([])
    const [event] = await register.query<{ payload: object }>(
      `select payload from jobseekers.outbox where jobseekers.subject_of(payload) = $1`,
      [id],
    )
    expect(event).toMatchObject({ payload: { type: 'jobseeker.erased', data: { jobseekerId: id, version: expect.any(Number) } } })
    const entries = await register.query(
      `select actor from audit.entries where action = 'person.erased' and reason = 'restored' and $1 = any(jobseeker_ids)`,
      [id],
    )
    expect(entries).toEqual([{ actor: 'restore' }])
  })

  it('may be done by the owner of the database alone, as may the deletion of a ledger that is younger than three years', async () => {
    const { pool } = register.database

    await expect(pool.query('select jobseekers.reapply_erasures()')).rejects.toThrow('permission denied')
    await expect(pool.query(`select jobseekers.purge_ledgers(now() - interval '3 years' + interval '1 day')`)).rejects.toThrow(
      'kept for three years',
    )
    for (const table of ['jobseekers.erasures', 'jobseekers.consent_evidence', 'jobseekers.disclosures'])
      await expect(pool.query(`delete from ${table}`)).rejects.toThrow('permission denied')
  })
})

function withoutRequestId(body: string | undefined): string {
  return (body ?? '').replace(/"requestId":"[^"]*"/, '')
}
