import { createKey } from '@zhihe/access/keys'
import { openDatabase } from '@zhihe/postgres/pool'
import { v7 as uuidv7 } from 'uuid'
import { granted, newPerson } from './people.ts'
import type { Caller, Register } from './register.ts'

export interface Employer extends Caller {
  id: string
}

/** An employer with a key that is bound to it, of a tenant that is not the people's. */
export async function newEmployer(register: Register, tenantId = register.callers.foreign.tenantId): Promise<Employer> {
  await using admin = openDatabase({ url: register.testDatabase.adminUrl, applicationName: 'test-employer', maxConnections: 1 })
  const id = uuidv7()
  const { token } = await createKey(admin.db, { tenantId, role: 'enterprise', employerId: id, label: 'test' }, new Date())
  return { id, token, tenantId }
}

export const disclosureTo = (employerId: string, changes: object = {}) => ({
  purpose: 'disclosure',
  recipient: employerId,
  textVersion: 'v1',
  at: '2026-11-20T09:00:00+08:00',
  ...changes,
})

export async function decide(register: Register, id: string, consent: object, by?: Caller) {
  return await register.send('POST', `/v1/jobseekers/${id}/consents`, { body: consent, ...(by && { by }) })
}

/** Records a grant and returns its receipt. */
export async function grantTo(register: Register, id: string, employerId: string, changes: object = {}): Promise<string> {
  const response = await decide(register, id, disclosureTo(employerId, changes))
  if (response.statusCode !== 201) throw new Error(response.body)
  return response.json<{ receipt: string }>().receipt
}

export async function readAs(register: Register, by: Caller, receipt: string) {
  return await register.send('GET', `/v1/disclosures/${receipt}`, { by })
}

/** The events of disclosures of one person, oldest first. */
export async function disclosureEvents(register: Register, grantIds: readonly string[]) {
  const rows = await register.query<{ event: { type: string; data: Record<string, unknown> } }>(
    `select payload as event from jobseekers.outbox where type like 'disclosure.%' and payload -> 'data' ->> 'grantId' = any($1) order by seq`,
    [grantIds],
  )
  return rows.map(({ event }) => event)
}

export const personOf = (number: string, changes: Parameters<typeof newPerson>[1] = {}) =>
  newPerson(number, { consents: [granted], ...changes })
