import { hash } from 'node:crypto'
import { canonical, digestOf as digestOfEngine } from '@zhihe/engine/digest'
import type { Memory } from './memory.ts'

/** What a process holds, in a form that two of them can compare. */
export interface IndexDigest {
  /** Open ones. */
  postings: number
  jobseekers: number
  lists: number
  /** 16 hexadecimal digits for the facts of people, of postings, and for all that lies beside the engine. */
  digest: string
}

/** Equal for equal knowledge, in whatever order and by whatever history it came: facts, owners, lists with their members, who is left out by decision. */
export function digestOf(memory: Memory): IndexDigest {
  const { state, beside } = memory.content()
  const { jobseekers, postings } = digestOfEngine(state)
  const sum = createSum()
  for (const [id, tenantId] of beside.tenantOf) sum.add(`person ${id} ${tenantId} ${memory.recommendationsOf(id)}`)
  for (const [id, { tenantId, employerId }] of beside.owners) sum.add(`posting ${id} ${tenantId} ${employerId}`)
  for (const [id, candidates] of state.postings.candidates()) sum.add(`candidates ${id} ${candidates}`)
  let lists = 0
  for (const { members, suppressed, pinned, ...list } of beside.lists) {
    lists += 1
    const stands = members.map(({ jobseekerId, version }) => `${jobseekerId} ${version}`).sort()
    sum.add(`list ${canonical({ ...list, stands, suppressed: [...suppressed].sort(), pinned: [...pinned].sort() })}`)
  }
  return { ...sizesOf(memory), lists, digest: `${jobseekers}-${postings}-${sum.text()}` }
}

function sizesOf(memory: Memory): Pick<IndexDigest, 'postings' | 'jobseekers'> {
  const { postings, jobseekers } = memory.engine.sizes()
  return { postings, jobseekers }
}

// A sum does not know an order: millions of rows need not be sorted to be compared.
function createSum() {
  let high = 0
  let low = 0
  return {
    add: (text: string): void => {
      const bytes = hash('sha1', text, 'buffer')
      high = (high + bytes.readInt32BE(0)) | 0
      low = (low + bytes.readInt32BE(4)) | 0
    },
    text: (): string => [high, low].map((lane) => (lane >>> 0).toString(16).padStart(8, '0')).join(''),
  }
}
