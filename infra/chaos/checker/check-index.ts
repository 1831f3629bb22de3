import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { World } from '../world/world.ts'
import type { Finding } from './finding.ts'

interface Digest {
  postings: number
  jobseekers: number
  lists: number
  digest: string
}

export interface IndexVerdict {
  findings: Finding[]
  /** false: no process says what its index holds. */
  wasAsked: boolean
}

const check = 'index'
const equalWithinMs = 20_000
const readyWithinMs = 60_000

/** Compares what every matching process holds in memory, after all that befell it, with what it holds after a start that read the tables alone. */
export async function checkIndex(world: World): Promise<IndexVerdict> {
  const names = world.processes.names().filter((name) => /^matching-(api|worker)/.test(name))
  const lived = await agreedDigests(world, names)
  if (lived === null) return { findings: [], wasAsked: false }
  for (const name of names) await world.processes.end(name)
  rmSync(join(world.folder, 'snapshots'), { recursive: true, force: true })
  for (const name of names) await world.processes.start(name)
  await world.processes.untilReady(readyWithinMs, names)
  const fresh = await agreedDigests(world, names)
  const truth = fresh?.values().next().value
  const findings = [...lived, ...(fresh ?? [])]
    .filter(([, digest]) => digest.digest !== truth?.digest)
    .map(
      ([name, digest]): Finding => ({
        kind: 'difference',
        check,
        subject: name,
        detail: `holds ${JSON.stringify(digest)}, a fresh load ${JSON.stringify(truth)}`,
      }),
    )
  return { findings, wasAsked: true }
}

/**
 * What each process says, when they agree or their time is over; null when one of them does not know the question. Right after a fault one may fail to
 * answer; rejects for one that does so until the time is over.
 */
async function agreedDigests(world: World, names: readonly string[]): Promise<Map<string, Digest> | null> {
  const deadline = performance.now() + equalWithinMs
  for (;;) {
    const answers = await Promise.all(names.map(async (name) => [name, await digestOf(world, name)] as const))
    if (answers.some(([, answer]) => answer === 'unknown')) return null
    const digests = new Map(answers.flatMap(([name, answer]) => (typeof answer === 'string' ? [] : [[name, answer] as const])))
    const isLate = performance.now() > deadline
    if (digests.size === names.length) {
      if (new Set([...digests.values()].map(({ digest }) => digest)).size === 1 || isLate) return digests
    } else if (isLate) {
      const silent = names.filter((name) => !digests.has(name))
      throw new Error(`${silent.join(' and ')} did not say in ${equalWithinMs} ms what the index holds`)
    }
    await pause(100)
  }
}

async function digestOf(world: World, name: string): Promise<Digest | 'unknown' | 'silent'> {
  try {
    const response = await fetch(`http://127.0.0.1:${world.processes.port(name)}/index-digest`)
    if (response.ok) return (await response.json()) as Digest
    await response.arrayBuffer()
    return response.status === 404 ? 'unknown' : 'silent'
  } catch {
    return 'silent'
  }
}
