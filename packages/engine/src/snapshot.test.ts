import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { generatedAt } from '@zhihe/scoring/arbitraries'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { digestOf } from './digest.ts'
import { createEngine, createEngineState, type EngineState } from './engine.ts'
import { createPlainEngine } from './plain-engine.ts'
import { readSnapshot, writeSnapshot } from './snapshot.ts'
import { applyChange, type Change, changesArbitrary, idArbitrary } from './worlds.ts'

async function inFolder<T>(work: (file: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'zhihe-snapshot-'))
  try {
    return await work(join(folder, 'engine.snapshot'))
  } finally {
    await rm(folder, { recursive: true })
  }
}

function build(changes: readonly Change[]): EngineState {
  const state = createEngineState()
  const engine = createEngine(state)
  for (const change of changes) applyChange(engine, change)
  return state
}

function idsOf(changes: readonly Change[]): string[] {
  return changes.map((change) => ('id' in change ? change.id : change.facts.id))
}

describe('a snapshot', { timeout: 240_000 }, () => {
  it('goes on as if nothing had happened: it answers the same, and after more changes too', async () => {
    const worlds = fc.sample(fc.tuple(changesArbitrary(), changesArbitrary()), { numRuns: 20, seed: 5 })
    await inFolder(async (file) => {
      for (const [before, after] of worlds) {
        const plain = createPlainEngine()
        for (const change of before) applyChange(plain, change)
        await writeSnapshot(build(before), file, 'xid 77')

        const { state, watermark } = await readSnapshot(file)
        const engine = createEngine(state)
        for (const change of after) {
          applyChange(engine, change)
          applyChange(plain, change)
        }

        expect(watermark).toBe('xid 77')
        for (const id of idsOf([...before, ...after])) {
          const query = { limit: 5, at: generatedAt }
          expect(engine.getPosting(id)).toEqual(plain.getPosting(id))
          expect(engine.getJobseeker(id)).toEqual(plain.getJobseeker(id))
          expect(engine.rankForPosting(id, query)).toEqual(plain.rankForPosting(id, query))
          expect(engine.rankForJobseeker(id, query)).toEqual(plain.rankForJobseeker(id, query))
        }
        expect(engine.sizes()).toEqual(plain.sizes())
      }
    })
  })

  it('is refused when another version wrote it, and when it is not whole', async () => {
    await inFolder(async (file) => {
      await writeSnapshot(build([]), file, '')
      const whole = await readFile(file)

      await writeFile(file, Buffer.from(whole.toString('latin1').replace('"version":"1 ', '"version":"0 '), 'latin1'))
      await expect(readSnapshot(file)).rejects.toThrow('was written as "0 ')
      await writeFile(file, whole.subarray(0, whole.length - 9))
      await expect(readSnapshot(file)).rejects.toThrow('not whole')
      const damaged = Buffer.from(whole)
      damaged.writeUInt8(damaged.readUInt8(whole.length - 20) ^ 1, whole.length - 20)
      await writeFile(file, damaged)
      await expect(readSnapshot(file)).rejects.toThrow('checksum')
    })
  })
})

describe('digestOf', () => {
  it('is equal for equal content whatever the history, whole and by region', () => {
    fc.assert(
      fc.property(changesArbitrary(), fc.array(fc.nat()), (changes, order) => {
        const told = build(changes)
        const engine = createEngine(told)
        const facts = idsOf(changes).flatMap((id) => [engine.getPosting(id), engine.getJobseeker(id)])
        const other = createEngineState()
        const again = createEngine(other)
        const shuffled = facts.map((held, place) => ({ held, by: order[place] ?? place })).sort((a, b) => a.by - b.by)
        for (const { held } of shuffled) {
          if (held === undefined) continue
          // Keys in another order, as a database hands them out.
          const turned = Object.fromEntries(Object.entries(held).reverse())
          if ('headcount' in held) again.putPosting(turned as unknown as typeof held)
          else again.putJobseeker(turned as unknown as typeof held)
        }

        expect(digestOf(other)).toEqual(digestOf(told))
      }),
      { numRuns: 300 },
    )
  })

  it('tells any two contents apart that differ in one version, one person or one posting', () => {
    fc.assert(
      fc.property(changesArbitrary(), idArbitrary(), (changes, id) => {
        const state = build(changes)
        const engine = createEngine(state)
        const before = digestOf(state)
        const posting = engine.getPosting(id)
        const jobseeker = engine.getJobseeker(id)
        if (posting) engine.putPosting({ ...posting, version: posting.version + 1 })
        if (jobseeker) engine.putJobseeker({ ...jobseeker, version: jobseeker.version + 1 })
        const raised = digestOf(state)
        engine.removePosting(id)
        engine.removeJobseeker(id)
        const removed = digestOf(state)

        expect(raised.postings === before.postings).toBe(posting === undefined)
        expect(raised.jobseekers === before.jobseekers).toBe(jobseeker === undefined)
        expect(removed.postings === before.postings).toBe(posting === undefined)
        expect(removed.jobseekers === before.jobseekers).toBe(jobseeker === undefined)
      }),
      { numRuns: 300 },
    )
  })
})
