import type { Transaction } from '@zhihe/postgres/pool'
import type { Draft } from '../domain/drafts.ts'
import { needsHistory, placeMessage } from '../domain/placement.ts'
import { cancelUnheardGrant } from '../store/grant-store.ts'
import { cancelUnheard, keyOf, type MatchAt, rankHeld, readHistory } from '../store/match-store.ts'
import type { NewMessage } from '../store/message-store.ts'
import type { EndpointRow } from '../store/schema.ts'

interface Audience {
  /** Locked, so that none is disabled, or loses a message, while this is decided. */
  listeners: readonly EndpointRow[]
  now: Date
}

interface Said {
  draft: Draft
  endpoint: EndpointRow
}

/** What each listener is told, and when. What a withdrawal makes void is cancelled at once. */
export async function placeMessages(
  tx: Transaction,
  drafts: readonly Draft[],
  { listeners, now }: Audience,
): Promise<Omit<NewMessage, 'eventId' | 'id'>[]> {
  const unheard = await takeBack(tx, drafts, listeners)
  const unheardGrants = await takeBackGrants(tx, drafts, listeners)
  const said = listeners
    .flatMap((endpoint) => drafts.filter(({ type }) => endpoint.events.includes(type)).map((draft): Said => ({ draft, endpoint })))
    .filter((one) => !(one.draft.type === 'match.withdrawn' && unheard.has(keyOf(pairOf(one)))))
    .filter(({ draft, endpoint }) => !(draft.type === 'disclosure.revoked' && unheardGrants.has(endpoint.id)))
  const history = await readHistory(tx, said.filter(({ draft, endpoint }) => needsHistory(draft, endpoint)).map(pairOf))
  const placed = said.flatMap((one) => {
    const placement = placeMessage(one.draft, { endpoint: one.endpoint, history: history.get(keyOf(pairOf(one))), now })
    return placement ? [{ ...one, placement }] : []
  })
  const isNewScore = ({ draft, placement }: (typeof placed)[number]) => draft.type === 'match.updated' && placement.status === 'held'
  await rankHeld(
    tx,
    placed.filter(isNewScore).map((one) => ({ ...pairOf(one), priority: one.draft.priority })),
  )
  return placed.map(({ draft, placement, endpoint: { id: endpointId, tenantId, employerId } }) => ({
    ...draft,
    ...placement,
    endpointId,
    tenantId,
    employerId,
  }))
}

async function takeBack(tx: Transaction, drafts: readonly Draft[], listeners: readonly EndpointRow[]): Promise<ReadonlySet<string>> {
  const withdrawn = drafts.filter(({ type }) => type === 'match.withdrawn')
  const [first] = withdrawn
  if (first === undefined || first.seq === null) return new Set()
  const pairs = listeners.flatMap((endpoint) => withdrawn.map((draft) => pairOf({ draft, endpoint })))
  return await cancelUnheard(tx, pairs, first.seq)
}

/** The endpoints to which nothing of the grant went out: they are not told of its end either. */
async function takeBackGrants(tx: Transaction, drafts: readonly Draft[], listeners: readonly EndpointRow[]): Promise<ReadonlySet<string>> {
  const ended = drafts.find(({ type }) => type === 'disclosure.revoked')?.grantId
  if (ended == null) return new Set()
  const endpointIds = listeners.map(({ id }) => id)
  const heard = await cancelUnheardGrant(tx, ended, endpointIds)
  return new Set(endpointIds.filter((id) => !heard.has(id)))
}

function pairOf({ draft: { matchId }, endpoint: { id: endpointId } }: Said): MatchAt {
  return { endpointId, matchId: matchId ?? '' }
}
