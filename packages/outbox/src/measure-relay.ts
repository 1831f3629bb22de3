import { measure, type Registry } from '@zhihe/runtime/metrics'
import type { Relay } from './relay.ts'

/** What an operator watches of a relay: events that wait, for how long (seconds), and events set aside; NaN while the database is away. */
export function measureRelay(metrics: Registry, relay: Pick<Relay, 'stats'>): void {
  measure(metrics, { name: 'zhihe_outbox_unpublished', help: 'Events not yet published' }, async () => (await relay.stats()).unpublished)
  measure(
    metrics,
    { name: 'zhihe_outbox_oldest_age_seconds', help: 'Age of the oldest event not yet published' },
    async () => (await relay.stats()).oldestAgeMs / 1000,
  )
  measure(
    metrics,
    { name: 'zhihe_outbox_failed', help: 'Events set aside because the queue refuses them' },
    async () => (await relay.stats()).failed,
  )
}
