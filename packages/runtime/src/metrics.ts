import { collectDefaultMetrics, Gauge, Registry } from 'prom-client'

export { Counter, Gauge, Histogram, type Registry } from 'prom-client'

/** A registry of its own, so that several processes' worth of code may live in one (local run, tests). */
export function createMetrics(labels: Record<string, string>): Registry {
  const registry = new Registry()
  registry.setDefaultLabels(labels)
  collectDefaultMetrics({ register: registry })
  return registry
}

/** A gauge whose number is asked for when metrics are. None is honest when nobody can tell: what rejects or is undefined shows as NaN, not as zero. */
export function measure(
  metrics: Registry,
  about: { name: string; help: string },
  read: () => number | undefined | Promise<number | undefined>,
): void {
  const gauge: Gauge = new Gauge({
    ...about,
    registers: [metrics],
    collect: async (): Promise<void> => {
      const value = await Promise.try(read).catch(() => undefined)
      gauge.set(value ?? Number.NaN)
    },
  })
}
