import { setTimeout as pause } from 'node:timers/promises'
import { waitUntil } from '../chaos/world/waiting.ts'
import type { World } from '../chaos/world/world.ts'

export interface PickUp {
  /** Milliseconds from the answer to a change until her list shows it. */
  times: number[]
}

const everyMs = 50
const visibleWithinMs = 30_000

/** Changes people one after the other, each followed from the 2xx until `GET /v1/matches` shows the new version. */
export async function pickUp(world: World, people: readonly string[], changes: number): Promise<PickUp> {
  const times: number[] = []
  for (let turn = 0; turn < changes; turn++) {
    const id = people[turn % people.length] ?? ''
    const body = { profile: { commuteMaxKm: 5 + (turn % 90) } }
    const answer = await world.ask({ method: 'PATCH', path: `/v1/jobseekers/${id}`, body, role: 'federation' })
    if (answer.kind !== 'answer' || answer.status !== 200) throw new Error(`a change was not taken: ${JSON.stringify(answer)}`)
    const { version } = answer.body as { version: number }
    const ms = await waitUntil(() => shows(world, id, version), { withinMs: visibleWithinMs, pollMs: 5 })
    if (ms === null) throw new Error('a change was not visible after 30 s')
    times.push(ms)
    await pause(everyMs)
  }
  return { times }
}

async function shows(world: World, id: string, version: number): Promise<boolean> {
  const answer = await world.ask({ method: 'GET', path: `/v1/matches?jobseekerId=${id}&limit=1`, role: 'federation' })
  if (answer.kind !== 'answer' || answer.status !== 200) return false
  const [first] = (answer.body as { items: { jobseekerVersion: number }[] }).items
  return first !== undefined && first.jobseekerVersion >= version
}
