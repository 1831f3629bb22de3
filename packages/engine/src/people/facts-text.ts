import { capabilityFor } from '@zhihe/scoring/demand-fit'
import type { Capability, JobseekerFacts } from '@zhihe/scoring/facts'
import { icfItems } from '@zhihe/vocabulary/icf'
import { icfCount, icfIndex } from './layout.ts'

type Facts = Partial<JobseekerFacts>

/** The facts of one part as a text without loss, so that equal facts are one facet. */
export interface FacetCodec {
  write: (facts: JobseekerFacts) => string
  read: (text: string) => Facts
}

export type FacetKey = 'age' | 'reach' | 'limits' | 'forms' | 'capabilities' | 'needs' | 'pay' | 'licences'

export const facetKeys: readonly FacetKey[] = ['age', 'reach', 'limits', 'forms', 'capabilities', 'needs', 'pay', 'licences']

export const codecs: Readonly<Record<FacetKey, FacetCodec>> = {
  age: listOf('birthMonth', 'sex'),
  reach: listOf('regionCode', 'willingRegions'),
  limits: listOf('commuteMaxKm', 'commuteMaxMinutes', 'commuteModes'),
  forms: listOf('employmentForms', 'workModes'),
  capabilities: {
    write: ({ capabilities }) => writeCapabilities(capabilities),
    read: (text) => ({ capabilities: readCapabilities(text) }),
  },
  needs: listOf('accommodationsNeeded'),
  pay: listOf('payFloorFen'),
  licences: listOf('licences'),
}

function listOf(...keys: (keyof JobseekerFacts)[]): FacetCodec {
  return {
    write: (facts) => JSON.stringify(keys.map((key) => facts[key])),
    read: (text) => {
      const values = JSON.parse(text) as unknown[]
      const facts: Record<string, unknown> = {}
      for (let place = 0; place < keys.length; place += 1) facts[keys[place] as string] = values[place]
      return facts
    },
  }
}

// Two letters a capability: a vector is long and there are many. What the letters cannot say is written as it is.
const firstLetter = 40
const sources = ['self', 'assessed', 'prior'] as const
const difficulties = 5

function writeCapabilities(capabilities: readonly Capability[]): string {
  let text = ''
  for (const { icf, difficulty, source } of capabilities) {
    const item = icfIndex.get(icf)
    const place = sources.indexOf(source)
    if (item === undefined || place < 0 || !Number.isInteger(difficulty) || difficulty < 0 || difficulty >= difficulties) {
      return JSON.stringify(capabilities)
    }
    text += String.fromCharCode(firstLetter + item, firstLetter + place * difficulties + difficulty)
  }
  return text
}

function readCapabilities(text: string): Capability[] {
  if (text.startsWith('[{')) return JSON.parse(text) as Capability[]
  const capabilities: Capability[] = []
  for (let place = 0; place < text.length; place += 2) {
    const icf = icfItems[text.charCodeAt(place) - firstLetter]?.code
    const letter = text.charCodeAt(place + 1) - firstLetter
    const source = sources[Math.floor(letter / difficulties)]
    if (icf !== undefined && source !== undefined) {
      capabilities.push({ icf, difficulty: (letter % difficulties) as Capability['difficulty'], source })
    }
  }
  return capabilities
}

/** What is known of one activity as one of eleven steps: 0 nothing, 1-5 a fact of difficulty 0-4, 6-10 a prior of difficulty 0-4. */
export const capabilitySteps = 11

export function capabilityAt(icf: Capability['icf'], step: number): Capability[] {
  if (step === 0) return []
  const difficulty = ((step - 1) % difficulties) as Capability['difficulty']
  return [{ icf, difficulty, source: step > difficulties ? 'prior' : 'assessed' }]
}

/** Writes the step of every activity of the vocabulary. */
export function writeSteps(facts: JobseekerFacts, into: Uint8Array, at: number): void {
  for (let item = 0; item < icfCount; item += 1) {
    const icf = icfItems[item]?.code
    const capability = icf === undefined ? null : capabilityFor(facts, icf)
    into[at + item] = capability === null ? 0 : 1 + capability.difficulty + (capability.source === 'prior' ? difficulties : 0)
  }
}
