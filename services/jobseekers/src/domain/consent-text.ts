import { createHash } from 'node:crypto'
import type { ConsentPurpose, ConsentText, NewConsentText } from '@zhihe/contracts/consent'
import { houseTexts } from './house-texts.ts'

/** The text of a purpose that a tenant has published last. */
export interface TextInForce {
  purpose: ConsentPurpose
  version: string
  sha256: string
}

/** At most one of each purpose; a purpose without any has no text of the tenant, and every version counts. */
export type TextsInForce = readonly TextInForce[]

export interface PublishedText extends TextInForce {
  zh: string
  en: string | null
  publishedAt: Date
}

export type Publishing = { ok: true; outcome: 'new' | 'in_force_already' } | { ok: false; reason: 'version_taken' }

/** SHA-256 in hex of the JSON array [zh, en]. */
export function hashOfText({ zh, en }: { zh: string; en?: string | null | undefined }): string {
  return createHash('sha256')
    .update(JSON.stringify([zh, en ?? null]))
    .digest('hex')
}

export function textInForce(purpose: ConsentPurpose, texts: TextsInForce): TextInForce | undefined {
  return texts.find((text) => text.purpose === purpose)
}

/**
 * Whether consent under this text counts now. By the hash and not by the name: what was said to a text before it was published here may have been said
 * to another one.
 */
export function countsUnder(given: { purpose: ConsentPurpose; textSha256: string | null }, texts: TextsInForce): boolean {
  const inForce = textInForce(given.purpose, texts)
  return inForce === undefined || given.textSha256 === inForce.sha256
}

/** The hash of the text that goes by this name: the tenant's, or one of the house; null for any other. */
export function hashOfVersion(purpose: ConsentPurpose, version: string, texts: TextsInForce): string | null {
  const inForce = textInForce(purpose, texts)
  if (inForce?.version === version) return inForce.sha256
  const house = houseTexts.find((text) => text.purpose === purpose && text.version === version)
  return house ? hashOfText(house) : null
}

/** A name stands for one text of a purpose, for ever, and the house's names for its own; a text that was replaced does not come back. */
export function checkPublishing(given: NewConsentText, published: readonly TextInForce[], texts: TextsInForce): Publishing {
  const sha256 = hashOfText(given)
  const { purpose, version } = given
  const inForce = textInForce(purpose, texts)
  if (inForce?.version === version && inForce.sha256 === sha256) return { ok: true, outcome: 'in_force_already' }
  const isTaken =
    published.some((text) => text.purpose === purpose && text.version === version) ||
    houseTexts.some((text) => text.purpose === purpose && text.version === version && hashOfText(text) !== sha256)
  return isTaken ? { ok: false, reason: 'version_taken' } : { ok: true, outcome: 'new' }
}

/** All texts, the tenant's (given newest first) before those of the house that it has not made its own. */
export function toTextViews(published: readonly PublishedText[]): ConsentText[] {
  const inForce = new Map<ConsentPurpose, PublishedText>()
  for (const text of published) if (!inForce.has(text.purpose)) inForce.set(text.purpose, text)
  const own = published.map((text) => toTextView(text, inForce.get(text.purpose) === text ? 'in_force' : 'superseded'))
  const suggested = houseTexts
    .filter(({ purpose, version }) => !published.some((text) => text.purpose === purpose && text.version === version))
    .map((text): ConsentText => ({ ...text, sha256: hashOfText(text), status: 'suggested', publishedAt: null }))
  return [...own, ...suggested]
}

export function toTextView({ publishedAt, ...text }: PublishedText, status: ConsentText['status']): ConsentText {
  return { ...text, status, publishedAt: publishedAt.toISOString() }
}
