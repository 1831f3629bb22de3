import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { rebuildAll } from '@zhihe/engine/bulk'
import { createEngine, type Engine, type EngineState } from '@zhihe/engine/engine'
import { readSnapshot, writeSnapshot } from '@zhihe/engine/snapshot'
import { listLength } from './races.ts'
import { type World, worldAt } from './world.ts'

const sampled = 60

/** Every list of both sides made anew; `wrong` counts sampled lists that are not what the engine answers one by one. */
export async function measureRebuild(state: EngineState, { engine, held }: { engine: Engine; held: World }, threads: number) {
  const started = performance.now()
  const limits = { posting: listLength.people, jobseeker: listLength.postings }
  const rebuilt = await rebuildAll(state, { at: worldAt, limits, threads })
  const seconds = (performance.now() - started) / 1_000
  const wrongPostings = held.postings.slice(0, sampled).filter(({ id }) => {
    const asked = engine.rankForPosting(id, { limit: limits.posting, at: worldAt })
    return textOf(asked.map((match) => ({ ...match, id: match.jobseekerId }))) !== textOf(rebuilt.forPosting(id))
  })
  const wrongPeople = held.jobseekers.slice(0, sampled).filter(({ id }) => {
    const asked = engine.rankForJobseeker(id, { limit: limits.jobseeker, at: worldAt })
    return textOf(asked.map((match) => ({ ...match, id: match.postingId }))) !== textOf(rebuilt.forJobseeker(id))
  })
  return { seconds, bytes: rebuilt.bytes, wrong: wrongPostings.length + wrongPeople.length }
}

function textOf(list: readonly { id: string; verdict: string; score: number }[]): string {
  return list.map(({ id, verdict, score }) => `${id} ${verdict} ${score}`).join('\n')
}

/** The state into a file and out of it again, up to the first answer. */
export async function measureSnapshot(state: EngineState, held: World) {
  const directory = mkdtempSync(join(tmpdir(), 'zhihe-bench-'))
  const file = join(directory, 'engine.snapshot')
  try {
    const started = performance.now()
    await writeSnapshot(state, file, '0')
    const written = performance.now()
    const engine = createEngine((await readSnapshot(file)).state)
    engine.rankForPosting(held.postings[0]?.id ?? '', { limit: listLength.people, at: worldAt })
    return { writeMs: written - started, startMs: performance.now() - written, bytes: statSync(file).size }
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}
