import type { Card, PlainIdentity } from './plain-identity.ts'

export interface KnownCard extends Card {
  isCurrent: boolean
}

/** Every card she has had, oldest first, the one she was registered with among them. */
export function cardsOf({ certificateNumber, cards }: Pick<PlainIdentity, 'certificateNumber' | 'cards'>): KnownCard[] {
  if (certificateNumber === null) return []
  if (cards.length === 0) {
    return [{ number: certificateNumber, issuedOn: null, expiresOn: null, components: [], addedAt: null, isCurrent: true }]
  }
  const oldestFirst = cards.toSorted((a, b) => compareDays(a.issuedOn, b.issuedOn))
  return oldestFirst.map((card, at) => ({ ...card, isCurrent: at === cards.length - 1 }))
}

/** Nobody knows when the oldest was issued. The sort is stable: of two of one day the one added later is the newer. */
function compareDays(a: string | null, b: string | null): number {
  if (a === b) return 0
  return (a ?? '') < (b ?? '') ? -1 : 1
}

/** The day on which the card in force ends; null when nobody said. */
export function certificateExpiryOf(identity: Pick<PlainIdentity, 'certificateNumber' | 'cards'>): string | null {
  return cardsOf(identity).at(-1)?.expiresOn ?? null
}
