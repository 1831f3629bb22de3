import type { Principal, Scope } from '@zhihe/contracts/access'
import { type Consumer, consumers } from '@zhihe/contracts/event'
import type { RoutePlugin } from '@zhihe/http/app'
import { createBuckets } from '@zhihe/http/token-bucket'
import { retryDead } from '@zhihe/queue/dead-letters'
import { lookAtQueue } from '@zhihe/queue/look-at-queue'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { boardPage, contentSecurityPolicy, signInPage } from './board-page.ts'
import { type BoardSession, type BoardSessions, boardPath, createBoardSessions } from './board-session.ts'

export interface BoardOptions {
  /** Where the queues live. */
  queueUrl: string
  queueKeyPrefix?: string
  authenticate: (token: string) => Promise<Principal | null>
  now: () => Date
}

type Form = Partial<Record<string, string>>
type FormRequest = FastifyRequest<{ Body: Form }>

interface Visitor {
  session: BoardSession
  principal: Principal
}

const formLimitBytes = 8_192
const wrongKey = '这个密钥不能查看队列。 · This key does not open the board.'
const tooOften = '尝试太频繁，请稍后再试。 · Too many attempts; try again in a while.'

/** The queue board: pages for administrators, without scripts, behind a key that is shown once and kept in a sealed cookie (decision 031). */
export function boardRoutes(options: BoardOptions): RoutePlugin {
  const { authenticate, now, queueUrl: url } = options
  const sessions = createBoardSessions(now)
  const attempts = createBuckets({ perSecond: 0.5, burst: 10 }, () => performance.now())
  const addressOf = (queue: Consumer) => ({
    url,
    queue,
    ...(options.queueKeyPrefix === undefined ? {} : { keyPrefix: options.queueKeyPrefix }),
  })

  async function visitorOf(request: FastifyRequest, scope: Scope): Promise<Visitor | null> {
    const session = sessions.read(request.headers.cookie)
    if (!session) return null
    const principal = await authenticate(session.token)
    return principal?.scopes.includes(scope) ? { session, principal } : null
  }

  async function show(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const visitor = await visitorOf(request, 'operations:read')
    if (!visitor) return sendPage(reply, { page: signInPage(null), status: 401 })
    const views = await Promise.all(consumers.map(async (name) => ({ name, view: await lookAtQueue(addressOf(name)).catch(() => null) })))
    const { session, principal } = visitor
    const mayRetry = principal.scopes.includes('operations:repair')
    const page = boardPage({ queues: views, at: now(), formToken: session.formToken, mayRetry, done: doneOf(request) })
    return sendPage(reply, { page, status: views.every(({ view }) => view !== null) ? 200 : 503 })
  }

  async function signIn(request: FormRequest, reply: FastifyReply): Promise<FastifyReply> {
    if (!isFromHere(request)) return reply.code(403).send()
    if (!attempts.take(request.ip).ok) return sendPage(reply, { page: signInPage(tooOften), status: 429 })
    const key = request.body['key']?.trim() ?? ''
    const principal = key === '' ? null : await authenticate(key)
    if (!principal?.scopes.includes('operations:read')) return sendPage(reply, { page: signInPage(wrongKey), status: 403 })
    request.log.info({ keyId: principal.keyId }, 'signed in to the queue board')
    return reply.header('set-cookie', sessions.open(key, { isSecure: request.protocol === 'https' })).redirect(boardPath, 303)
  }

  async function retry(request: FormRequest, reply: FastifyReply): Promise<FastifyReply> {
    const visitor = await mayAct(request, { sessions, visitorOf, scope: 'operations:repair' })
    const queue = consumers.find((name) => name === request.body['queue'])
    if (!visitor || queue === undefined) return reply.code(403).send()
    const { jobId } = request.body
    const retried = await retryDead(addressOf(queue), jobId === undefined ? {} : { jobId })
    request.log.info({ keyId: visitor.principal.keyId, queue, jobId, retried }, 'dead letters were put back')
    return reply.redirect(`${boardPath}?queue=${queue}&retried=${retried}`, 303)
  }

  async function signOut(request: FormRequest, reply: FastifyReply): Promise<FastifyReply> {
    const visitor = await mayAct(request, { sessions, visitorOf, scope: 'operations:read' })
    return visitor ? reply.header('set-cookie', sessions.close()).redirect(boardPath, 303) : reply.code(403).send()
  }

  return async (app) => {
    app.removeAllContentTypeParsers()
    const form = { parseAs: 'string', bodyLimit: formLimitBytes } as const
    app.addContentTypeParser('application/x-www-form-urlencoded', form, (_request, body: string, done) =>
      done(null, Object.fromEntries(new URLSearchParams(body))),
    )
    // No contracts: these are pages for people, and nothing of the API's surface.
    app.get(boardPath, show)
    app.post<{ Body: Form }>(`${boardPath}/session`, signIn)
    app.post<{ Body: Form }>(`${boardPath}/retry`, retry)
    app.post<{ Body: Form }>(`${boardPath}/sign-out`, signOut)
  }
}

interface Acting {
  sessions: BoardSessions
  visitorOf: (request: FastifyRequest, scope: Scope) => Promise<Visitor | null>
  scope: Scope
}

/** Who may do what she asks: from our own page, with our cookie and the token of the form. Another site has none of the three. */
async function mayAct(request: FormRequest, { sessions, visitorOf, scope }: Acting): Promise<Visitor | null> {
  if (!isFromHere(request)) return null
  const visitor = await visitorOf(request, scope)
  return visitor && sessions.isForm(visitor.session, request.body['form']) ? visitor : null
}

/** Browsers say where a form comes from; what is no browser need not. */
function isFromHere({ headers, hostname }: FastifyRequest): boolean {
  const { origin, 'sec-fetch-site': site } = headers
  if (site !== undefined && site !== 'same-origin') return false
  return origin === undefined || (URL.canParse(origin) && new URL(origin).hostname === hostname)
}

function doneOf({ query }: FastifyRequest): { queue: Consumer; retried: number } | null {
  const { queue, retried } = query as { queue?: unknown; retried?: unknown }
  const known = consumers.find((name) => name === queue)
  return known !== undefined && typeof retried === 'string' && /^\d{1,4}$/.test(retried) ? { queue: known, retried: Number(retried) } : null
}

function sendPage(reply: FastifyReply, { page, status }: { page: string; status: number }): FastifyReply {
  return reply
    .code(status)
    .headers({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'content-security-policy': contentSecurityPolicy,
      'referrer-policy': 'same-origin',
      'x-content-type-options': 'nosniff',
    })
    .send(page)
}
