import { type Consumer, consumersOf, type DomainEvent, domainEvent } from '@zhihe/contracts/event'

/** What a relay hands to a queue. */
export interface OutboxJob {
  name: string
  data: DomainEvent
  /** `event-<uuid>`. */
  jobId: string
}

/** Adds all jobs to the queue of one consumer, or rejects within seconds; then all, some or none were added. */
export type Publish = (consumer: Consumer, jobs: readonly OutboxJob[]) => Promise<void>

export interface ClaimedRow {
  id: string
  payload: unknown
  attempts: number
  /** How often it was taken back because a queue had lost it. */
  resent: number
}

export interface Refusal {
  id: string
  reason: string
}

export interface BatchOutcome {
  /** Every consumer's queue has them. */
  accepted: string[]
  /** The queue is up and does not take this row, or the row is no event. */
  refused: Refusal[]
  /** Not the row's fault: to be published later. */
  deferred: string[]
  /** Why rows were deferred. */
  fault?: unknown
}

export interface PublishOptions {
  publish: Publish
  /** Whether an error speaks of the payload and not of the queue. Without it a bad row is found by trying its neighbours. */
  isRefusal?: ((error: unknown) => boolean) | undefined
  /** Whether the consumer has the event already, from an earlier time. */
  hasArrived?: ((consumer: Consumer, eventId: string) => boolean) | undefined
}

interface Delivery {
  id: string
  job: OutboxJob
}

type Fate = { kind: 'refused'; reason: string } | { kind: 'deferred'; fault: unknown }

const longestReason = 500

/** Publishes claimed rows to every consumer of their events. Never rejects. */
export async function publishBatch(rows: readonly ClaimedRow[], options: PublishOptions): Promise<BatchOutcome> {
  const fates = new Map<string, Fate>()
  const byConsumer = new Map<Consumer, Delivery[]>()
  for (const { id, payload } of rows) {
    const parsed = domainEvent.safeParse(payload)
    if (!parsed.success || parsed.data.id !== id) {
      fates.set(id, { kind: 'refused', reason: parsed.success ? 'the payload has another id' : 'the payload is no event' })
      continue
    }
    const job: OutboxJob = { name: parsed.data.type, data: parsed.data, jobId: `event-${id}` }
    for (const consumer of consumersOf[job.name as DomainEvent['type']]) {
      if (options.hasArrived?.(consumer, id)) continue
      byConsumer.set(consumer, [...(byConsumer.get(consumer) ?? []), { id, job }])
    }
  }
  for (const [consumer, deliveries] of byConsumer) {
    for (const [id, fate] of await deliver(consumer, deliveries, options)) fates.set(id, fate)
  }
  return outcomeOf(rows, fates)
}

function outcomeOf(rows: readonly ClaimedRow[], fates: ReadonlyMap<string, Fate>): BatchOutcome {
  const outcome: BatchOutcome = { accepted: [], refused: [], deferred: [] }
  for (const { id } of rows) {
    const fate = fates.get(id)
    if (!fate) outcome.accepted.push(id)
    else if (fate.kind === 'refused') outcome.refused.push({ id, reason: fate.reason })
    else {
      outcome.deferred.push(id)
      outcome.fault ??= fate.fault
    }
  }
  return outcome
}

type Attempt = (some: readonly Delivery[]) => Promise<unknown>

/** The fate of each delivery that was not accepted. */
async function deliver(consumer: Consumer, deliveries: readonly Delivery[], options: PublishOptions): Promise<ReadonlyMap<string, Fate>> {
  const attempt: Attempt = (some) => attemptPublish(consumer, some, options)
  const isRefusal = (error: unknown): boolean => options.isRefusal?.(error) ?? false

  const error = await attempt(deliveries)
  if (error === undefined) return new Map()
  const isUp = isRefusal(error) || (await takesOne(deliveries, attempt))
  if (!isUp) return defer(deliveries, error)
  return await isolate(deliveries, attempt, isRefusal)
}

/** Resolves with the error, or undefined when all were taken. */
async function attemptPublish(consumer: Consumer, deliveries: readonly Delivery[], { publish }: PublishOptions): Promise<unknown> {
  try {
    await publish(
      consumer,
      deliveries.map(({ job }) => job),
    )
    return undefined
  } catch (error) {
    return error ?? new Error('publish rejected without a reason')
  }
}

/** A random one: if it was the bad row this time, it will be another one next time. A single row cannot speak for the queue. */
async function takesOne(deliveries: readonly Delivery[], attempt: Attempt): Promise<boolean> {
  if (deliveries.length <= 1) return false
  const one = deliveries[Math.floor(Math.random() * deliveries.length)]
  return one !== undefined && (await attempt([one])) === undefined
}

const failuresInARow = 20

/**
 * Halves what fails until single rows are left. A row is blamed only when the queue is seen to take another one afterwards: else the queue
 * went away meanwhile.
 */
async function isolate(
  deliveries: readonly Delivery[],
  attempt: Attempt,
  isRefusal: (error: unknown) => boolean,
): Promise<ReadonlyMap<string, Fate>> {
  const fates = new Map<string, Fate>()
  const open: (readonly Delivery[])[] = [deliveries]
  let suspects: { delivery: Delivery; error: unknown }[] = []
  let lastTaken: readonly Delivery[] = []
  let failures = 0
  const blameSuspects = (): void => {
    for (const { delivery, error } of suspects) fates.set(delivery.id, { kind: 'refused', reason: reasonOf(error) })
    suspects = []
  }

  for (let some = open.pop(); some !== undefined; some = open.pop()) {
    const error = await attempt(some)
    if (error === undefined || isRefusal(error)) failures = 0
    else failures += 1
    if (error === undefined) {
      lastTaken = some.slice(0, 1)
      blameSuspects()
      continue
    }
    const [single] = some
    if (some.length === 1 && single) suspects.push({ delivery: single, error })
    else open.push(some.slice(Math.ceil(some.length / 2)), some.slice(0, Math.ceil(some.length / 2)))
    if (isRefusal(error)) blameSuspects()
    if (failures >= failuresInARow) break
  }

  if (suspects.length > 0 && lastTaken.length > 0 && (await attempt(lastTaken)) === undefined) blameSuspects()
  const rest = [...suspects.map(({ delivery }) => delivery), ...open.flat()]
  for (const [id, fate] of defer(rest, suspects[0]?.error ?? new Error('the queue went away'))) fates.set(id, fate)
  return fates
}

function defer(deliveries: readonly Delivery[], fault: unknown): Map<string, Fate> {
  return new Map(deliveries.map(({ id }) => [id, { kind: 'deferred', fault }]))
}

/** The innermost cause's message: the outer ones may show statements with their parameters. */
export function reasonOf(error: unknown): string {
  let current = error
  while (current instanceof Error && current.cause instanceof Error) current = current.cause
  return (current instanceof Error ? current.message : String(current)).slice(0, longestReason)
}
