import type { BatchAnswer } from '@zhihe/contracts/posting-batch'
import type { Chance } from '../../local/sample/people/chance.ts'
import type { Change, Effect, Result } from '../history/records.ts'
import { closing, consentText, doomedContent, livelyRegion, newPerson, payFloorOf, postingContent, quietRegion } from './contents.ts'
import type { Teller } from './teller.ts'

export interface DeedOptions {
  lane: number
  teller: Teller
  chance: Chance
  employerId: string
  /** Unlike any before. */
  newMarker: () => number
  /** Put before every name, so that one world can be soaked twice. */
  prefix: string
}

/** A posting or a person of a client, as the client knows it. */
export interface Kept {
  key: string
  /** null: not there yet. */
  id: string | null
  /** lost: the client does not know how it stands, and leaves it alone from now on. */
  state: 'none' | 'open' | 'closed' | 'lost'
}

/** The source of every posting of a soak. */
export const soakSource = 'chaos'
const batchSize = 40
const doomedPercent = 25
const firstConsentAt = Date.UTC(2026, 9, 21)
const second = 1_000

/** Each deed is one request; it answers how many changes that asks for. */
export type Deed = (options: DeedOptions, kept: Kept) => Promise<number>

/** Creates or changes many postings at once; now and then one among them is to be refused. */
export async function pushBatch(options: DeedOptions, postings: readonly Kept[]): Promise<number> {
  const { teller, chance, newMarker, prefix, lane } = options
  const from = chance.between(0, Math.max(0, postings.length - batchSize))
  const chosen = postings.slice(from, from + batchSize)
  const changes = chosen.map((kept) => changeOf(options, `posting:${kept.key}`, 'write'))
  const items: object[] = changes.map((change) => itemOf(options, change, quietRegion))
  if (chance.hits(doomedPercent)) {
    const doomed = changeOf(options, `posting:${prefix}-doomed-${lane}-${newMarker()}`, 'write')
    changes.push(doomed)
    const setting = { employerId: options.employerId, regionCode: quietRegion, marker: doomed.marker }
    items.push({ ...itemOf(options, doomed, quietRegion), ...doomedContent(setting) })
  }
  const results = await teller.say({
    request: {
      method: 'POST',
      path: '/v1/postings/batch',
      role: 'organiser',
      body: { items },
      idempotencyKey: `${prefix}-b-${newMarker()}`,
    },
    changes,
    resultsOf: (body) => (body as BatchAnswer).results.map(resultOfItem),
  })
  for (const [at, kept] of chosen.entries()) learn(kept, results[at], 'open')
  return changes.length
}

export const writePosting: Deed = async (options, kept) => {
  const change = changeOf(options, `posting:${kept.key}`, 'write')
  const { source, externalId, ...body } = itemOf(options, change, livelyRegion)
  const [result] = await options.teller.say({
    request: { method: 'PUT', path: `/v1/postings/by-source/${source}/${externalId}`, role: 'organiser', body },
    changes: [change],
  })
  learn(kept, result, 'open')
  return 1
}

/** Of a closed one it is refused, and must leave nothing. */
export const closePosting: Deed = async (options, kept) => {
  const change = changeOf(options, `posting:${kept.key}`, 'close')
  const request = { method: 'POST', path: `/v1/postings/${kept.id}/close`, role: 'organiser', body: closing(change.marker) } as const
  const [result] = await options.teller.say({ request: { ...request, idempotencyKey: keyOf(options, change) }, changes: [change] })
  learn(kept, result, 'closed')
  return 1
}

export const writePerson: Deed = async (options, kept) => {
  const change = changeOf(options, `person:${kept.key}`, 'write')
  const { marker } = change
  const [result] = await options.teller.say({
    request:
      kept.id === null
        ? {
            method: 'POST',
            path: '/v1/jobseekers',
            role: 'federation',
            body: newPerson(kept.key, marker),
            idempotencyKey: keyOf(options, change),
          }
        : {
            method: 'PATCH',
            path: `/v1/jobseekers/${kept.id}`,
            role: 'federation',
            body: { profile: { payFloorFen: payFloorOf(marker) } },
          },
    changes: [change],
  })
  learn(kept, result, 'open')
  return 1
}

export const changeConsent: Deed = async (options, kept) => {
  const effect = options.chance.pick(['grant', 'grant', 'revoke'] as const)
  const change = changeOf(options, `person:${kept.key}`, effect)
  const { marker } = change
  const body = {
    purpose: 'matching',
    textVersion: consentText(marker),
    at: new Date(firstConsentAt + marker * second).toISOString(),
    decision: effect === 'grant' ? 'granted' : 'revoked',
  }
  const request = { method: 'POST', path: `/v1/jobseekers/${kept.id}/consents`, role: 'federation', body } as const
  const [result] = await options.teller.say({
    request: { ...request, idempotencyKey: keyOf(options, change) },
    changes: [change],
    // What is answered is the consent, not the person.
    resultsOf: () => [{ result: 'ok', id: null }],
  })
  learn(kept, result, kept.state)
  return 1
}

export const erasePerson: Deed = async (options, kept) => {
  const change = changeOf(options, `person:${kept.key}`, 'erase')
  const request = { method: 'POST', path: `/v1/jobseekers/${kept.id}/erase`, role: 'admin', body: { reason: 'person_asked' } } as const
  await options.teller.say({ request: { ...request, idempotencyKey: keyOf(options, change) }, changes: [change] })
  kept.state = 'lost'
  return 1
}

function changeOf({ newMarker }: DeedOptions, subject: string, effect: Effect): Change {
  return { subject, effect, marker: newMarker() }
}

function keyOf({ prefix }: DeedOptions, { effect, marker }: Change): string {
  return `${prefix}-${effect}-${marker}`
}

function itemOf({ employerId }: DeedOptions, { subject, marker }: Change, regionCode: string) {
  return { source: soakSource, externalId: subject.slice('posting:'.length), ...postingContent({ employerId, regionCode, marker }) }
}

function resultOfItem(one: BatchAnswer['results'][number]): { result: Result; id: string | null } {
  return one.outcome === 'rejected' ? { result: 'fail', id: null } : { result: 'ok', id: one.id }
}

function learn(kept: Kept, told: { result: Result; id: string | null } | undefined, then: Kept['state']): void {
  kept.id = told?.id ?? kept.id
  if (told?.result === 'info') kept.state = 'lost'
  if (told?.result === 'ok') kept.state = then
}
