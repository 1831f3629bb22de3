import type { Scenario, ScenarioContext, Seen } from '../scenario.ts'
import { openFair, postingIdOf, statusOf } from './parts/fair.ts'

const right = 'execute on function audit.append'
const service = 'zhihe_jobseekers'

export const keysAuditFails: Scenario = {
  id: 'keys-audit-fails',
  rows: ['c43'],
  fault: 'the audit cannot be written: the right to append is taken away by SQL',
  component: 'jobseekers API',
  expected: 'Whatever opens an identity is refused with 503 and nothing of it shown; the rest works; reading works again with the right.',
  backends: ['postgres'],
  inQuick: true,
  run,
}

async function run(context: ScenarioContext): Promise<Seen> {
  await using world = await context.startWorld()
  await using fair = await openFair(world)
  const id = await fair.person(0)
  const read = async () => await world.ask({ method: 'GET', path: `/v1/jobseekers/${id}`, role: 'federation' })
  const change = async () =>
    await world.ask({ method: 'PATCH', path: `/v1/jobseekers/${id}`, role: 'federation', body: { profile: { commuteMaxKm: 7 } } })
  const before = statusOf(await read())
  const entriesBefore = await countEntries()
  await world.database.pool.query(`revoke ${right} from ${service}`)
  const refused = await Promise.all([...Array.from({ length: 20 }, read), change()])
  const posting = postingIdOf(await fair.put('unaudited'))
  const entriesMeanwhile = (await countEntries()) - entriesBefore
  await world.database.pool.query(`grant ${right} to ${service}`)
  const after = statusOf(await read())

  const statuses = [...new Set(refused.map(statusOf))]
  const shown = refused.filter((answer) => JSON.stringify(answer).includes('试验者')).length
  return {
    ok:
      before === 200 && after === 200 && statuses.length === 1 && statuses[0] === 503 && shown + entriesMeanwhile === 0 && posting !== null,
    seen: `${refused.length} readings and changes were answered ${statuses.join(', ')}, ${shown} showed anything, ${entriesMeanwhile} entries came into the audit; a posting was ${posting === null ? 'refused' : 'taken'} meanwhile; with the right again: ${after}.`,
    figures: { refused: refused.length, shown },
  }

  async function countEntries(): Promise<number> {
    const { rows } = await world.database.pool.query<{ entries: number }>('select count(*)::int as entries from audit.entries')
    return rows[0]?.entries ?? 0
  }
}
