import type { Employer } from '@zhihe/contracts/employer'
import type { Match } from '@zhihe/contracts/match'
import type { Posting } from '@zhihe/contracts/posting'
import { ApiClient, inParallel } from './api-client.ts'

export interface ShownMatch {
  match: Match
  posting: Posting
  employerName: string
}

interface Page<T> {
  items: T[]
  nextCursor: string | null
}

const atOnce = 8
const eligibleShown = 7
const conditionalShown = 5

/** The best match of each posting, then the strongest of these: some that fit as they are and some that a step would make fit. */
export async function bestMatches(api: ApiClient): Promise<ShownMatch[]> {
  const postings = await publishedPostings(api)
  const firsts = await inParallel(postings, atOnce, async (posting) => {
    const { items } = await api.get<Page<Match>>(`/v1/matches?postingId=${posting.id}&limit=1`)
    return items.map((match) => ({ match, posting }))
  })
  const ranked = firsts.flat().sort((a, b) => b.match.score - a.match.score || (a.match.id < b.match.id ? -1 : 1))
  const conditional = [...oneForEachFirstAction(ranked), ...ranked]
  const chosen = [...distinctPeople(ranked, 'eligible', eligibleShown), ...distinctPeople(conditional, 'conditional', conditionalShown)]
  return await inParallel(chosen, atOnce, async ({ match, posting }) => {
    const employer = await api.get<Employer>(`/v1/employers/${posting.employerId}`)
    return { match, posting, employerName: employer.name }
  })
}

async function publishedPostings(api: ApiClient): Promise<Posting[]> {
  const found: Posting[] = []
  let cursor = ''
  do {
    const page: Page<Posting> = await api.get(`/v1/postings?status=published&limit=200${cursor}`)
    found.push(...page.items)
    cursor = page.nextCursor === null ? '' : `&cursor=${encodeURIComponent(page.nextCursor)}`
  } while (cursor !== '' && found.length < 1_000)
  return found
}

// The list would otherwise show the same first step five times.
function oneForEachFirstAction<T extends { match: Match }>(ranked: readonly T[]): T[] {
  const best = new Map<string, T>()
  for (const one of ranked) {
    const code = one.match.actions[0]?.code
    if (code !== undefined && !best.has(code)) best.set(code, one)
  }
  return [...best.values()]
}

function distinctPeople<T extends { match: Match }>(ranked: readonly T[], verdict: Match['verdict'], count: number): T[] {
  const seen = new Set<string>()
  const chosen: T[] = []
  for (const one of ranked) {
    const person = one.match.jobseekerId ?? one.match.candidateRef ?? ''
    if (one.match.verdict !== verdict || seen.has(person)) continue
    seen.add(person)
    chosen.push(one)
    if (chosen.length === count) break
  }
  return chosen
}
