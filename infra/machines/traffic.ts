import type { WorldRequest } from '../chaos/world/client.ts'
import type { Ground } from '../chaos/world/ground.ts'
import type { Asked } from '../chaos/world/load.ts'

/** Requests to all four services in turns: two in five write. */
export function mixOf(ground: Ground, prefix: string): (n: number) => WorldRequest {
  const person = (n: number) => ground.personIds[n % ground.personIds.length] ?? ''
  const posting = (n: number) => ground.postingIds[n % ground.postingIds.length] ?? ''
  const kinds: ((n: number) => WorldRequest)[] = [
    (n) => ground.putPosting(`${prefix}-${n % 50}`, `数据标注员 ${n}`),
    (n) => ({
      method: 'PATCH',
      path: `/v1/jobseekers/${person(n)}`,
      body: { profile: { commuteMaxKm: 5 + (n % 90) } },
      role: 'federation',
    }),
    (n) => ({ method: 'GET', path: `/v1/matches?postingId=${posting(n)}&limit=5`, role: 'federation' }),
    (n) => ({ method: 'GET', path: `/v1/jobseekers/${person(n)}`, role: 'federation' }),
    () => ({ method: 'GET', path: '/v1/webhook-messages?limit=5', role: 'enterprise' }),
  ]
  return (n) => (kinds[n % kinds.length] ?? kinds[0])!(Math.floor(n / kinds.length))
}

export interface Failures {
  /** No answer, or 5xx. A person who is changed twice at once may answer 409: that is an answer. */
  failed: number
  /** One of each kind, to look at. */
  samples: string[]
}

export function failuresOf(asked: readonly Asked[]): Failures {
  const bad = asked.flatMap(({ request, answer }) =>
    answer.kind === 'none' || answer.status >= 500
      ? [
          `${request.method} ${request.path.replaceAll(/[0-9a-f-]{36}/g, ':id')}: ${answer.kind === 'none' ? answer.reason : JSON.stringify(answer.body).slice(0, 160)}`,
        ]
      : [],
  )
  return { failed: bad.length, samples: [...new Set(bad)].slice(0, 5) }
}
