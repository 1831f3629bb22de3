import type { JobseekerFacts } from '@zhihe/scoring/facts'
import type { RuleCode } from '@zhihe/scoring/judge'
import type { PartKey } from '@zhihe/scoring/parts'
import { partOf } from '@zhihe/scoring/parts'
import { unsaidJobseeker } from '@zhihe/scoring/unsaid-facts'
import { full } from '@zhihe/scoring/weights'
import { educationLevelCodes } from '@zhihe/vocabulary/education'
import type { AskQuery, Pool, Reason } from '../asks.ts'
import { canonicalActions, createObstacleTally } from '../pool.ts'
import { blockRows, licencesIn, needsIn, rowWords } from './layout.ts'
import type { People } from './people.ts'
import type { Question } from './question.ts'
import { asks, excludes, outcomeShift } from './rated.ts'
import { createRuleTally } from './rule-tally.ts'

/** How one part answers one cell: its outcome word, and the few facts by which scoring can be asked for the reasons. */
interface Step {
  part: PartKey
  cell: (at: number) => number
  word: (at: number, cell: number) => number
  facts: (at: number) => Partial<JobseekerFacts>
}

/**
 * Everybody by verdict, by the first rule that excludes, and by what would have to be done: a pass over all rows, tables only. What a cell means
 * is asked of scoring once for each cell; people are counted under the numbers of their sets of actions.
 */
export function scanPool(people: People, question: Question, query: AskQuery, left: ReadonlySet<number> | null): Pool {
  const excluded = createRuleTally()
  const pool = { eligible: 0, conditional: 0 }
  const reasons = createReasons(question)
  const steps = stepsOf(people, question)
  const sets = new Map<string, { people: number; numbers: number[] }>()
  const { rows } = people.memory.blocks
  const { row: rowOf } = people.memory
  const wanted = query.filter?.verdict

  const rowCount = (people.memory.blocks.header[0] as number) * blockRows
  // In the order of rows, not of people: neighbours in memory, and mostly the same cells.
  for (let row = 0; row < rowCount; row += 1) {
    const at = row * rowWords
    const person = rows[at] as number
    if (rowOf[person] !== row + 1 || left?.has(person) || isOutside(question, rows, at)) continue
    const rule = question.closedBy ?? standingRule(rows[at + 7] as number)
    if (rule === null) walk(at)
    else excluded.add(rule)
  }
  const tally = createObstacleTally()
  for (const { people: count, numbers } of sets.values()) tally.add(canonicalActions(numbers.flatMap(reasons.actions)), count)
  return { ...pool, excluded: excluded.counts(), obstacles: tally.obstacles() }

  function walk(at: number): void {
    let key = ''
    const numbers: number[] = []
    for (let place = 0; place < steps.length; place += 1) {
      const step = steps[place] as Step
      const cell = step.cell(at)
      const outcome = step.word(at, cell) >>> outcomeShift
      if (outcome & excludes) return excluded.addCell(place, cell, () => reasons.rule(step, at))
      if (outcome & asks) {
        const number = reasons.number(place, cell, step, at)
        numbers.push(number)
        key += `${number} `
      }
    }
    const isAsked = key !== '' || (question.outcome & asks) !== 0
    const verdict = isAsked ? 'conditional' : 'eligible'
    if ((wanted ?? verdict) !== verdict) return
    pool[verdict] += 1
    if (!isAsked) return
    const set = sets.get(key)
    if (set === undefined) sets.set(key, { people: 1, numbers: [...numbers, reasons.ofPosting] })
    else set.people += 1
  }
}

function isOutside({ outside }: Question, rows: Int32Array, at: number): boolean {
  if (outside.reach !== null && outside.reach[rows[at + 3] as number] === 1) return true
  return outside.forms !== null && outside.forms[(rows[at + 2] as number) >>> 20] === 1
}

function standingRule(flags: number): RuleCode | null {
  if ((flags & 0x10000) === 0) return 'jobseeker_inactive'
  return (flags & 0x20000) === 0 ? 'no_matching_consent' : null
}

// In the order of the rules.
function stepsOf(people: People, { tables, lanes }: Question): Step[] {
  const { rows } = people.memory.blocks
  const { age, education, licences, forms, place, pay, needs } = tables
  const table = (part: PartKey, { words, fill }: { words: Int32Array; fill: (facet: number) => number }, cell: (at: number) => number) => ({
    part,
    cell,
    word: (_: number, facet: number) => (words[facet] as number) || fill(facet),
  })
  const level = (at: number) => ((rows[at + 2] as number) >>> 16) & 15
  const limits = (at: number) => (rows[at + 7] as number) & 0xffff
  const reach = (at: number) => rows[at + 3] as number
  const ageOf = (at: number) => (rows[at + 5] as number) & 0xffff
  const needsOf = (at: number) => needsIn(rows[at + 5] as number, rows[at + 7] as number)
  const payOf = (at: number) => (rows[at + 6] as number) & 0xfffff
  const licencesOf = (at: number) => licencesIn(rows[at + 6] as number, rows[at + 7] as number)
  const formsOf = (at: number) => (rows[at + 2] as number) >>> 20
  const vectorOf = (at: number) => rows[at + 4] as number
  const laneCell = createLaneCell(people, lanes)
  return [
    { ...table('age', age, ageOf), facts: (at) => people.factsOf('age', ageOf(at)) },
    {
      ...table('education', education, level),
      facts: (at) => ({ education: level(at) === 0 ? null : (educationLevelCodes[level(at) - 1] ?? null) }),
    },
    { ...table('licences', licences, licencesOf), facts: (at) => people.factsOf('licences', licencesOf(at)) },
    { ...table('preference', forms, formsOf), facts: (at) => people.factsOf('forms', formsOf(at)) },
    {
      part: 'location',
      cell: (at) => ((place.classes[reach(at)] as number) || place.fillClass(reach(at))) * place.room + limits(at),
      word: (at, cell) => (place.words[cell] as number) || place.fill(reach(at), limits(at)),
      facts: (at) => ({ ...people.factsOf('reach', reach(at)), ...people.factsOf('limits', limits(at)) }),
    },
    { ...table('pay', pay, payOf), facts: (at) => people.factsOf('pay', payOf(at)) },
    { ...table('function', tables.function, vectorOf), facts: (at) => people.factsOf('capabilities', vectorOf(at)) },
    {
      part: 'skills',
      cell: laneCell,
      word: (_, cell) => (cell < 0 ? excludes : cell > 0 ? asks : 1) << outcomeShift,
      facts: (at) => ({ skills: people.factsInRow(at / rowWords).skills }),
    },
    { ...table('accommodation', needs, needsOf), facts: (at) => people.factsOf('needs', needsOf(at)) },
  ]
}

// Which must skills are short of their level, one bit each; -1: one is missing altogether.
function createLaneCell({ memory }: People, lanes: Question['lanes']): (at: number) => number {
  const musts = [...lanes.isMust.keys()].filter((lane) => lanes.isMust[lane] === 1)
  const { units } = memory.lists
  const { rows } = memory.blocks
  return (at) => {
    let short = 0
    for (let place = 0; place < musts.length; place += 1) {
      const start = rows[at + 1] as number
      const end = start + ((rows[at + 2] as number) & 63)
      let best = 0
      for (let unit = start; unit < end; unit += 1) {
        const held = units[unit] as number
        const row = (lanes.rowOf[held & 0xfff] as number) - 1
        if (row >= 0)
          best = Math.max(best, lanes.credits[(row * 8 + ((held >>> 12) & 7)) * lanes.lanes + (musts[place] as number)] as number)
      }
      if (best === 0) return -1
      if (best < full) short |= 1 << place
    }
    return short
  }
}

// What the cells mean: rules and sets of actions, each asked of scoring once.
function createReasons({ posting, context }: Question) {
  const lists: Reason[][] = []
  const numberOf = new Map<string, number>()
  const cells: Map<number, number>[] = []
  const ask = (part: PartKey, facts: Partial<JobseekerFacts>) => {
    const actions: Reason[] = []
    const notebook = { evidence: () => {}, finding: () => {}, action: (reason: Reason) => void actions.push(reason) }
    const pair = { posting, jobseeker: { ...unsaidJobseeker, ...facts }, context }
    for (const check of partOf(part).checks) {
      const found = check(pair, notebook)
      if (found !== null && found !== 'conditional') return { rule: found, actions }
    }
    return { rule: null, actions }
  }
  const intern = (actions: readonly Reason[]) => {
    const canonical = canonicalActions(actions)
    const text = JSON.stringify(canonical)
    const number = numberOf.get(text) ?? lists.push(canonical) - 1
    numberOf.set(text, number)
    return number
  }
  const once = <T>(held: Map<number, T>[], place: number, cell: number, make: () => T): T => {
    const own = (held[place] ??= new Map())
    const kept = own.get(cell)
    if (kept !== undefined) return kept
    const made = make()
    own.set(cell, made)
    return made
  }
  return {
    rule: ({ part, facts }: Step, at: number) => ask(part, facts(at)).rule,
    number: (place: number, cell: number, { part, facts }: Step, at: number) =>
      once(cells, place, cell, () => intern(ask(part, facts(at)).actions)),
    /** What the posting leaves open for everybody. */
    ofPosting: intern(ask('statement', {}).actions),
    actions: (number: number): readonly Reason[] => lists[number] ?? [],
  }
}
