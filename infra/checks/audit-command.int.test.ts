import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { anchorAudit } from '@zhihe/audit/anchor'
import { openDatabase } from '@zhihe/postgres/pool'
import { fillAudit } from '@zhihe/testing/audit-trail'
import { createTestDatabase } from '@zhihe/testing/database'
import { expect, it } from 'vitest'

const root = resolve(import.meta.dirname, '../..')
const someId = '019a0000-0000-7000-8000-000000000001'

it('npx zhihe audit verify says whether the audit is what was written, and is what was logged', async () => {
  await using testDatabase = await createTestDatabase()
  await using owner = openDatabase({ url: testDatabase.adminUrl, applicationName: 'test', maxConnections: 1 })
  const folder = mkdtempSync(join(tmpdir(), 'zhihe-audit-'))
  const log = join(folder, 'worker.log')
  const fill = {
    entries: 64,
    from: new Date('2026-01-01'),
    until: new Date('2026-02-01'),
    tenantId: someId,
    keyIds: [someId],
    jobseekerIds: [someId],
  }
  const verify = (...args: string[]) => {
    const env = { ...process.env, DATABASE_URL: testDatabase.adminUrl }
    const { status, stdout, stderr } = spawnSync(process.execPath, ['infra/local/audit.ts', ...args], { cwd: root, env, encoding: 'utf8' })
    return { status, stderr, verdict: status === 2 ? null : (JSON.parse(stdout) as object) }
  }
  try {
    await fillAudit(owner.pool, fill)
    const lines = [
      'no JSON at all',
      '{"level":"info","msg":"counting exposure"}',
      JSON.stringify({ auditEnds: await anchorAudit(owner.db) }),
    ]
    writeFileSync(log, `${lines.join('\n')}\n`)
    const whole = verify('verify', '--outside', '--log', log)
    await owner.pool.query(
      `set session_replication_role = replica; truncate audit.entries, audit.people, audit.anchors;
      update audit.chains set last_seq = 0, last_hash = sha256(convert_to('zhihe audit chain ' || chain, 'UTF8')); reset session_replication_role`,
    )
    await fillAudit(owner.pool, { ...fill, until: new Date('2026-02-02') })

    expect(whole).toMatchObject({ status: 0, verdict: { ok: true, entries: 64, findings: [], loggedEnds: 16 } })
    expect(verify('verify', '--outside')).toMatchObject({ status: 0, verdict: { ok: true } })
    expect(verify('verify', '--log', log)).toMatchObject({ status: 1, verdict: { ok: false } })
    expect(verify('verify', '--log', import.meta.filename)).toMatchObject({ status: 2 })
    expect(verify('purge')).toMatchObject({ status: 2, stderr: expect.stringContaining('usage') })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
