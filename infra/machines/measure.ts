import { readdirSync, readFileSync } from 'node:fs'
import type { Pool } from 'pg'
import { footprintOf } from '../chaos/world/machine.ts'
import { waitUntil } from '../chaos/world/waiting.ts'
import type { World } from '../chaos/world/world.ts'

/** Processor time in milliseconds, by who spent it. */
export interface Spent {
  workers: number
  postgres: number
  others: number
  /** Of the whole machine, whoever spent it. */
  machine: number
}

const ticksPerSecond = 100

/** What has been spent so far; two of them make a difference. */
export function spentBy({ processes }: World, workers: readonly string[], postmaster: number): Spent {
  const of = (names: readonly string[]) => names.reduce((sum, name) => sum + (footprintOf(processes.pid(name))?.cpuMs ?? 0), 0)
  const others = processes.names().filter((name) => !workers.includes(name))
  return { workers: of(workers), postgres: cpuOfFamily(postmaster), others: of(others), machine: cpuOfMachine() }
}

export function difference(before: Spent, after: Spent): Spent {
  return {
    workers: after.workers - before.workers,
    postgres: after.postgres - before.postgres,
    others: after.others - before.others,
    machine: after.machine - before.machine,
  }
}

/** The first process of the server. */
export async function postmasterOf(pool: Pool): Promise<number> {
  const { rows } = await pool.query<{ text: string }>("select pg_read_file('postmaster.pid') as text")
  return Number(rows[0]?.text.split('\n')[0])
}

/** A server and its sessions; the time of those that have ended is in the server's own account of its children. */
function cpuOfFamily(parent: number): number {
  let ticks = 0
  for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    const fields = statOf(name)
    if (fields === null) continue
    if (name === String(parent)) ticks += sum(fields, [11, 12, 13, 14])
    else if (Number(fields[1]) === parent) ticks += sum(fields, [11, 12])
  }
  return (ticks * 1_000) / ticksPerSecond
}

function statOf(pid: string): string[] | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  } catch {
    return null
  }
}

function cpuOfMachine(): number {
  const fields = readFileSync('/proc/stat', 'utf8').split('\n')[0]?.split(/\s+/) ?? []
  return (sum(fields, [1, 2, 3, 6, 7, 8]) * 1_000) / ticksPerSecond
}

function sum(fields: readonly string[], places: readonly number[]): number {
  return places.reduce((total, place) => total + Number(fields[place]), 0)
}

export interface RebuildRun {
  lists: number
  failed: number
  tookMs: number
  listsPerSecond: number
}

const rebuildWithinMs = 180_000

export async function startRebuild(world: World): Promise<string> {
  const answer = await world.ask({ method: 'POST', path: '/v1/rebuilds', role: 'admin' })
  if (answer.kind !== 'answer' || answer.status !== 202) throw new Error(`no rebuild: ${JSON.stringify(answer)}`)
  return (answer.body as { id: string }).id
}

/** How many lists of a rebuild are made. */
export async function doneOf(
  world: World,
  id: string,
): Promise<{ total: number; done: number; failed: number; startedAt: string; finishedAt: string | null }> {
  const answer = await world.ask({ method: 'GET', path: `/v1/rebuilds/${id}`, role: 'admin' })
  if (answer.kind !== 'answer' || answer.status !== 200) throw new Error(`no answer about the rebuild: ${JSON.stringify(answer)}`)
  return answer.body as Awaited<ReturnType<typeof doneOf>>
}

/** Waits for its end, and for every mark that it left. */
export async function finishRebuild(world: World, id: string): Promise<RebuildRun> {
  const waited = await waitUntil(async () => (await doneOf(world, id)).finishedAt !== null, { withinMs: rebuildWithinMs, pollMs: 50 })
  const { total, done, failed, startedAt, finishedAt } = await doneOf(world, id)
  if (waited === null) throw new Error(`the rebuild has not ended: ${done} of ${total}`)
  const tookMs = Date.parse(finishedAt ?? '') - Date.parse(startedAt)
  return { lists: done, failed, tookMs, listsPerSecond: Math.round((done * 10_000) / tookMs) / 10 }
}

/** One number for all published lists: who stands where, with which score. */
export async function fingerprintOfLists(pool: Pool): Promise<{ entries: number; fingerprint: string }> {
  const { rows } = await pool.query<{ entries: number; fingerprint: string }>(
    `select count(*)::int as entries, md5(coalesce(string_agg(to_jsonb(e)::text, '' order by posting_id, rank, jobseeker_id), '')) as fingerprint
      from (select posting_id, jobseeker_id, rank, score, verdict from matching.shortlist_entries) e`,
  )
  return rows[0] ?? { entries: 0, fingerprint: '' }
}
