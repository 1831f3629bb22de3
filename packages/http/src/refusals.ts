import type { Principal } from '@zhihe/contracts/access'
import type { Logger } from '@zhihe/runtime/log'
import { Counter, type Registry } from '@zhihe/runtime/metrics'
import type { RefusedFor } from './admission.ts'

const reasons = ['key_rate', 'tenant_rate', 'concurrency', 'stranger', 'pressure'] as const satisfies (RefusedFor | 'pressure')[]
export type RefusalReason = (typeof reasons)[number]
/** Counts a request that was refused before anything was done for it. */
export type CountRefusal = (reason: RefusalReason, who?: Pick<Principal, 'keyId' | 'tenantId'>) => void

const name = 'zhihe_http_refused_total'
const sayEveryMs = 10_000

/** A metric for each refusal, and a line in the log at most every ten seconds for each reason: whoever floods us must not flood the log. */
export function refusalCounter({ logger, metrics, clock }: { logger: Logger; metrics: Registry; clock: () => number }): CountRefusal {
  const counter = counterOf(metrics)
  const saidAt = new Map<RefusalReason, number>()
  return (reason, who) => {
    counter.inc({ reason })
    const now = clock()
    if (now - (saidAt.get(reason) ?? -Infinity) < sayEveryMs) return
    saidAt.set(reason, now)
    logger.warn({ reason, keyId: who?.keyId, tenantId: who?.tenantId }, 'refusing requests')
  }
}

// Several apps may live in one process (the local origin); they share the registry and so this series.
function counterOf(metrics: Registry): Counter<'reason'> {
  const existing = metrics.getSingleMetric(name)
  if (existing instanceof Counter) return existing
  const made = new Counter({
    name,
    help: 'Requests refused before they were read, by reason',
    labelNames: ['reason'],
    registers: [metrics],
  })
  // Said from the start: of a series that begins with its first refusal nobody can tell that it rose.
  for (const reason of reasons) made.inc({ reason }, 0)
  return made
}
