import type { Db } from '@zhihe/postgres/pool'
import { Counter, Gauge, Histogram, measure, type Registry } from '@zhihe/runtime/metrics'
import { type Answer, errorCodes } from '../domain/answer.ts'
import { type Backlog, countBacklog, countEndpoints } from '../store/backlog-store.ts'

export interface DeliveryMetrics {
  observe: (answer: Answer, durationMs: number) => void
  /** Milliseconds from the word of a person until nothing more of what she took back goes out. */
  onConsentStopped: (ms: number) => void
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
  // Said from the start: of a series that begins with its first failure nobody can tell that it rose.
  deliveries.inc({ outcome: 'success', error_code: '' }, 0)
  for (const code of errorCodes) deliveries.inc({ outcome: 'failure', error_code: code }, 0)
  const seconds = new Histogram({
    name: 'zhihe_webhook_delivery_seconds',
    help: 'Time a receiver took to answer',
    buckets: [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15],
    registers,
  })
  const stops = new Histogram({
    name: 'zhihe_consent_stop_seconds',
    help: 'From the moment a person withdrew until what it stopped was stopped',
    labelNames: ['stage'],
    buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60],
    registers,
  })
  stops.zero({ stage: 'deliveries' })
  gaugeBacklog({ db, metrics, now })
  gaugeEndpoints({ db, metrics, now })
  return {
    observe(answer, durationMs) {
      deliveries.inc({ outcome: answer.ok ? 'success' : 'failure', error_code: answer.ok ? '' : answer.errorCode })
      seconds.observe(durationMs / 1_000)
    },
    onConsentStopped: (ms) => stops.observe({ stage: 'deliveries' }, ms / 1_000),
  }
}

interface Measured {
  db: Db
  metrics: Registry
  now: () => Date
}

// One question for the four of them: a scrape asks for all numbers at the same time.
function gaugeBacklog({ db, metrics, now }: Measured): void {
  let asked: Promise<Backlog> | undefined
  const ask = (): Promise<Backlog> => (asked ??= countBacklog(db, now()).finally(() => (asked = undefined)))
  const gauge = (name: string, help: string, pick: (found: Backlog) => number): void =>
    measure(metrics, { name, help }, async () => pick(await ask()))
  gauge('zhihe_webhook_messages_pending', 'Messages that will be attempted', ({ pending }) => pending)
  gauge('zhihe_webhook_messages_retrying', 'Of these, messages that were attempted before', ({ retrying }) => retrying)
  gauge('zhihe_webhook_messages_held', 'Messages held back by a cap', ({ held }) => held)
  gauge('zhihe_webhook_oldest_due_seconds', 'How long the oldest message has been waiting that could be sent', ({ oldestDueAt }) =>
    oldestDueAt === null ? 0 : Math.max(0, (now().getTime() - oldestDueAt.getTime()) / 1_000),
  )
}

// A scrape must not fail with the database: the gauge keeps its last values.
function gaugeEndpoints({ db, metrics, now }: Measured): void {
  const endpoints = new Gauge({
    name: 'zhihe_webhook_endpoints',
    help: 'Endpoints by the state of their breaker',
    labelNames: ['breaker'],
    registers: [metrics],
    async collect() {
      const found = await countEndpoints(db, now()).catch(() => undefined)
      for (const [breaker, count] of Object.entries(found ?? {})) endpoints.set({ breaker }, count)
    },
  })
}
