import { randomUUID } from 'node:crypto'
import { startWebhookCatcher, type WebhookCatcher } from '@zhihe/testing/webhook-catcher'
import type { WorldAnswer, WorldRequest } from './client.ts'
import { waitUntil } from './waiting.ts'
import type { World } from './world.ts'

/** What a scenario works with: an employer, open postings, people who are looked for, and an endpoint that hears of every posting. */
export interface Ground extends AsyncDisposable {
  employerId: string
  postingIds: readonly string[]
  personIds: readonly string[]
  endpointId: string
  catcher: WebhookCatcher
  /** A body of a posting of this ground. */
  posting(title?: string): object
  /** The request that puts a posting under this number; the same number again replaces it. */
  putPosting(externalId: string, title?: string): WorldRequest
  /** The ids of the postings of which the endpoint was told that they are published, with the time of the first telling. */
  told(): Map<string, number>
}

interface Upserted {
  posting: { id: string }
}

/** The id of the posting in an answer to `putPosting`; null when it was not taken. */
export function idOf(answer: WorldAnswer): string | null {
  return isDone(answer) ? (answer.body as Upserted).posting.id : null
}

export interface GroundOptions {
  postings?: number
  people?: number
}

const uscc = '91990106MA0TETT2XY'
const regionCode = '330106'
// One for all: the same posting from two sources is one posting, and the other stands behind it.
export const source = 'chaos'
const readyWithinMs = 20_000

/** Furnishes a world that is up. Disposing takes the endpoint away, so that a world may be furnished again. */
export async function layGround(world: World, { postings = 3, people = 20 }: GroundOptions = {}): Promise<Ground> {
  const mark = randomUUID().slice(0, 8)
  const employerId = await employerOf(world)
  const catcher = await startWebhookCatcher()
  const endpoint = { url: catcher.url, events: ['posting.published'] }
  const { id: endpointId } = await settled<{ id: string }>(world, {
    method: 'POST',
    path: '/v1/webhook-endpoints',
    body: endpoint,
    role: 'enterprise',
  })
  const posting = (title = '数据标注员'): object => ({ ...postingBody, title, employerId })
  const putPosting = (externalId: string, title?: string): WorldRequest => ({
    method: 'PUT',
    path: `/v1/postings/by-source/${source}/${mark}-${externalId}`,
    body: posting(title),
    role: 'organiser',
  })
  const personIds: string[] = []
  for (let at = 0; at < people; at++) personIds.push(await registerPerson(world, at))
  const postingIds: string[] = []
  for (let at = 0; at < postings; at++) postingIds.push((await settled<Upserted>(world, putPosting(`ground-${at}`))).posting.id)
  const told = (): Map<string, number> => {
    const first = new Map<string, number>()
    for (const { rawBody, receivedAt } of catcher.requests) {
      const { type, data } = JSON.parse(rawBody.toString()) as { type: string; data: { postingId?: string } }
      const id = data.postingId
      if (type === 'posting.published' && id !== undefined && !first.has(id)) first.set(id, receivedAt.getTime())
    }
    return first
  }
  if ((await waitUntil(() => postingIds.every((id) => told().has(id)), { withinMs: readyWithinMs })) === null)
    throw new Error(`the house does not tell of postings: ${JSON.stringify(await underwayIn(world))}`)
  return {
    employerId,
    postingIds,
    personIds,
    endpointId,
    catcher,
    posting,
    putPosting,
    told,
    [Symbol.asyncDispose]: async () => {
      await world.ask({ method: 'DELETE', path: `/v1/webhook-endpoints/${endpointId}`, role: 'enterprise' })
      await catcher[Symbol.asyncDispose]()
    },
  }
}

const postingBody = {
  description: '在电脑上标注图片',
  regionCode,
  headcount: 2,
  education: 'none',
  workMode: 'hybrid',
  pay: { minFen: 450_000, maxFen: 600_000, unit: 'month', negotiable: false },
  closesAt: '2030-06-30T23:59:59+08:00',
}

async function employerOf(world: World): Promise<string> {
  const body = { uscc, name: '故障演练企业', kind: 'private', regionCode }
  const answer = await world.ask({ method: 'POST', path: '/v1/employers', body, role: 'organiser' })
  if (isDone(answer)) return (answer.body as { id: string }).id
  const { rows } = await world.database.pool.query<{ id: string }>('select id from postings.employers where uscc = $1', [uscc])
  const id = rows[0]?.id
  if (id === undefined) throw new Error(`no employer: ${JSON.stringify(answer)}`)
  return id
}

/** Where something is stuck, for who reads the error. */
async function underwayIn({ database: { pool } }: World): Promise<unknown> {
  const { rows } = await pool.query(`select
    (select json_object_agg(status, n) from (select status, count(*) as n from postings.postings group by 1) s) as postings,
    (select count(*)::int from postings.outbox where published_at is null) as unpublished,
    (select count(*)::int from webhooks.inbox) as heard,
    (select json_object_agg(status, n) from (select status, count(*) as n from webhooks.messages group by 1) s) as messages`)
  return rows[0]
}

async function registerPerson(world: World, at: number): Promise<string> {
  const body = {
    identity: { name: `演练${at}`, phone: `199${String(10_000_000 + Math.floor(Math.random() * 80_000_000))}` },
    profile: {
      regionCode,
      education: 'bachelor',
      workModes: ['onsite', 'remote', 'hybrid'],
      employmentForms: ['full_time'],
      payFloorFen: 300_000,
      commuteMaxKm: 40,
      accommodationsNeeded: [],
    },
    consents: [{ purpose: 'matching', textVersion: '2026-1', at: '2026-11-01T09:00:00+08:00' }],
  }
  return (await settled<{ id: string }>(world, { method: 'POST', path: '/v1/jobseekers', body, role: 'federation' })).id
}

/** Asks until it is done: for what a scenario needs before it hurts anything. Throws with the answer when it is refused. */
export async function settled<T>(world: World, request: WorldRequest): Promise<T> {
  let last: WorldAnswer | undefined
  await waitUntil(
    async () => {
      last = await world.ask(request)
      return last.kind === 'answer' && last.status < 500
    },
    { withinMs: readyWithinMs },
  )
  if (last === undefined || !isDone(last)) throw new Error(`${request.method} ${request.path} was not done: ${JSON.stringify(last)}`)
  return last.body as T
}

export function isDone(answer: WorldAnswer): answer is WorldAnswer & { kind: 'answer' } {
  return answer.kind === 'answer' && answer.status >= 200 && answer.status < 300
}
