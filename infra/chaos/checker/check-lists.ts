import { setTimeout as pause } from 'node:timers/promises'
import type { Rebuild } from '@zhihe/contracts/rebuild'
import type { World } from '../world/world.ts'
import type { Finding } from './finding.ts'

interface Entry {
  posting_id: string
  jobseeker_id: string
  rank: number
  score: number
  posting_version: number
  jobseeker_version: number
}

const check = 'shortlists'
const rebuildWithinMs = 120_000
const pollMs = 200

/** Has every list made anew, and compares what was published with what would be: nothing may change. */
export async function checkLists(world: World): Promise<Finding[]> {
  const before = await entriesOf(world)
  const started = await world.ask({ method: 'POST', path: '/v1/rebuilds', role: 'admin' })
  if (started.kind === 'none' || started.status !== 202)
    return [
      {
        kind: 'difference',
        check,
        subject: 'rebuild',
        detail: `was not started: ${started.kind === 'none' ? started.reason : started.status}`,
      },
    ]
  const rebuild = await finished(world, (started.body as Rebuild).id)
  if (!rebuild) return [{ kind: 'difference', check, subject: 'rebuild', detail: `was not finished within ${rebuildWithinMs} ms` }]
  return differencesOf(before, await entriesOf(world))
}

/** One finding for each entry that is on one side only, or at another place, or with another score. */
export function differencesOf(before: readonly Entry[], after: readonly Entry[]): Finding[] {
  const keyOf = ({ posting_id, jobseeker_id }: Entry) => `${posting_id} ${jobseeker_id}`
  const stated = ({ rank, score, posting_version: p, jobseeker_version: j }: Entry) => `rank ${rank}, score ${score}, versions ${p}/${j}`
  const was = new Map(before.map((entry) => [keyOf(entry), stated(entry)]))
  const is = new Map(after.map((entry) => [keyOf(entry), stated(entry)]))
  return [...new Set([...was.keys(), ...is.keys()])]
    .filter((key) => was.get(key) !== is.get(key))
    .map((key) => ({
      kind: 'difference',
      check,
      subject: key,
      detail: `published: ${was.get(key) ?? 'not listed'}; anew: ${is.get(key) ?? 'not listed'}`,
    }))
}

async function entriesOf({ database: { pool } }: World): Promise<Entry[]> {
  const { rows } = await pool.query<Entry>(
    'select posting_id, jobseeker_id, rank, score, posting_version, jobseeker_version from matching.shortlist_entries',
  )
  return rows
}

async function finished(world: World, id: string): Promise<Rebuild | null> {
  const deadline = performance.now() + rebuildWithinMs
  while (performance.now() < deadline) {
    const answer = await world.ask({ method: 'GET', path: `/v1/rebuilds/${id}`, role: 'admin' })
    if (answer.kind === 'answer' && answer.status === 200) {
      const rebuild = answer.body as Rebuild
      if (rebuild.finishedAt !== null) return rebuild
    }
    await pause(pollMs)
  }
  return null
}
