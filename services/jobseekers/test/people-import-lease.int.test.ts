import { LeaseLost } from '@zhihe/imports/lease'
import { everyTenant, withTenant } from '@zhihe/postgres/tenant'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { KeptItem } from '../src/domain/people-import.ts'
import { countPiece, endPeopleImport, type Lease, peopleImportLeases } from '../src/store/people-import-lease.ts'
import { citizenNumbers, newPerson } from './people.ts'
import { lines, ndjson, peopleImports } from './people-import-client.ts'
import { type Register, startRegister } from './register.ts'

let register: Register
beforeAll(async () => {
  register = await startRegister()
})
afterAll(() => register[Symbol.asyncDispose]())

const nextNumber = citizenNumbers()
const skipped: KeptItem = { sheet: null, row: 1, outcome: 'skipped', jobseekerId: null, findings: [] }

const claim = async (token: string): Promise<Lease> => {
  const lease = await withTenant(everyTenant, () => peopleImportLeases.claim(register.database.db, token))
  if (!lease) throw new Error('there is no import')
  return lease
}
const count = (lease: Lease, first: number) =>
  withTenant(everyTenant, () => register.database.db.transaction((tx) => countPiece(tx, lease, { items: [skipped], first })))
const counted = async (lease: Lease) =>
  await register.query(
    'select rows_done, pieces_done, (select count(*)::int from jobseekers.import_items where import_id = i.id) as items from jobseekers.imports i where id = $1',
    [lease.job.id],
  )

describe('an importer whose lease has ended', () => {
  it('counts no piece, holds nothing and ends nothing once another one has taken over, however far that one is', async () => {
    const { db } = register.database
    await peopleImports(register).send({ file: lines([newPerson(nextNumber())]), type: ndjson })
    const slow = await claim('slow')
    await register.query(`update jobseekers.imports set claimed_until = now() - interval '1 second'`)
    const other = await claim('other')

    await expect(count(slow, 0)).rejects.toThrow(LeaseLost)
    expect(await counted(other)).toEqual([{ rows_done: 0, pieces_done: 0, items: 0 }])
    await count(other, 0)
    await expect(count(slow, 1)).rejects.toThrow(LeaseLost)

    expect(await counted(other)).toEqual([{ rows_done: 1, pieces_done: 1, items: 1 }])
    await withTenant(everyTenant, async () => {
      await expect(peopleImportLeases.hold(db, slow)).rejects.toThrow(LeaseLost)
      await expect(db.transaction((tx) => endPeopleImport(tx, slow, { status: 'finished', problem: null }))).rejects.toThrow(LeaseLost)
    })
  })

  it('counts each piece after the one before and not twice', async () => {
    await register.query('delete from jobseekers.imports')
    await peopleImports(register).send({ file: lines([newPerson(nextNumber())]), type: ndjson })
    const lease = await claim('only')
    await count(lease, 0)

    await expect(count(lease, 5)).rejects.toThrow(LeaseLost)
    await expect(count(lease, 0)).rejects.toThrow('Failed query')

    expect(await counted(lease)).toEqual([{ rows_done: 1, pieces_done: 1, items: 1 }])
  })
})
