import { readFile } from 'node:fs/promises'
import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { citizenNumbers, granted, newPerson } from './people.ts'
import { type Register, startRegister } from './register.ts'

let register: Register
beforeAll(async () => {
  register = await startRegister()
})
afterAll(() => register[Symbol.asyncDispose]())

const nextNumber = citizenNumbers()
const person = (changes = {}) => register.register(newPerson(nextNumber(), changes))
const isMatched = async (id: string) => (await register.send('GET', `/v1/jobseekers/${id}`)).json<{ matching: string }>().matching === 'on'
const isGiven = async (id: string) =>
  (await register.query(`select from consent.given where jobseeker_id = $1 and purpose = 'matching'`, [id])).length === 1

const changes = {
  grant: { method: 'POST', path: '/consents', body: granted },
  revoke: { method: 'POST', path: '/consents', body: { ...granted, decision: 'revoked' } },
  retire: { method: 'PATCH', path: '', body: { status: 'inactive' } },
  return: { method: 'PATCH', path: '', body: { status: 'active' } },
  move: { method: 'PATCH', path: '', body: { profile: { commuteMaxKm: 7 } } },
} as const
type Change = keyof typeof changes

// A decision of the same time as the one before counts, as it is recorded later.
const apply = async (id: string, change: Change) => {
  const { method, path, body } = changes[change]
  const response = await register.send(method, `/v1/jobseekers/${id}${path}`, {
    body: change === 'grant' ? { ...body, decision: 'granted' } : body,
  })
  if (response.statusCode >= 300) throw new Error(response.body)
}

describe('consent.given', () => {
  it('holds whoever may be matched from the first answer on, and nobody else', async () => {
    const willing = await person()
    const unwilling = await person({ consents: [] })

    expect(await Promise.all([willing, unwilling].map(isGiven))).toEqual([true, false])
  })

  it('says after every change what the register says', async () => {
    const anyChanges = fc.array(fc.constantFrom(...(Object.keys(changes) as Change[])), { minLength: 1, maxLength: 8 })

    await fc.assert(
      fc.asyncProperty(anyChanges, fc.boolean(), async (sequence, isWilling) => {
        const id = await person(isWilling ? {} : { consents: [] })
        for (const change of sequence) {
          await apply(id, change)
          expect(await isGiven(id)).toBe(await isMatched(id))
        }
      }),
      { numRuns: 20 },
    )
  })

  it('says what the register says when twenty changes came at once', async () => {
    const id = await person()
    const names = Object.keys(changes) as Change[]

    await Promise.all(Array.from({ length: 20 }, (_, n) => apply(id, names[n % names.length]!)))

    expect(await isGiven(id)).toBe(await isMatched(id))
  })

  it('is not given for a person who was not registered, because she is there already', async () => {
    const number = nextNumber()
    await register.register(newPerson(number, { consents: [] }))

    const again = await register.send('POST', '/v1/jobseekers', { body: newPerson(number) })

    expect(again.statusCode).toBe(409)
    expect(
      await register.query('select from consent.given g where not exists (select from jobseekers.jobseekers where id = g.jobseeker_id)'),
    ).toEqual([])
  })

  it('is filled by the migration from what the register knew before', async () => {
    const [willing, unwilling, revoked, retired] = [await person(), await person({ consents: [] }), await person(), await person()]
    await apply(revoked, 'revoke')
    await apply(retired, 'retire')
    const before = await register.query('select jobseeker_id from consent.given order by 1')
    await register.query('delete from consent.given')

    const migration = new URL('../migrations/20261122170000_consent_given/migration.sql', import.meta.url)
    await register.query(await readFile(migration, 'utf8'))

    expect(await Promise.all([willing, unwilling, revoked, retired].map(isGiven))).toEqual([true, false, false, false])
    expect(await register.query('select jobseeker_id from consent.given order by 1')).toEqual(before)
  })
})
