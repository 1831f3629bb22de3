import type { ServiceName } from '@zhihe/contracts/routes'
import type { WorldRequest } from '../../world/client.ts'
import type { Ground } from '../../world/ground.ts'
import type { Asked } from '../../world/load.ts'

/** Reads and writes of all four APIs in turn; the n-th of a load. Every write may be sent again and changes one row. */
export function mixedLoad(ground: Ground, withinMs = 15_000): (n: number) => WorldRequest {
  return (n) => ({ ...requests[n % requests.length]?.(ground, n), withinMs }) as WorldRequest
}

type Make = (ground: Ground, n: number) => WorldRequest

const ofOne = (ids: readonly string[], n: number): string => ids[n % ids.length] ?? ''

const requests: readonly Make[] = [
  ({ postingIds }, n) => ({ method: 'GET', path: `/v1/postings/${ofOne(postingIds, n)}`, role: 'organiser' }),
  ({ postingIds }, n) => ({ method: 'GET', path: `/v1/matches?postingId=${ofOne(postingIds, n)}&limit=5`, role: 'organiser' }),
  ({ personIds }, n) => ({ method: 'GET', path: `/v1/jobseekers/${ofOne(personIds, n)}`, role: 'federation' }),
  ({ endpointId }) => ({ method: 'GET', path: `/v1/webhook-endpoints/${endpointId}`, role: 'enterprise' }),
  (ground, n) => ground.putPosting(`load-${n % 40}`, `数据标注员${n % 7}号`),
  () => ({ method: 'GET', path: '/v1/postings?limit=5&status=published', role: 'organiser' }),
  ({ endpointId }, n) => ({
    method: 'PATCH',
    path: `/v1/webhook-endpoints/${endpointId}`,
    body: { description: `第 ${n % 9} 次` },
    role: 'enterprise',
  }),
  ({ postingIds }, n) => ({ method: 'GET', path: `/v1/postings/${ofOne(postingIds, n + 1)}`, role: 'organiser' }),
]

/** Which service a request goes to, for figures by component. */
export function serviceOf({ path }: WorldRequest): ServiceName {
  if (path.startsWith('/v1/matches')) return 'matching'
  if (path.startsWith('/v1/jobseekers')) return 'jobseekers'
  return path.startsWith('/v1/webhook') ? 'webhooks' : 'postings'
}

/** A few of those that went wrong, so that a failure can be read without its logs. */
export function examplesOf(asked: readonly Asked[], isBad: (one: Asked) => boolean): string {
  const shown = asked.filter(isBad).slice(0, 3)
  return shown
    .map(({ request: { method, path }, answer, atMs }) => {
      const how = answer.kind === 'none' ? answer.reason : `${answer.status} ${String((answer.body as { code?: unknown }).code)}`
      return `${method} ${path.split('?')[0]} at ${Math.round(atMs)} ms: ${how} after ${Math.round(answer.tookMs)} ms`
    })
    .join('; ')
}
