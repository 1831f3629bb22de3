import { generatedAt, jobseekerArbitrary, postingArbitrary } from '@zhihe/scoring/arbitraries'
import type { PostingFacts } from '@zhihe/scoring/facts'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createEngine, createEngineState } from './engine.ts'
import { uuid } from './sample-ids.ts'
import { openReaders } from './threads.ts'

const query = { limit: 10, at: generatedAt }
const shapes = fc.sample(jobseekerArbitrary, { numRuns: 40, seed: 1 })
const openPosting: PostingFacts = {
  ...(fc.sample(postingArbitrary, { numRuns: 1, seed: 2 })[0] as PostingFacts),
  id: uuid(5_000),
  status: 'open',
  opensAt: null,
  closesAt: null,
  headcount: 3,
  workMode: 'remote',
  employmentForm: 'full_time',
  age: null,
  education: null,
  licences: [],
  skills: [],
  demands: [],
}

describe('readers in other threads', { timeout: 240_000 }, () => {
  it('answer what the engine held at one moment while it was being written, and at the end what it holds', async () => {
    const state = createEngineState()
    const engine = createEngine(state)
    await using readers = openReaders(state, { threads: 2 })
    const moments = new Set<string>()
    const remember = () => moments.add(JSON.stringify(engine.rankForPosting(openPosting, query)))
    remember()
    const differing = new Set<string>()

    for (let version = 1; version <= 40; version += 1) {
      const asked = Array.from({ length: 6 }, () => readers.rankForPosting(openPosting, query))
      // The questions are on their way: from here on this thread writes while the others read, and its arrays grow meanwhile.
      await new Promise(setImmediate)
      for (let place = 0; place < version * 5; place += 1) {
        const shape = shapes[(place * 7 + version) % shapes.length]
        if (shape !== undefined) engine.putJobseeker({ ...shape, id: uuid(place), version, active: true, consentsToMatching: true })
        remember()
      }
      for (const matches of await Promise.all(asked)) {
        const text = JSON.stringify(matches)
        differing.add(text)
        expect(moments).toContain(text)
      }
    }

    expect(differing.size).toBeGreaterThan(10)
    expect(await readers.rankForPosting(openPosting, query)).toEqual(engine.rankForPosting(openPosting, query))
  })

  it('answer nothing about a posting that is not held', async () => {
    await using readers = openReaders(createEngineState(), { threads: 1 })

    expect(await readers.rankForPosting(uuid(1), query)).toEqual([])
  })
})
