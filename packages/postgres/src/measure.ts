import { Gauge, type Registry } from 'prom-client'

interface MeasuredPool {
  pool: { totalCount: number; waitingCount: number }
  isUp(): boolean
}

interface MeasuredListener {
  isUp(): boolean
  downSeconds(): number
}

// Of this process: a gauge is asked for what there is, wherever it was opened.
const pools = new Map<string, Set<MeasuredPool>>()
const listeners = new Map<string, Set<MeasuredListener>>()

export const rememberPool = (name: string, pool: MeasuredPool): void => remember(pools, name, pool)
export const forgetPool = (name: string, pool: MeasuredPool): void => forget(pools, name, pool)
export const rememberListener = (channel: string, listener: MeasuredListener): void => remember(listeners, channel, listener)
export const forgetListener = (channel: string, listener: MeasuredListener): void => forget(listeners, channel, listener)

/** Gauges of every pool and every listening connection of this process. May be called again for the same registry. */
export function measureDatabases(metrics: Registry): void {
  if (metrics.getSingleMetric('zhihe_database_up')) return
  const ofPools = { metrics, label: 'pool', things: pools }
  gauge(ofPools, 'zhihe_database_up', '1 while the database can be used, 0 while it is away', (all) =>
    all.every((one) => one.isUp()) ? 1 : 0,
  )
  gauge(ofPools, 'zhihe_pool_open', 'Connections that are open', (all) => sum(all, ({ pool }) => pool.totalCount))
  gauge(ofPools, 'zhihe_pool_waiting', 'Questions that wait for a connection', (all) => sum(all, ({ pool }) => pool.waitingCount))
  const ofListeners = { metrics, label: 'channel', things: listeners }
  gauge(ofListeners, 'zhihe_listen_up', '1 while notifications are heard; while they are not, work is found by looking for it', (all) =>
    all.every((one) => one.isUp()) ? 1 : 0,
  )
  gauge(ofListeners, 'zhihe_listen_degraded_seconds', 'How long notifications have not been heard', (all) =>
    Math.max(...all.map((one) => one.downSeconds())),
  )
}

interface Measured<Thing> {
  metrics: Registry
  label: string
  things: ReadonlyMap<string, ReadonlySet<Thing>>
}

function gauge<Thing>({ metrics, label, things }: Measured<Thing>, name: string, help: string, read: (all: Thing[]) => number): void {
  const made: Gauge = new Gauge({
    name,
    help,
    labelNames: [label],
    registers: [metrics],
    collect: () => {
      made.reset()
      for (const [key, all] of things) made.set({ [label]: key }, read([...all]))
    },
  })
}

function sum<Thing>(all: readonly Thing[], of: (one: Thing) => number): number {
  return all.reduce((total, one) => total + of(one), 0)
}

function remember<Thing>(things: Map<string, Set<Thing>>, name: string, thing: Thing): void {
  const known = things.get(name) ?? new Set()
  things.set(name, known.add(thing))
}

function forget<Thing>(things: Map<string, Set<Thing>>, name: string, thing: Thing): void {
  const known = things.get(name)
  known?.delete(thing)
  if (known?.size === 0) things.delete(name)
}
