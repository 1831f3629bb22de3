import type { AuditAction } from '@zhihe/audit/actions'
import type { Principal } from '@zhihe/contracts/access'
import type { AuditContext } from '../store/opening.ts'

/** What the audit says of a request that opens, changes or looks up people. `reason` is a code. */
export function askedBy(
  { keyId, role }: Principal,
  { action, reason, at, detail }: { action: AuditAction; reason: string; at: Date; detail?: NonNullable<AuditContext['detail']> },
): AuditContext {
  return { keyId, actor: role, action, reason, at, ...(detail && { detail }) }
}
