import { Counter, Gauge, type Registry } from '@zhihe/runtime/metrics'
import type { Consumer, QueueStats } from './consumer.ts'

const states = ['waiting', 'active', 'delayed', 'failed'] as const satisfies (keyof QueueStats)[]

/**
 * What an operator watches of a consumer's queue: jobs and parcels by state, seconds that the next one has waited (both NaN while the back end is away),
 * and jobs that this process set aside because they killed their workers.
 */
export function measureQueue(
  metrics: Registry,
  queue: string,
  consumer: Pick<Consumer, 'stats' | 'oldestWaitingMs' | 'quarantined'>,
): void {
  const jobs: Gauge = new Gauge({
    name: 'zhihe_queue_jobs',
    help: 'Jobs and parcels in the queue',
    labelNames: ['queue', 'state'],
    registers: [metrics],
    collect: async (): Promise<void> => {
      const stats = await consumer.stats().catch(() => undefined)
      for (const state of states) jobs.set({ queue, state }, stats?.[state] ?? Number.NaN)
    },
  })
  const oldest: Gauge = new Gauge({
    name: 'zhihe_queue_oldest_waiting_seconds',
    help: 'Seconds that the next job has waited',
    labelNames: ['queue'],
    registers: [metrics],
    collect: async (): Promise<void> =>
      oldest.set(
        { queue },
        await consumer.oldestWaitingMs().then(
          (ms) => ms / 1_000,
          () => Number.NaN,
        ),
      ),
  })
  const quarantined: Counter = new Counter({
    name: 'zhihe_queue_quarantined_total',
    help: 'Jobs set aside because they killed one worker after the other',
    registers: [metrics],
    collect: () => {
      quarantined.reset()
      quarantined.inc(consumer.quarantined())
    },
  })
}
