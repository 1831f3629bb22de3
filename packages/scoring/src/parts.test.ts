import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { contextArbitrary, jobseekerArbitrary, postingArbitrary } from './arbitraries.ts'
import { explain } from './explain.ts'
import type { JobseekerFacts, Pair } from './facts.ts'
import { judge } from './judge.ts'
import { lawRuns, slow } from './law-runs.ts'
import type { Notebook } from './notebook.ts'
import { type Part, parts, type Reads } from './parts.ts'
import { componentKeys } from './weights.ts'

type Side = keyof Reads

const sides = ['posting', 'jobseeker', 'context'] as const satisfies Side[]
const world = fc.record({ posting: postingArbitrary, jobseeker: jobseekerArbitrary, context: contextArbitrary })

/** From which fact a param may come: any of them that the part has read. */
const factsOfParam: Readonly<Record<string, readonly string[]>> = {
  skill: ['skills'],
  have: ['skills'],
  level: ['skills'],
  licence: ['licences'],
  icf: ['demands'],
  accommodation: ['accommodations', 'accommodationsNeeded'],
  accommodations: ['demands', 'accommodationsNeeded'],
  education: ['education'],
  years: ['experience'],
  asked: ['experienceYears'],
  occupation: ['occupationCode'],
  employmentForm: ['employmentForm'],
  workMode: ['workMode'],
  region: ['regionCode'],
  channel: ['channel'],
  employerKind: ['employerKind'],
  minAge: ['age'],
  maxAge: ['age'],
  bornIn: ['at'],
  source: ['relaxations'],
  minutes: ['commuteModes'],
  limit: ['commuteMaxMinutes'],
  km: ['regionCode'],
  limitKm: ['commuteMaxKm'],
}

describe('the parts', () => {
  it('each have a name of their own, and together fill every component once', () => {
    const filled = parts.flatMap(({ component }) => (component ? [component] : []))

    expect(new Set(parts.map(({ key }) => key)).size).toBe(parts.length)
    expect(filled.toSorted()).toEqual([...componentKeys].toSorted())
    expect(parts.filter(({ component, rate }) => (component === undefined) !== (rate === undefined))).toEqual([])
  })
})

describe('every part', slow, () => {
  it('reads nothing but what it declares', () => {
    fc.assert(
      fc.property(world, (pair) => {
        const strays = parts.flatMap((part) => {
          const { watched, read } = watch(pair)
          run(part, watched)
          run(part, watched, false)
          return sides.flatMap((side) =>
            [...read[side]].filter((fact) => !declares(part, side, fact)).map((fact) => `${part.key}: ${fact}`),
          )
        })

        expect(strays).toEqual([])
      }),
      { numRuns: lawRuns },
    )
  })

  it('says and counts the same whatever the facts it does not declare', () => {
    fc.assert(
      fc.property(world, world, (pair, other) => {
        const moved = parts.filter((part) => {
          const changed = Object.fromEntries(sides.map((side) => [side, { ...other[side], ...only(pair[side], part.reads[side]) }]))
          return JSON.stringify(run(part, changed as unknown as Pair)) !== JSON.stringify(run(part, pair))
        })

        expect(moved.map(({ key }) => key)).toEqual([])
      }),
      { numRuns: lawRuns },
    )
  })

  it('names only facts it has read', () => {
    fc.assert(
      fc.property(world, (pair) => {
        const strays = parts.flatMap((part) => {
          const { watched, read } = watch(pair)
          const named = run(part, watched).said.flatMap(({ params = {} }) => Object.keys(params))
          return named.filter((param) => !factsOfParam[param]?.some((fact) => sides.some((side) => read[side].has(fact))))
        })

        expect(strays).toEqual([])
      }),
      { numRuns: lawRuns },
    )
  })
})

describe('the whole', slow, () => {
  it('changes only in the components of the parts that read a changed fact', () => {
    const fact = fc.constantFrom<keyof JobseekerFacts>('education', 'licences', 'payFloorFen', 'skills', 'capabilities', 'commuteMaxKm')
    fc.assert(
      fc.property(world, jobseekerArbitrary, fact, ({ posting, jobseeker, context }, other, key) => {
        const changed = { ...jobseeker, [key]: other[key] }
        const touched = new Set(
          parts.filter(({ reads }) => reads.jobseeker.includes(key)).map(({ component, key: part }) => component ?? part),
        )
        // Licences earn no points; their evidence stands with that of the skills.
        if (key === 'licences') touched.add('skills')

        const untouched = (facts: JobseekerFacts) =>
          explain(posting, facts, context).components.filter(({ key: component }) => !touched.has(component))

        expect(JSON.stringify(untouched(changed))).toBe(JSON.stringify(untouched(jobseeker)))
      }),
      { numRuns: lawRuns },
    )
  })

  it('judges by the parts and by nothing else', () => {
    fc.assert(
      fc.property(world, (pair) => {
        const { watched, read } = watch(pair)

        judge(watched.posting, watched.jobseeker, watched.context)

        const strays = sides.flatMap((side) => [...read[side]].filter((fact) => !parts.some((part) => declares(part, side, fact))))
        expect(strays).toEqual([])
      }),
      { numRuns: lawRuns },
    )
  })
})

interface Said {
  code: string
  params?: object
}

/** Everything a part finds, counts and says about a pair. */
function run({ checks, rate, note }: Part, pair: Pair, isTold = true) {
  const said: Said[] = []
  const notebook: Notebook = {
    evidence: (component, { kind, code, params }) => said.push({ code: `${component} ${kind} ${code}`, params }),
    action: (reason) => said.push(reason),
    finding: (reason) => said.push(reason),
  }
  const told = isTold ? notebook : undefined
  const found = checks.map((check) => check(pair, told))
  if (told) note?.(pair, told)
  return { found, rating: rate?.(pair, told), said }
}

function declares({ reads }: Part, side: Side, fact: string): boolean {
  return (reads[side] as readonly string[]).includes(fact)
}

function watch(pair: Pair): { watched: Pair; read: Record<Side, Set<string>> } {
  const read: Record<Side, Set<string>> = { posting: new Set(), jobseeker: new Set(), context: new Set() }
  return {
    watched: {
      posting: recording(pair.posting, read.posting),
      jobseeker: recording(pair.jobseeker, read.jobseeker),
      context: recording(pair.context, read.context),
    },
    read,
  }
}

function recording<T extends object>(facts: T, read: Set<string>): T {
  return new Proxy(facts, {
    get: (target, key, receiver) => {
      read.add(String(key))
      return Reflect.get(target, key, receiver)
    },
    has: (target, key) => {
      read.add(String(key))
      return Reflect.has(target, key)
    },
    ownKeys: (target) => {
      for (const key of Reflect.ownKeys(target)) read.add(String(key))
      return Reflect.ownKeys(target)
    },
  })
}

function only(facts: object, keys: readonly string[]): object {
  return Object.fromEntries(Object.entries(facts).filter(([key]) => keys.includes(key)))
}
