import { digestOf, type IndexDigest } from './index/digest.ts'
import type { MatchIndex } from './index/open-index.ts'

export interface IndexDigestAnswer extends IndexDigest {
  /** When the last read was begun; null: nothing was read yet. */
  asOf: string | null
  /** Every transaction below it is in what was counted. */
  watermark: string | null
}

/**
 * What this process knows, for operators: two processes with the same digest know the same. It catches up first. For the side that the world does not
 * see, `/index-digest`.
 */
export async function indexDigest(index: MatchIndex): Promise<IndexDigestAnswer> {
  await index.catchUp()
  return { asOf: index.asOf()?.toISOString() ?? null, watermark: index.watermark(), ...digestOf(index.memory) }
}
