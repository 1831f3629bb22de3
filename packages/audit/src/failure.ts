// Not to be let in, or not to be found: a grant, the schema or the function is gone.
const noWayIn = new Set(['42501', '42883', '3F000'])
// Names of things stay as they are in every language that PostgreSQL speaks.
const speaksOfAudit = /\b(append|audit)\b/

/** True when a statement failed because its audit entry could not be written. What it speaks of has not happened then. Looks through `cause`. */
export function isAuditFailure(error: unknown): boolean {
  let current = error
  for (let depth = 0; depth < 8 && current instanceof Error; depth += 1) {
    const { code, where } = current as { code?: unknown; where?: unknown }
    if (typeof where === 'string' && where.includes('function audit.append(')) return true
    if (typeof code === 'string' && noWayIn.has(code) && speaksOfAudit.test(current.message)) return true
    current = current.cause
  }
  return false
}
