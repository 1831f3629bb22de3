import type { KeyRecord } from '@zhihe/access/manage'
import { appendAudit } from '@zhihe/audit/append'
import type { Principal } from '@zhihe/contracts/access'
import type { KeyView } from '@zhihe/contracts/key'
import { fieldError } from '@zhihe/http/field-errors'
import { type Problem, problem } from '@zhihe/http/problem'
import type { Transaction } from '@zhihe/postgres/pool'
import { type KeyRefusal, keyStatus } from '../domain/key.ts'

const sentences = {
  only_federation: ['只有残联的密钥可限定地区。', 'Only the key of a federation has a region.'],
  only_enterprise: ['只有企业的密钥可限定用人单位。', 'Only the key of an enterprise has an employer.'],
  in_the_past: ['到期时间应晚于现在。', 'It must stop later than now.'],
  beyond_two_years: [
    '密钥最长两年，请写更早的时间，到期前轮换。',
    'A key lasts two years at most; say an earlier time, and make another before.',
  ],
  unknown_tenant: ['没有这个租户，请核对。', 'There is no such tenant; check the id.'],
} as const satisfies Record<KeyRefusal['reason'], readonly [zh: string, en: string]>

export function keyRefused(refusals: readonly KeyRefusal[]): Problem {
  const errors = refusals.map(({ pointer, reason }) => {
    const [zh, en] = sentences[reason]
    return fieldError(pointer, reason, { zh, en })
  })
  return problem('invalid_request', { errors })
}

export function toKeyView(record: KeyRecord, now: Date): KeyView {
  const { previousExpiresAt: previous, revokedAt } = record
  const overlaps = previous !== null && previous > now && revokedAt === null
  return {
    id: record.id,
    tenantId: record.tenantId,
    tenantName: record.tenantName,
    role: record.role,
    label: record.label,
    regionCode: record.regionCode,
    employerId: record.employerId,
    status: keyStatus(record, now),
    createdAt: record.createdAt.toISOString(),
    expiresAt: record.expiresAt?.toISOString() ?? null,
    revokedAt: revokedAt?.toISOString() ?? null,
    rotatedAt: record.rotatedAt?.toISOString() ?? null,
    previousTokenUntil: overlaps ? previous.toISOString() : null,
    lastUsedAt: record.lastUsedAt?.toISOString() ?? null,
  }
}

interface KeyDeed {
  action: 'key.created' | 'key.rotated' | 'key.revoked'
  key: Pick<KeyRecord, 'id' | 'tenantId' | 'role'>
  detail?: Record<string, number>
  at: Date
}

/** In the transaction of the deed: a key that the audit does not know opens nothing. */
export async function auditKey(tx: Transaction, { keyId, role }: Principal, { action, key, detail, at }: KeyDeed): Promise<void> {
  await appendAudit(tx, {
    tenantId: key.tenantId,
    keyId,
    actor: role,
    action,
    reason: 'manage_keys',
    jobseekerIds: [],
    opened: 0,
    detail: { key: key.id, role: key.role, ...detail },
    at,
  })
}
