import { foldText } from '@zhihe/vocabulary/fold-text'
import type { Posting } from './posting.ts'

/** As much of a posting as tells whether another one is a copy of it. */
export interface Comparable {
  id: string
  source: string
  employerId: string
  regionCode: string
  title: string
  description: string
  createdAt: Date
}

export interface Duplicate {
  canonicalId: string
  /** 0 to 100: the lower of the two below. */
  similarity: number
  titles: number
  duties: number
}

const likeTitles = 80
const likeDuties = 70
const noise = /诚聘|急聘|急招|高薪|招聘|直招|\([^)]*\)|【[^】]*】|\[[^\]]*\]|[\d一二三四五六七八九十两数]+(?:名|人|位)|若干|[^\p{L}\p{N}]/gu

export function comparableOf({ id, source, content, createdAt }: Posting): Comparable | null {
  const { employerId, regionCode, title, description } = content
  if (regionCode === undefined || description === undefined) return null
  return { id, source, employerId, regionCode, title, description, createdAt }
}

/**
 * The published posting that this one copies: same employer and place, another source, near-equal title and duties. Of several the most similar,
 * of equals the oldest. `apart` names those somebody has said are not the same.
 */
export function findDuplicate(posting: Comparable, others: readonly Comparable[], apart: ReadonlySet<string>): Duplicate | null {
  return (
    findDuplicates(
      posting,
      others.filter(({ id }) => !apart.has(id)),
    )[0] ?? null
  )
}

/** All of them, the one to stand behind first. */
export function findDuplicates(posting: Comparable, others: readonly Comparable[]): Duplicate[] {
  const found: (Duplicate & { createdAt: Date })[] = []
  for (const other of others) {
    if (other.id === posting.id || other.source === posting.source) continue
    if (other.employerId !== posting.employerId || other.regionCode !== posting.regionCode) continue
    const titles = shareOf(titlePairs(posting), titlePairs(other))
    if (titles < likeTitles) continue
    const duties = shareOf(dutyPairs(posting), dutyPairs(other))
    if (duties < likeDuties) continue
    found.push({ canonicalId: other.id, similarity: Math.min(titles, duties), titles, duties, createdAt: other.createdAt })
  }
  return found
    .toSorted((one, other) => other.similarity - one.similarity || one.createdAt.getTime() - other.createdAt.getTime())
    .map(({ canonicalId, similarity, titles, duties }) => ({ canonicalId, similarity, titles, duties }))
}

/** How alike two texts are, 0 to 100: the share of pairs of neighbouring characters that both have (Dice), each counted as often as it stands. */
export function similarity(one: string, other: string): number {
  return shareOf(pairsOf(one), pairsOf(other))
}

interface Pairs {
  counts: ReadonlyMap<string, number>
  size: number
}

// One posting is compared with hundreds.
const titlePairs = remembered(({ title }) => pairsOf(title))
const dutyPairs = remembered(({ description }) => pairsOf(description))

function remembered(make: (posting: Comparable) => Pairs): (posting: Comparable) => Pairs {
  const made = new WeakMap<Comparable, Pairs>()
  return (posting) => {
    const held = made.get(posting) ?? make(posting)
    made.set(posting, held)
    return held
  }
}

function pairsOf(text: string): Pairs {
  const counts = new Map<string, number>()
  const padded = `^${foldText(text).text.replace(noise, '')}$`
  for (let at = 0; at + 1 < padded.length; at += 1) {
    const pair = padded.slice(at, at + 2)
    counts.set(pair, (counts.get(pair) ?? 0) + 1)
  }
  return { counts, size: padded.length - 1 }
}

function shareOf(one: Pairs, other: Pairs): number {
  const [fewer, more] = one.counts.size < other.counts.size ? [one, other] : [other, one]
  let shared = 0
  for (const [pair, count] of fewer.counts) shared += Math.min(count, more.counts.get(pair) ?? 0)
  return Math.floor((200 * shared) / (one.size + other.size))
}
