import { appendAudit } from '@zhihe/audit/append'
import { createLogger } from '@zhihe/runtime/log'
import { expect, it } from 'vitest'
import { anchorAuditIn } from '../src/jobs/anchor-audit.ts'
import { startRegister } from './register.ts'

it('the worker notes the ends of the audit, in the database and in the log', async () => {
  await using register = await startRegister()
  const lines: string[] = []
  const logger = createLogger({ name: 'test', level: 'info' }, { write: (line) => void lines.push(line) })
  const { db } = register.database
  await appendAudit(db, {
    tenantId: register.callers.admin.tenantId,
    keyId: null,
    actor: 'test',
    action: 'statistics.read',
    reason: 'test',
    jobseekerIds: [],
    opened: 0,
    at: new Date(),
  })

  await anchorAuditIn({ db, logger })()
  await anchorAuditIn({ db, logger })()

  const anchors = await register.query<{ end: string }>(
    `select chain || '-' || seq || '-' || encode(hash, 'hex') as end from audit.anchors`,
  )
  const { auditEnds } = JSON.parse(lines[1] ?? '{}') as { auditEnds: string[] }
  expect(lines).toHaveLength(2)
  expect(anchors).toHaveLength(1)
  expect(auditEnds).toHaveLength(16)
  expect(auditEnds).toContain(anchors[0]?.end)
})
