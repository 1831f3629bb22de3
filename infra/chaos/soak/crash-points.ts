import { seededChance } from '../../local/sample/people/chance.ts'

interface Armed {
  points: readonly string[]
  /** After how many passes the process dies there, at least and at most. */
  passes: readonly [number, number]
}

// Between the steps that must not come apart. Each process dies again and again, for it is armed anew at each start.
const armed: Record<string, Armed> = {
  'postings-api': { points: ['events.appended', 'batch.kept', 'once.done', 'once.committed'], passes: [60, 160] },
  'postings-relay': { points: ['relay.published'], passes: [100, 300] },
  'matching-worker': { points: ['copies.committed'], passes: [100, 300] },
  'webhooks-worker': { points: ['sender.sent'], passes: [1_500, 3_000] },
}

/** At which named place each process dies besides, from the seed: the environment to start it with. */
export function crashPoints(seed: number): Record<string, Record<string, string>> {
  const chance = seededChance(seed + 3)
  return Object.fromEntries(
    Object.entries(armed).map(([name, { points, passes }]) => [name, { CRASH_AT: `${chance.pick(points)}:${chance.between(...passes)}` }]),
  )
}
