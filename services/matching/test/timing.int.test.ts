import type { JobseekerFacts, PostingFacts } from '@zhihe/contracts/facts'
import { generatedAt, jobseekerArbitrary, postingArbitrary } from '@zhihe/scoring/arbitraries'
import * as fc from 'fast-check'
import { v7 } from 'uuid'
import { it } from 'vitest'
import { change, publish } from './facts.ts'
import { startMatching } from './matching-service.ts'

const N = Number(process.env['N'] ?? 120)
const M = Number(process.env['M'] ?? 300)
it('timing', { timeout: 300_000 }, async () => {
  await using matching = await startMatching()
  const worker = matching.startWorker({ now: () => generatedAt })
  const postings = fc
    .sample(postingArbitrary, { seed: 1, numRuns: N })
    .map((p) => ({ ...p, id: v7(), age: null, version: 1, status: 'open', headcount: 3 }) as PostingFacts)
  const people = fc.sample(jobseekerArbitrary, { seed: 2, numRuns: M }).map((p) => ({ ...p, id: v7(), version: 1 }) as JobseekerFacts)
  const say = (text: string) => process.stderr.write(`${text}\n`)
  const run = async (items: unknown[]) => {
    const queue = [...items]
    await Promise.all(
      Array.from({ length: 50 }, async () => {
        for (let next = queue.shift(); next; next = queue.shift()) await worker.take(next)
      }),
    )
  }
  const timed = async (name: string, work: () => Promise<unknown>) => {
    const t = performance.now()
    await work()
    say(`${name}: ${Math.round(performance.now() - t)} ms`)
  }
  const quiet = async () => {
    while ((await matching.due()) !== 0) await new Promise((r) => setTimeout(r, 20))
  }
  await timed(`${M} people`, () => run(people.map((p) => change(p))))
  await timed(`${N} postings`, () => run(postings.map((p) => publish(p))))
  await timed('quiet', quiet)
  say(JSON.stringify(worker.refresher.stats()))
  const entries = await matching.rows<{ n: number }>('select count(*)::int n from matching.shortlist_entries')
  say(`entries ${entries[0]!.n}`)
  // single changes
  const times: number[] = []
  for (let i = 0; i < 200; i += 1) {
    const t = performance.now()
    if (i % 2) await worker.take(publish({ ...postings[i % N]!, version: 2 + i }))
    else {
      await worker.take(change({ ...people[i % M]!, version: 2 + i, skills: people[(i * 7 + 1) % M]!.skills }))
      while (worker.refresher.stats().waiting > 0 || (await matching.due()) !== 0) await new Promise((r) => setTimeout(r, 2))
    }
    times.push(performance.now() - t)
  }
  times.sort((a, b) => a - b)
  say(`single change p50 ${times[100]!.toFixed(1)} p99 ${times[197]!.toFixed(1)} max ${times[199]!.toFixed(1)}`)
  await timed('300 people again', () => run(people.map((p, i) => change({ ...p, version: 1000, skills: people[(i * 3 + 2) % M]!.skills }))))
  await timed('quiet', quiet)
  say(JSON.stringify(worker.refresher.stats()))
})
