import { createHmac } from 'node:crypto'
import { cardsOf } from '../domain/cards.ts'
import { cardOf, holderOf, type PlainIdentity } from '../domain/identity.ts'
import type { IdentityKeys, NamedKey } from './identity-keys.ts'

export const lookupKinds = ['id_number', 'certificate', 'phone'] as const
export type LookupKind = (typeof lookupKinds)[number]

/** A row of vault.lookups, but for whose it is. The hash is in hex, as JSON has no bytes. */
export interface Lookup {
  kind: LookupKind
  hashKeyId: string
  hash: string
}

/** HMAC-SHA256: a bare hash of a number that has so few possible values could be turned back in an hour. */
export function hashNumber(number: string, { key }: NamedKey): Buffer {
  return createHmac('sha256', key).update(number).digest()
}

/** One number under every key that is configured: while there are two, a person is known under either. In one order, so that two writers meet in it. */
export function lookupsOf(kind: LookupKind, number: string, keys: IdentityKeys): Lookup[] {
  void keys.lookup.current
  return keys.lookup.all
    .map((named) => ({ kind, hashKeyId: named.id, hash: hashNumber(number, named).toString('hex') }))
    .toSorted((a, b) => (a.hashKeyId < b.hashKeyId ? -1 : 1))
}

/** All by which a person is found: her citizen number, every card she has had, without the suffix of a re-issue, and her telephone. */
export function allLookupsOf(identity: PlainIdentity, keys: IdentityKeys): Lookup[] {
  const holder = holderOf(identity)
  const cards = new Set(cardsOf(identity).map(({ number }) => cardOf(number)))
  return [
    ...(holder ? lookupsOf('id_number', holder.number, keys) : []),
    ...[...cards].flatMap((card) => lookupsOf('certificate', card, keys)),
    ...lookupsOf('phone', identity.phone, keys),
  ]
}
