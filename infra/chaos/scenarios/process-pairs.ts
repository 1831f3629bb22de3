import type { Scenario, ScenarioContext, Seen } from '../scenario.ts'
import { layGround } from '../world/ground.ts'
import { allArrived, putMany, wrongEffects } from './parts/held-events.ts'

const doneWithinMs = 60_000

export const pairs: Scenario = {
  id: 'process-two-of-a-kind',
  rows: ['c38'],
  fault: 'two relays, two matching workers and two senders at once',
  component: 'relays, workers, senders',
  expected: 'each event is claimed once, each attempt made once, each list told once',
  backends: ['postgres', 'redis'],
  inQuick: false,
  run: async ({ startWorld, quick }: ScenarioContext): Promise<Seen> => {
    await using world = await startWorld({ instances: { 'matching-worker': 2, 'webhooks-worker': 2, 'postings-relay': 2 } })
    await using ground = await layGround(world)
    const ids: string[] = []
    for (let round = 0; round < (quick ? 5 : 25); round++) ids.push(...(await putMany(world, ground, 40)))
    const doneMs = await allArrived(world, ground, ids, doneWithinMs)
    const { rows } = await world.database.pool.query<{ attempts: number; messages: number }>(
      `select count(*)::int as attempts, count(distinct message_id)::int as messages
       from webhooks.attempts a join webhooks.messages m on m.id = a.message_id where m.endpoint_id = $1`,
      [ground.endpointId],
    )
    const { attempts = 0, messages = 0 } = rows[0] ?? {}
    const { repeated } = await wrongEffects(world)
    const overtaken = ['postings-relay', 'postings-relay-2'].flatMap((name) =>
      world.processes.log(name).filter(({ msg }) => msg.includes('after their lease ended')),
    )
    return {
      ok: doneMs !== null && attempts === messages && repeated === 0 && overtaken.length === 0,
      seen: `${ids.length} postings, ${doneMs === null ? 'not all told' : 'all told'}; ${attempts} attempts for ${messages} messages, ${repeated} told twice, ${overtaken.length} claims overtaken.`,
      figures: { attempts, messages, repeated },
    }
  },
}
