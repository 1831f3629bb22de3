import type { Db } from '@zhihe/postgres/pool'
import { Counter, Gauge, Histogram, type Registry } from '@zhihe/runtime/metrics'
import type { Answer } from '../domain/answer.ts'
import { backlog } from '../store/record-store.ts'

export interface DeliveryMetrics {
  observe: (answer: Answer, durationMs: number) => void
}

/** Counts answers, and asks at each scrape what is left to send. */
export function measureDeliveries({ db, metrics, now }: { db: Db; metrics: Registry; now: () => Date }): DeliveryMetrics {
  const registers = [metrics]
  const deliveries = new Counter({
    name: 'zhihe_webhook_deliveries_total',
    help: 'Attempts by outcome',
    labelNames: ['outcome', 'error_code'],
    registers,
  })
  const seconds = new Histogram({
    name: 'zhihe_webhook_delivery_seconds',
    help: 'Time a receiver took to answer',
    buckets: [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15],
    registers,
  })
  const oldestDue = new Gauge({
    name: 'zhihe_webhook_oldest_due_seconds',
    help: 'How long the oldest due message has been waiting',
    registers,
  })
  const pending = new Gauge({
    name: 'zhihe_webhook_messages_pending',
    help: 'Messages that will be attempted',
    registers,
    async collect() {
      // A scrape must not fail with the database: the gauges keep their last values.
      const found = await backlog(db).catch(() => undefined)
      if (!found) return
      pending.set(found.pending)
      oldestDue.set(found.oldestDueAt ? Math.max(0, (now().getTime() - found.oldestDueAt.getTime()) / 1_000) : 0)
    },
  })
  return {
    observe(answer, durationMs) {
      deliveries.inc({ outcome: answer.ok ? 'success' : 'failure', error_code: answer.ok ? '' : answer.errorCode })
      seconds.observe(durationMs / 1_000)
    },
  }
}
