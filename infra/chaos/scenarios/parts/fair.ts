import { randomInt, randomUUID } from 'node:crypto'
import type { Role } from '@zhihe/contracts/access'
import type { WorldAnswer } from '../../world/client.ts'
import { settled } from '../../world/ground.ts'
import type { World } from '../../world/world.ts'

/** A small fair in a world: one employer, as many postings and people as a fault needs. Disposing takes its endpoints away; a world may see several. */
export interface Fair extends AsyncDisposable {
  world: World
  employerId: string
  /** An open posting by our own number, created or replaced. */
  put(externalId: string, content?: object): Promise<WorldAnswer>
  /** Up to 5,000 postings in one call. */
  batch(externalIds: readonly string[], content?: object): Promise<WorldAnswer>
  /** Registers a person who fits the posting; `changes` go into her profile. Returns her id. */
  person(index: number, changes?: object): Promise<string>
  /** Subscribes an address of the tenant's own. Returns the id of the endpoint. */
  endpoint(url: string, events: readonly string[]): Promise<string>
}

/** In a region where nobody lives, so that ranking is cheap. */
export const remote = { regionCode: '650104' } as const

const content = {
  title: '数据标注员',
  description: '在电脑上标注图片',
  regionCode: '330106',
  headcount: 2,
  education: 'none',
  workMode: 'hybrid',
  pay: { minFen: 450_000, maxFen: 600_000, unit: 'month', negotiable: false },
  closesAt: '2030-06-30T23:59:59+08:00',
}
const profile = {
  birthMonth: '1990-03',
  education: 'bachelor',
  hukouRegion: '330106',
  regionCode: '330106',
  willingRegions: ['330100'],
  workModes: ['remote', 'onsite', 'hybrid'],
  employmentForms: ['full_time'],
  payFloorFen: 300_000,
}

/** People of different fairs have different numbers, as far as chance has it. */
const peoplePerFair = 50
const fairs = 200

export async function openFair(world: World): Promise<Fair> {
  const employerId = await employerOf(world)
  const source = `chaos-${randomUUID().slice(0, 8)}`
  const firstPerson = peoplePerFair * randomInt(fairs)
  const endpointIds: string[] = []
  return {
    world,
    employerId,
    put: (externalId, change = {}) =>
      world.ask({
        method: 'PUT',
        path: `/v1/postings/by-source/${source}/${externalId}`,
        role: 'organiser',
        body: { ...content, employerId, ...change },
      }),
    batch: (externalIds, change = {}) =>
      world.ask({
        method: 'POST',
        path: '/v1/postings/batch',
        role: 'organiser',
        withinMs: 60_000,
        body: { items: externalIds.map((externalId) => ({ ...content, employerId, source, externalId, ...change })) },
      }),
    person: async (index, changes = {}) => {
      const body = personOf(firstPerson + index, changes)
      return (await settled<{ id: string }>(world, { method: 'POST', path: '/v1/jobseekers', role: 'federation', body })).id
    },
    endpoint: async (url, events) => {
      const body = { url, events }
      const { id } = await settled<{ id: string }>(world, { method: 'POST', path: '/v1/webhook-endpoints', role: 'organiser', body })
      endpointIds.push(id)
      return id
    },
    [Symbol.asyncDispose]: async () => {
      for (const id of endpointIds) await world.ask({ method: 'DELETE', path: `/v1/webhook-endpoints/${id}`, role: 'organiser' })
    },
  }
}

async function employerOf(world: World): Promise<string> {
  const employer = await settled<{ id: string }>(world, {
    method: 'POST',
    path: '/v1/employers',
    role: 'organiser',
    idempotencyKey: 'chaos-employer',
    body: { uscc: '91990106MA0TETT2XY', name: '故障演练企业', kind: 'private', regionCode: '330106' },
  })
  return employer.id
}

export function statusOf(answer: WorldAnswer): number | null {
  return answer.kind === 'answer' ? answer.status : null
}

/** The id of the posting that an upsert was answered with; null when it was not kept. */
export function postingIdOf(answer: WorldAnswer): string | null {
  return answer.kind === 'answer' && answer.status < 300 ? (answer.body as { posting: { id: string } }).posting.id : null
}

/** A decision of hers, said now. */
export async function decide(world: World, jobseekerId: string, decision: object, role: Role = 'federation'): Promise<WorldAnswer> {
  const at = new Date(Date.now() - 1_000).toISOString()
  return await world.ask({
    method: 'POST',
    path: `/v1/jobseekers/${jobseekerId}/consents`,
    role,
    body: { purpose: 'matching', textVersion: 'v1', at, ...decision },
  })
}

function personOf(index: number, changes: object): object {
  const idNumber = citizenNumber(index)
  return {
    identity: { name: '试验者', idNumber, certificateNumber: `${idNumber}43`, phone: '199 0000 1234' },
    profile: { ...profile, ...changes },
    consents: [{ purpose: 'matching', textVersion: 'v1', at: '2026-01-05T09:00:00+08:00' }],
  }
}

const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]

/** A number of region 99, which is nobody's; another one for each index below 10,000. */
function citizenNumber(index: number): string {
  const day = String((Math.floor(index / 400) % 28) + 1).padStart(2, '0')
  const digits = `990106199003${day}${501 + (index % 400)}`
  const sum = weights.reduce((total, weight, at) => total + weight * Number(digits.charAt(at)), 0)
  return digits + '10X98765432'.charAt(sum % 11)
}
