import { isAuditFailure } from '@zhihe/audit/failure'
import type { RoutePlugin } from '@zhihe/http/app'
import { Counter, type Registry } from '@zhihe/runtime/metrics'

/** What cannot be audited does not happen; this is what to be woken by. The symbol lifts the hook to the whole app. */
export function countAuditFailures(metrics: Registry): RoutePlugin {
  const failures = new Counter({
    name: 'zhihe_audit_append_failures_total',
    help: 'Audit entries that could not be written; what they speak of was refused with 503.',
    registers: [metrics],
  })
  const plugin: RoutePlugin = async (app) => {
    app.addHook('onError', async (_request, _reply, error) => {
      if (isAuditFailure(error)) failures.inc()
    })
  }
  return Object.assign(plugin, { [Symbol.for('skip-override')]: true })
}
