import type { PostingFacts } from '@zhihe/scoring/facts'
import { createShelf, type Shelf } from './shelf.ts'

/** The facts of postings as one text, and where in it each of them stands. */
export interface PackedFacts {
  ids: string[]
  versions: number[]
  /** Where each text begins, and where the last one ends. */
  starts: number[]
  bytes: Uint8Array
}

export function packFacts(all: Iterable<PostingFacts>): PackedFacts {
  const encoder = new TextEncoder()
  const packed = { ids: [] as string[], versions: [] as number[], starts: [0] }
  const texts: Uint8Array[] = []
  let end = 0
  for (const facts of all) {
    const text = encoder.encode(JSON.stringify(facts))
    texts.push(text)
    end += text.length
    packed.ids.push(facts.id)
    packed.versions.push(facts.version)
    packed.starts.push(end)
  }
  const bytes = new Uint8Array(new SharedArrayBuffer(end))
  for (const [place, text] of texts.entries()) bytes.set(text, packed.starts[place])
  return { ...packed, bytes }
}

/** A shelf over packed facts: each is read when it is first asked for, so that a start does not wait for all of them. */
export function createLazyShelf({ ids, versions, starts, bytes }: PackedFacts): Shelf<PostingFacts> {
  const read = createShelf<PostingFacts>()
  const waiting = new Map(ids.map((id, place) => [id, place]))
  const unpack = (id: string): void => {
    const place = waiting.get(id)
    if (place === undefined) return
    waiting.delete(id)
    read.put(JSON.parse(Buffer.from(bytes.subarray(starts[place], starts[place + 1])).toString()) as PostingFacts)
  }
  return {
    put: (facts) => {
      const place = waiting.get(facts.id)
      if (place !== undefined && (versions[place] as number) > facts.version) return false
      waiting.delete(facts.id)
      return read.put(facts)
    },
    remove: (id) => {
      waiting.delete(id)
      read.remove(id)
    },
    get: (id) => {
      unpack(id)
      return read.get(id)
    },
    all: () => {
      for (const id of waiting.keys()) unpack(id)
      return read.all()
    },
    size: () => read.size() + waiting.size,
  }
}
