import type { Relay } from '@zhihe/outbox/relay'
import { Gauge, type Registry } from '@zhihe/runtime/metrics'

/** What waits in the outbox, read when it is asked for. NaN while the database is away: unknown is not zero. */
export function measureOutbox(metrics: Registry, relay: Relay): void {
  const gauge = (name: string, help: string) => new Gauge({ name, help, registers: [metrics] })
  const age = gauge('zhihe_outbox_oldest_age_seconds', 'Age of the oldest event that is not published yet')
  const failed = gauge('zhihe_outbox_failed_rows', 'Events that were set aside because the queue refuses them')
  new Gauge({
    name: 'zhihe_outbox_unpublished_rows',
    help: 'Events that are not published yet',
    registers: [metrics],
    async collect() {
      const unknown = { unpublished: Number.NaN, oldestAgeMs: Number.NaN, failed: Number.NaN }
      const stats = await relay.stats().catch(() => unknown)
      this.set(stats.unpublished)
      age.set(stats.oldestAgeMs / 1000)
      failed.set(stats.failed)
    },
  })
}
