import { openDatabase } from '@zhihe/postgres/pool'
import { createTestDatabase } from '@zhihe/testing/database'
import { type AuditEntry, appendAudit } from '../src/append.ts'

export const idOf = (number: number): string => `019a0000-0000-7000-8000-${String(number).padStart(12, '0')}`

export const entry: AuditEntry = {
  tenantId: idOf(1),
  keyId: idOf(2),
  actor: 'federation',
  action: 'identity.read',
  reason: 'serve',
  jobseekerIds: [idOf(3)],
  opened: 1,
  at: new Date('2026-11-22T09:00:00.123Z'),
}

/** A database of its own: as the register, which appends, and as the owner, who can tamper. */
export async function startTrail() {
  const testDatabase = await createTestDatabase()
  const register = openDatabase({ url: testDatabase.url('zhihe_jobseekers'), applicationName: 'test', maxConnections: 4 })
  const owner = openDatabase({ url: testDatabase.adminUrl, applicationName: 'test-owner', maxConnections: 1 })
  return {
    testDatabase,
    register,
    owner,
    append: async (changes: Partial<AuditEntry> = {}): Promise<void> => await appendAudit(register.db, { ...entry, ...changes }),
    /** What an owner can do who means it: triggers do not stop him. */
    tamper: async (...statements: string[]): Promise<void> => {
      await owner.pool.query(`set session_replication_role = replica; ${statements.join(';')}; set session_replication_role = origin`)
    },
    [Symbol.asyncDispose]: async () => {
      await register[Symbol.asyncDispose]()
      await owner[Symbol.asyncDispose]()
      await testDatabase[Symbol.asyncDispose]()
    },
  }
}
export type Trail = Awaited<ReturnType<typeof startTrail>>
