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

/** How like two postings are, and by what. */
export interface Likeness {
  /** 0 to 100: the lower of the two below. */
  similarity: number
  titles: number
  duties: number
}

export interface Duplicate extends Likeness {
  canonicalId: string
}

const likeTitles = 80
const likeDuties = 70
const noise = /诚聘|急聘|急招|高薪|招聘|直招|\([^)]*\)|【[^】]*】|\[[^\]]*\]|[\d一二三四五六七八九十两数]+(?:名|人|位)|若干|[^\p{L}\p{N}]/gu

export function comparableOf({ id, source, content, createdAt }: Posting): Comparable | null {
  const { employerId, regionCode, title, description } = content
  if (regionCode === undefined || description === undefined) return null
  return { id, source, employerId, regionCode, title, description, createdAt }
}

/** Postings among which copies are looked for. */
export interface Originals {
  add: (posting: Comparable) => void
  /**
   * Those that this posting copies: same employer and place, another source, near-equal title and duties. The one to stand behind first: the most
   * similar, of equals the oldest.
   */
  copiedBy: (posting: Comparable) => Duplicate[]
}

/**
 * Finds copies without comparing each with each. Titles as alike as copies have to be share at least two thirds of the pairs of the one looked for,
 * so one of its few rarest pairs stands in the other: only postings that are filed under those are compared.
 */
export function createOriginals(postings: Iterable<Comparable> = []): Originals {
  const filed = new Map<string, Comparable[]>()
  const keyOf = ({ employerId, regionCode }: Comparable, pair: string) => `${employerId} ${regionCode} ${pair}`

  const add = (posting: Comparable): void => {
    for (const pair of titlePairs(posting).counts.keys()) {
      const key = keyOf(posting, pair)
      const drawer = filed.get(key)
      if (drawer === undefined) filed.set(key, [posting])
      else drawer.push(posting)
    }
  }

  const candidatesFor = (posting: Comparable): Set<Comparable> => {
    const { counts, size } = titlePairs(posting)
    const drawers = [...counts].map(([pair, count]) => ({ count, drawer: filed.get(keyOf(posting, pair)) ?? [] }))
    const rarestFirst = drawers.toSorted((one, other) => one.drawer.length - other.drawer.length)
    const candidates = new Set<Comparable>()
    let looked = size - Math.ceil((size * likeTitles) / (200 - likeTitles)) + 1
    for (const { count, drawer } of rarestFirst) {
      if (looked <= 0) break
      looked -= count
      for (const candidate of drawer) candidates.add(candidate)
    }
    return candidates
  }

  for (const posting of postings) add(posting)
  return { add, copiedBy: (posting) => duplicatesAmong(posting, candidatesFor(posting)) }
}

function duplicatesAmong(posting: Comparable, others: Iterable<Comparable>): Duplicate[] {
  const found: (Duplicate & { createdAt: Date })[] = []
  for (const other of others) {
    if (other.id === posting.id || other.source === posting.source) continue
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

/** How alike two texts are, 0 to 100: the share of pairs of neighbouring characters that both have (Dice), each counted as often as it stands. */
function shareOf(one: Pairs, other: Pairs): number {
  const [fewer, more] = one.counts.size < other.counts.size ? [one, other] : [other, one]
  let shared = 0
  for (const [pair, count] of fewer.counts) shared += Math.min(count, more.counts.get(pair) ?? 0)
  return Math.floor((200 * shared) / (one.size + other.size))
}
