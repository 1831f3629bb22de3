import type { Principal } from '@zhihe/contracts/access'
import { burstSeconds, type Limits } from './limits.ts'
import { createBuckets, createTurns } from './token-bucket.ts'

const longestDelayMs = 20_000

export type RefusedFor = 'key_rate' | 'tenant_rate' | 'concurrency' | 'stranger'
export type Admitted =
  | { ok: true; rateLimit: string; release: () => void }
  | ({ ok: false; refusedFor: RefusedFor; rateLimit: string | null } & Refusal)

export interface Refusal {
  retryAfterSeconds: number
  /** How long the answer is kept back: who goes on asking though she was refused spends her own time, not ours. */
  delayMs: number
}

export interface Admission {
  /** What the limits are, as `RateLimit-Policy` says it. */
  policy: string
  /** Whether a caller comes in now. `release` is to be called once, when the answer has gone. */
  admit: (caller: Pick<Principal, 'keyId' | 'tenantId'>, isStream: boolean) => Admitted
  /** Counts a request of an address that showed no valid key; null: it has some of its share left. */
  turnAway: (address: string) => Refusal | null
  /** Whether an address has used up its share. */
  isUsedUp: (address: string) => boolean
}

/** Who may come in, by what is left of the shares of her key, her tenant and her address in this process. No I/O: a refusal must cost nothing. */
export function createAdmission(limits: Limits, clock: () => number): Admission {
  const bucketsOf = (perSecond: number) => createBuckets({ perSecond, burst: burstSeconds * perSecond }, clock)
  const keys = bucketsOf(limits.keyPerSecond)
  const tenants = bucketsOf(limits.tenantPerSecond)
  const strangers = bucketsOf(limits.strangersPerSecond)
  const inFlight = new Map<string, number>()
  const perSecond = limits.keyPerSecond / 2
  const turns = createTurns({ perSecond, burst: 2 * burstSeconds * perSecond }, clock, longestDelayMs)
  const refusalOf = (name: string, waitMs: number): Refusal => ({
    retryAfterSeconds: secondsOf(waitMs),
    delayMs: turns(name),
  })

  function admit({ keyId, tenantId }: Pick<Principal, 'keyId' | 'tenantId'>, isStream: boolean): Admitted {
    // The key first: what it is refused does not cost its tenant.
    const key = keys.take(keyId)
    if (!key.ok) return refuse('key_rate', refusalOf(keyId, key.waitMs))
    const tenant = tenants.take(tenantId)
    if (!tenant.ok) return refuse('tenant_rate', refusalOf(tenantId, tenant.waitMs))
    const lane = isStream ? `${tenantId} streams` : tenantId
    const running = inFlight.get(lane) ?? 0
    if (running >= limits.concurrentRequests) return { ok: false, refusedFor: 'concurrency', rateLimit: null, ...refusalOf(tenantId, 0) }
    inFlight.set(lane, running + 1)
    const rateLimit = `"key";r=${key.left};t=${secondsOf(key.fullInMs)}, "tenant";r=${tenant.left};t=${secondsOf(tenant.fullInMs)}`
    return { ok: true, rateLimit, release: () => leave(lane) }
  }

  function leave(lane: string): void {
    const left = (inFlight.get(lane) ?? 1) - 1
    if (left > 0) inFlight.set(lane, left)
    else inFlight.delete(lane)
  }

  return {
    policy: `"key";${quotaOf(limits.keyPerSecond)}, "tenant";${quotaOf(limits.tenantPerSecond)}`,
    admit,
    turnAway: (address) => {
      const taken = strangers.take(address)
      return taken.ok ? null : refusalOf(address, taken.waitMs)
    },
    isUsedUp: (address) => !strangers.look(address).ok,
  }
}

function refuse(refusedFor: 'key_rate' | 'tenant_rate', refusal: Refusal): Admitted {
  const policy = refusedFor === 'key_rate' ? 'key' : 'tenant'
  return { ok: false, refusedFor, rateLimit: `"${policy}";r=0;t=${refusal.retryAfterSeconds}`, ...refusal }
}

function quotaOf(perSecond: number): string {
  return `q=${burstSeconds * perSecond};w=${burstSeconds}`
}

function secondsOf(ms: number): number {
  return Math.max(1, Math.ceil(ms / 1_000))
}
