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
const equalWithinMs = 10_000
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

/** What each process says, when they agree or their time is over; null when one of them does not know the question. */
async function agreedDigests(world: World, names: readonly string[]): Promise<Map<string, Digest> | null> {
  const deadline = performance.now() + equalWithinMs
  for (;;) {
    const digests = new Map<string, Digest>()
    for (const name of names) {
      const response = await fetch(`http://127.0.0.1:${world.processes.port(name)}/index-digest`).catch(() => null)
      if (!response?.ok) {
        await response?.arrayBuffer()
        return null
      }
      digests.set(name, (await response.json()) as Digest)
    }
    if (new Set([...digests.values()].map(({ digest }) => digest)).size === 1 || performance.now() > deadline) return digests
    await pause(100)
  }
}
