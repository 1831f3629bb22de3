import { getHeapStatistics } from 'node:v8'
import { z } from 'zod'

/** What one caller may take of one process, and what the process may take of its machine. */
export interface Limits {
  /** Requests a second of all keys of a tenant together, in the long run; twice as many at once. */
  tenantPerSecond: number
  /** The same of one key, so that a key among many leaves something to the others. */
  keyPerSecond: number
  /** The same of one address that has no valid key. */
  strangersPerSecond: number
  /** Requests of a tenant that are being answered at the same time; streams are counted apart, and may be as many. */
  concurrentRequests: number
  /** Sockets; whoever comes above is dropped. */
  maxConnections: number
  /** Above this mean delay of the event loop, in milliseconds over a second, requests are shed; 0: never. */
  eventLoopDelayMs: number
  /** Above this much used heap requests are shed; 0: never. */
  heapMib: number
  /** The same for all memory the process holds; 0: never. */
  rssMib: number
  /** How long a request may wait for the database, all its waits together; a contract may say more. */
  databaseMs: number
  /** Proxies whose X-Forwarded-For is believed: addresses, CIDR ranges, or `loopback`, `uniquelocal`; none: the address of the socket counts. */
  trustedProxies: readonly string[]
}

const mebibyte = 1_048_576
const tenantPerSecond = 1_000
const youngMib = 96
const shedShare = 0.9

export const defaultLimits: Limits = {
  ...ratesOf(tenantPerSecond),
  concurrentRequests: 256,
  maxConnections: 20_000,
  eventLoopDelayMs: 1_000,
  heapMib: Math.floor((shedShare * oldSpaceLimit()) / mebibyte),
  rssMib: 0,
  databaseMs: 2_500,
  trustedProxies: [],
}

/** For who asks without a pause, and where a machine that is slow for a moment is nobody's fault: tests. */
export const noLimits: Limits = {
  ...ratesOf(1_000_000),
  concurrentRequests: 1_000_000,
  maxConnections: defaultLimits.maxConnections,
  eventLoopDelayMs: 0,
  heapMib: 0,
  rssMib: 0,
  databaseMs: 30_000,
  trustedProxies: [],
}

/**
 * How many bytes of what lives long this process may hold before it dies. The limit that V8 tells counts the young generation too, 96 MiB unless somebody
 * set it: of `--max-old-space-size=160` it makes 256, and whoever sheds at nine tenths of that is dead before.
 */
function oldSpaceLimit(): number {
  const { heap_size_limit: limit } = getHeapStatistics()
  return Math.max(limit - youngMib * mebibyte, limit / 2)
}

/** How long a request waits for a connection of the pool while all are in use: `waitMs` of a pool that answers people. */
export const waitForConnectionMs = 1_000

/** How many tokens of a rate may be taken at once, in seconds of that rate. */
export const burstSeconds = 2

const wholeNumber = (min: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/, 'a whole number')
    .transform(Number)
    .pipe(z.int().min(min))

/** The variables by which an API process is given other limits; spread into the shape of its configuration. */
export const limitFields = {
  RATE_LIMIT_PER_SECOND: wholeNumber(1).default(tenantPerSecond),
  CONCURRENT_REQUESTS: wholeNumber(1).default(defaultLimits.concurrentRequests),
  MAX_CONNECTIONS: wholeNumber(1).default(defaultLimits.maxConnections),
  PRESSURE_DELAY_MS: wholeNumber(0).default(defaultLimits.eventLoopDelayMs),
  PRESSURE_HEAP_MIB: wholeNumber(0).default(defaultLimits.heapMib),
  PRESSURE_RSS_MIB: wholeNumber(0).default(defaultLimits.rssMib),
  REQUEST_DATABASE_MS: wholeNumber(100).default(defaultLimits.databaseMs),
  TRUSTED_PROXIES: z
    .string()
    .default('')
    .transform((list) => list.split(',').filter((one) => one !== '')),
}

export type LimitConfig = { [Name in keyof typeof limitFields]: z.infer<(typeof limitFields)[Name]> }

/** The limits a configuration asks for. */
export function limitsOf(config: LimitConfig): Limits {
  return {
    ...ratesOf(config.RATE_LIMIT_PER_SECOND),
    concurrentRequests: config.CONCURRENT_REQUESTS,
    maxConnections: config.MAX_CONNECTIONS,
    eventLoopDelayMs: config.PRESSURE_DELAY_MS,
    heapMib: config.PRESSURE_HEAP_MIB,
    rssMib: config.PRESSURE_RSS_MIB,
    databaseMs: config.REQUEST_DATABASE_MS,
    trustedProxies: config.TRUSTED_PROXIES,
  }
}

// The enterprises of a fair share their organiser's tenant: none of them alone takes more than half of it.
function ratesOf(perSecond: number) {
  const half = Math.max(1, Math.floor(perSecond / 2))
  return { tenantPerSecond: perSecond, keyPerSecond: half, strangersPerSecond: half }
}
