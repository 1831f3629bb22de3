import { openDatabase } from '@zhihe/postgres/pool'
import { createTestDatabase } from '@zhihe/testing/database'
import { sql } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { createAuthenticator } from '../src/authenticate.ts'
import { createKey, createTenant, listKeys, revokeKey } from '../src/keys.ts'

const start = new Date('2026-11-20T04:00:00Z')

async function startAccess() {
  const test = await createTestDatabase()
  const owner = openDatabase({ url: test.adminUrl, applicationName: 'access-owner', maxConnections: 1 })
  const service = openDatabase({ url: test.url('zhihe_postings'), applicationName: 'access-test', maxConnections: 1 })
  let now = start
  return {
    db: owner.db,
    service,
    authenticate: createAuthenticator({ db: service.db, now: () => now }),
    travel: (ms: number) => (now = new Date(now.getTime() + ms)),
    async [Symbol.asyncDispose]() {
      await service[Symbol.asyncDispose]()
      await owner[Symbol.asyncDispose]()
      await test[Symbol.asyncDispose]()
    },
  }
}

describe('a key', () => {
  it('tells who is calling, with the scopes of its role and its bounds', async () => {
    await using access = await startAccess()
    const tenantId = await createTenant(access.db, '杭州市残联', start)
    const { id, token } = await createKey(access.db, { tenantId, role: 'federation', label: 'front end', regionCode: '330100' }, start)

    const principal = await access.authenticate(token)

    expect(principal).toMatchObject({ keyId: id, tenantId, role: 'federation', regionCode: '330100', employerId: null })
    expect(principal?.scopes).toContain('jobseekers:write')
    expect(principal?.scopes).not.toContain('postings:write')
  })

  it('is kept as a hash only', async () => {
    await using access = await startAccess()
    const tenantId = await createTenant(access.db, '杭州市残联', start)
    const { token } = await createKey(access.db, { tenantId, role: 'organiser', label: 'fair' }, start)

    const rows = await access.db.execute(sql`select * from access.api_keys`, 'objects')

    expect(JSON.stringify(rows)).not.toContain(token)
    expect(JSON.stringify(await listKeys(access.db))).not.toContain(token)
  })

  it.each(['', 'zk_short', `zk_${'x'.repeat(43)}`, `zk_${'x'.repeat(42)}'`])('opens nothing when it is %s', async (token) => {
    await using access = await startAccess()

    expect(await access.authenticate(token)).toBeNull()
  })

  it('opens nothing once it is revoked or over, at the latest when the cache has aged', async () => {
    await using access = await startAccess()
    const tenantId = await createTenant(access.db, '市人才市场', start)
    const revoked = await createKey(access.db, { tenantId, role: 'organiser', label: 'a' }, start)
    const short = await createKey(
      access.db,
      { tenantId, role: 'organiser', label: 'b', expiresAt: new Date(start.getTime() + 1_000) },
      start,
    )
    expect([await access.authenticate(revoked.token), await access.authenticate(short.token)]).not.toContain(null)

    expect(await revokeKey(access.db, revoked.id, start)).toBe(true)
    access.travel(1_001)
    expect(await access.authenticate(short.token)).toBeNull()
    access.travel(5_000)

    expect(await access.authenticate(revoked.token)).toBeNull()
  })

  it('cannot be made by a service, nor bound to what its role does not know', async () => {
    await using access = await startAccess()
    const tenantId = await createTenant(access.db, '市人才市场', start)

    await expect(createKey(access.service.db, { tenantId, role: 'admin', label: 'x' }, start)).rejects.toMatchObject({
      cause: { code: '42501' },
    })
    await expect(createKey(access.db, { tenantId, role: 'organiser', label: 'x', regionCode: '330100' }, start)).rejects.toMatchObject({
      cause: { code: '23514' },
    })
  })
})
