import { Counter, measure, type Registry } from '@zhihe/runtime/metrics'
import type { Relay } from './relay.ts'

/**
 * What an operator watches of a relay: events that wait, for how long (seconds), events set aside, events that were published and have not arrived
 * (NaN while the database is away), and events that a queue lost and that were sent again.
 */
export function measureRelay(metrics: Registry, relay: Pick<Relay, 'stats' | 'unconfirmed' | 'resent'>): void {
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
  measure(metrics, { name: 'zhihe_outbox_unconfirmed', help: 'Events published and not known to have arrived; 100000 at most' }, () =>
    relay.unconfirmed(),
  )
  const resent: Counter = new Counter({
    name: 'zhihe_outbox_resent_total',
    help: 'Events sent again because a queue had lost them',
    registers: [metrics],
    collect: () => {
      resent.reset()
      resent.inc(relay.resent())
    },
  })
}
