import type { Relay } from '@zhihe/outbox/relay'
import { Gauge, type Registry } from '@zhihe/runtime/metrics'

/** How many events wait and for how long; both are asked for when metrics are. */
export function measureOutbox(metrics: Registry, relay: Pick<Relay, 'stats'>): void {
  const oldest = new Gauge({
    name: 'zhihe_outbox_oldest_age_seconds',
    help: 'Age of the oldest event not yet published',
    registers: [metrics],
  })
  const unpublished = new Gauge({
    name: 'zhihe_outbox_unpublished',
    help: 'Events not yet published',
    registers: [metrics],
    collect: async () => {
      const stats = await relay.stats().catch(() => undefined)
      // No number is honest when the database is away; readiness says so.
      unpublished.set(stats?.unpublished ?? Number.NaN)
      oldest.set((stats?.oldestAgeMs ?? Number.NaN) / 1000)
    },
  })
}
