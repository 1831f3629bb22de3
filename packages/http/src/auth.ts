import { hash } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import type { Principal } from '@zhihe/contracts/access'
import { retryLost } from '@zhihe/postgres/retry-conflicts'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Admission, Refusal } from './admission.ts'
import type { App } from './app-type.ts'
import { problem } from './problem.ts'
import type { CountRefusal } from './refusals.ts'

export interface Gate {
  authenticate: (token: string) => Promise<Principal | null>
  admission: Admission
  countRefusal: CountRefusal
}

// A key of ours, or a signed token: three parts.
const bearer = /^Bearer ([A-Za-z0-9._-]{10,4096})$/i
const rememberedTokens = 10_000

/**
 * Every route that has a contract asks for a key with its scope, and for room in the shares of that key and its tenant; before the body is read,
 * so that nobody who is not to come in can make us parse megabytes.
 */
export function authenticateRequests(app: App, { authenticate, ...others }: Gate): void {
  const gate = { ...others, authenticate: askedOnce(authenticate) }
  const recentlyGood = createRecentTokens()
  app.decorateRequest('principal')
  app.addHook('onRequest', async (request, reply) => {
    const { scope } = request.routeOptions.config
    if (scope === undefined) return
    // What a key opens is for its holder alone, whatever stands between.
    reply.header('cache-control', 'no-store')
    const principal = await whoAsks(gate, recentlyGood, request)
    if (!principal) {
      reply.header('www-authenticate', 'Bearer realm="zhihe"')
      throw problem('unauthenticated')
    }
    request.principal = principal
    await admit(gate, request, reply)
    if (!principal.scopes.includes(scope)) throw problem('forbidden')
  })
}

/** null: a stranger, who is counted by her address. An address that has used up its share is not looked up any more, unless its key was good a moment ago. */
async function whoAsks(
  { authenticate, admission, countRefusal }: Gate,
  recentlyGood: ReturnType<typeof createRecentTokens>,
  { headers, ip }: FastifyRequest,
): Promise<Principal | null> {
  const token = bearer.exec(headers.authorization ?? '')?.[1]
  if (admission.isUsedUp(ip) && (token === undefined || !recentlyGood.has(token))) await turnAway()
  const principal = token === undefined ? null : await authenticate(token)
  if (principal === null) await turnAway()
  else recentlyGood.add(token!)
  return principal

  async function turnAway(): Promise<void> {
    const refusal = admission.turnAway(ip)
    if (refusal === null) return
    countRefusal('stranger')
    await refuse(refusal)
  }
}

async function admit({ admission, countRefusal }: Gate, { principal, routeOptions }: FastifyRequest, reply: FastifyReply): Promise<void> {
  const isStream = routeOptions.config.answerTypes?.includes('text/event-stream') ?? false
  const admitted = admission.admit(principal, isStream)
  reply.header('ratelimit-policy', admission.policy)
  if (admitted.rateLimit !== null) reply.header('ratelimit', admitted.rateLimit)
  if (!admitted.ok) {
    countRefusal(admitted.refusedFor, principal)
    return await refuse(admitted)
  }
  // Also after an abort; `finish` alone would count whoever hung up for ever.
  reply.raw.once('close', admitted.release)
}

/** Many requests with one key that come together ask once who holds it: else a thousand of them take every connection of the database. */
function askedOnce(authenticate: Gate['authenticate']): Gate['authenticate'] {
  const asked = new Map<string, Promise<Principal | null>>()
  return (token) => {
    const known = asked.get(token)
    if (known) return known
    const asking = retryLost(() => authenticate(token)).finally(() => asked.delete(token))
    asked.set(token, asking)
    return asking
  }
}

async function refuse({ retryAfterSeconds, delayMs }: Refusal): Promise<never> {
  if (delayMs > 0) await pause(delayMs)
  throw problem('too_many_requests', { retryAfterSeconds })
}

// Digests, not tokens: memory is not where keys are kept.
function createRecentTokens() {
  const good = new Set<string>()
  const digest = (token: string) => hash('sha256', token, 'base64')
  return {
    has: (token: string) => good.has(digest(token)),
    add: (token: string) => {
      if (good.size >= rememberedTokens) good.clear()
      good.add(digest(token))
    },
  }
}
