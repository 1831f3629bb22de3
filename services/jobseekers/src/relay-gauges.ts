import type { Relay } from '@zhihe/outbox/relay'
import { Gauge, type Registry } from '@zhihe/runtime/metrics'

type Stats = Awaited<ReturnType<Relay['stats']>>

/** What waits in the outbox, read when it is asked for. NaN while the database is away: unknown is not zero. */
export function measureOutbox(metrics: Registry, relay: Pick<Relay, 'stats'>): Gauge[] {
  const gauge = (name: string, help: string, read: (stats: Stats) => number) =>
    new Gauge({
      name,
      help,
      registers: [metrics],
      async collect() {
        this.set(await relay.stats().then(read, () => Number.NaN))
      },
    })
  return [
    gauge('zhihe_outbox_unpublished_rows', 'Events that are not published yet', ({ unpublished }) => unpublished),
    gauge('zhihe_outbox_oldest_age_seconds', 'Age of the oldest event that is not published yet', ({ oldestAgeMs }) => oldestAgeMs / 1000),
    gauge('zhihe_outbox_failed_rows', 'Events that were set aside because the queue refuses them', ({ failed }) => failed),
  ]
}
