import type { PostingFacts } from '@zhihe/scoring/facts'
import type { Entry } from '../store/shortlist-store.ts'
import type { Reader, Shown } from './describe-match.ts'
import { withFacts } from './facts-of-entries.ts'
import type { Fragment } from './fragments.ts'
import type { ListDeps } from './list-deps.ts'
import { composePage, type PageEnd, type PlacedFragment } from './match-page.ts'
import { momentOf } from './moment.ts'
import { renderMatch } from './render-match.ts'

/** A match found now. */
export interface LiveMatch {
  posting: PostingFacts
  jobseekerId: string
  jobseekerVersion: number
  rank: number
  at: Date
  asOf: Date
}

/** A match to be shown: as it was published, or as it is found now. */
export type Listed = { published: Entry } | { live: LiveMatch }

export interface PageOrder extends PageEnd {
  listed: readonly Listed[]
  reader: Reader
}

interface Slot {
  listed: Listed
  key: string
  fragment: Fragment | undefined
}

/** A page as JSON. What was rendered before from the same facts at the same moment for the same reader is not rendered again. */
export async function describePage(deps: ListDeps, { listed, reader, ...end }: PageOrder): Promise<Buffer> {
  const keyOf = keysFor(reader)
  const slots = listed.map((one): Slot => {
    const key = keyOf(one)
    return { listed: one, key, fragment: deps.fragments.get(key) }
  })
  await renderMissing(deps, slots, reader)
  return composePage(placed(slots), end)
}

async function renderMissing(deps: ListDeps, slots: readonly Slot[], reader: Reader): Promise<void> {
  const missing = slots.filter(({ fragment }) => fragment === undefined)
  if (missing.length === 0) return
  const shown = await readShown(deps, missing)
  // Before anything is shown or remembered: a fragment that is found again has been noted.
  await deps.shownPairs.note(shown.map(([, facts]) => facts))
  for (const [slot, facts] of shown) {
    slot.fragment = renderMatch(facts, reader)
    deps.fragments.put(slot.key, slot.fragment)
  }
}

async function readShown({ db, index: { memory } }: ListDeps, slots: readonly Slot[]): Promise<[Slot, Shown][]> {
  // What was found now comes first: the memory may change as soon as something is waited for.
  const live = slots.flatMap((slot): [Slot, Shown][] => {
    if (!('live' in slot.listed)) return []
    const { jobseekerId, ...match } = slot.listed.live
    const jobseeker = memory.engine.getJobseeker(jobseekerId)
    return jobseeker ? [[slot, { ...match, jobseeker }]] : []
  })
  const published = slots.flatMap((slot) => ('published' in slot.listed ? [{ slot, entry: slot.listed.published }] : []))
  const facts = await withFacts(
    db,
    memory,
    published.map(({ entry }) => entry),
  )
  return [...live, ...published.flatMap(({ slot }, place): [Slot, Shown][] => (facts[place] ? [[slot, facts[place]]] : []))]
}

// A published match is explained as of the instant it was judged at, for ever; one found now as of a moment. The versions of scoring and tables
// are those of this process. The name of a person depends on the employer, what may be read on the audience.
function keysFor({ audience, employerId }: Reader): (listed: Listed) => string {
  const lead = `${audience} ${employerId}`
  // The matches found now for one posting are of one moment.
  let of: { posting: PostingFacts; at: Date; text: string } | undefined
  return (listed) => {
    if ('published' in listed) {
      const { postingId, postingVersion, jobseekerId, jobseekerVersion, evaluatedAt } = listed.published
      return `${lead} ${postingId} ${postingVersion} ${jobseekerId} ${jobseekerVersion} ${evaluatedAt}`
    }
    const { posting, jobseekerId, jobseekerVersion, at } = listed.live
    if (of?.posting !== posting || of.at !== at) of = { posting, at, text: `${posting.id} ${posting.version} ${momentOf(posting, at)}` }
    return `${lead} ${of.text} ${jobseekerId} ${jobseekerVersion}`
  }
}

function placed(slots: readonly Slot[]): PlacedFragment[] {
  const matches: PlacedFragment[] = []
  let last: { asOf: Date; text: string } | undefined
  for (const { listed, fragment } of slots) {
    if (fragment === undefined) continue
    const { head, body } = fragment
    if ('published' in listed) {
      matches.push({ head, body, rank: listed.published.rank, asOf: listed.published.evaluatedAt })
      continue
    }
    const { rank, asOf } = listed.live
    if (last?.asOf !== asOf) last = { asOf, text: asOf.toISOString() }
    matches.push({ head, body, rank, asOf: last.text })
  }
  return matches
}
