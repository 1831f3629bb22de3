import { createTestDatabase } from '@zhihe/testing/database'
import { describe, expect, it } from 'vitest'
import { roleMatrix } from './role-matrix.ts'

describe('the roles of the database', () => {
  it('may do what the checked-in matrix says, statement by statement, and nothing else', async () => {
    await using database = await createTestDatabase()

    const matrix = await roleMatrix(database.adminUrl)

    // After a change that is meant: vitest run --project integration infra/checks/role-matrix.int.test.ts -u
    await expect(matrix).toMatchFileSnapshot('snapshots/role-matrix.md')
    const row = (table: string) =>
      (matrix.match(new RegExp(`^\\| ${table} \\|(.*)\\|$`, 'm'))?.[1] ?? 'missing').split('|').map((cell) => cell.trim())
    // Identity is for the register, and keys are written by nobody.
    for (const table of ['vault.identities', 'vault.lookups', 'vault_keys.data_keys', 'jobseekers.jobseekers', 'jobseekers.consents'])
      expect([table, row(table).filter((_, role) => role !== 1)]).toEqual([table, ['', '', '', '', '']])
    expect(row('access.api_keys')).toEqual(['s', 's', 's', 's', 's', ''])
    expect(row('audit.entries')).toEqual(['', 'S', '', '', '', ''])
    expect(row('jobseekers.consents')[1]).toBe('SI')
  }, 120_000)
})
