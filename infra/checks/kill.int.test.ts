import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { startWebhookCatcher } from '@zhihe/testing/webhook-catcher'
import { Pool } from 'pg'
import { expect, it } from 'vitest'
import { ApiClient } from '../local/api-client.ts'
import { countUnderway } from '../local/settled.ts'
import { housePlace, processesOf, startHouse } from '../local/spawn-house.ts'

// `ZHIHE_KILL_POSTINGS=5000` is the long form.
const count = Number(process.env['ZHIHE_KILL_POSTINGS'] ?? 300)
const rounds = 2
const victims = [
  'services/matching/src/worker.ts',
  'services/postings/src/relay.ts',
  'services/matching/src/relay.ts',
  'services/webhooks/src/worker.ts',
  'services/jobseekers/src/worker.ts',
]
const settleMs = 60_000 + count * 80

it(
  `matches every posting and tells each match once, although workers and relays are killed in the middle of ${count} postings`,
  async () => {
    using place = await housePlace()
    await using catcher = await startWebhookCatcher()
    const house = await startHouse(place)
    const { origin, keys } = house.local
    const organiser = new ApiClient(origin, keys.organiser)
    const { url } = JSON.parse(readFileSync(join(place.dataDir, 'database.json'), 'utf8')) as { url: string }
    const pool = new Pool({ connectionString: url, max: 2 })
    const employer = await organiser.post<{ id: string }>('/v1/employers', {
      uscc: '91990106MA0TETT2XY',
      name: '推送中断测试企业',
      kind: 'private',
      regionCode: '330106',
    })
    await new ApiClient(origin, keys.enterprise).post('/v1/webhook-endpoints', {
      url: catcher.url,
      events: ['match.proposed', 'match.withdrawn', 'posting.published'],
    })

    const items = Array.from({ length: count }, (_, index) => ({
      ...posting,
      employerId: employer.id,
      source: 'kill',
      externalId: `k-${index}`,
    }))
    const push = organiser.post<{ counts: { created: number }; results: { id: string }[] }>('/v1/postings/batch', { items }, 'kill-push')
    for (let round = 0; round < rounds; round++) {
      await progressOf(pool, round)
      for (const victim of victims)
        for (const { pid } of processesOf(place.folder).filter(({ command }) => command.includes(victim))) process.kill(pid, 'SIGKILL')
    }
    const { counts, results } = await push
    await expect.poll(() => countUnderway(pool), { timeout: settleMs, interval: 500 }).toBe(0)
    await expect.poll(() => pendingMessages(pool), { timeout: settleMs, interval: 500 }).toBe(0)
    await expect.poll(() => wrongExposures(pool), { timeout: settleMs, interval: 500 }).toBe(0)

    expect(counts.created).toBe(count)
    const pages = await Promise.all(
      results.slice(0, 200).map(({ id }) => organiser.get<{ items: unknown[] }>(`/v1/matches?postingId=${id}&limit=1`)),
    )
    expect(pages.filter(({ items: found }) => found.length === 0)).toEqual([])
    const { rows } = await pool.query(effects, [results.map(({ id }) => id)])
    expect(rows).toEqual([
      { copies: count, lists: count, repeated_proposals: 0, untold_entries: 0, repeated_messages: 0, published_messages: count },
    ])

    const distinct = new Set(catcher.requests.map(({ headers }) => headers['webhook-id']))
    const told = new Set(catcher.requests.map(({ rawBody }) => whatIsTold(rawBody)))
    expect(told.size).toBe(distinct.size)
    process.stdout.write(
      `kill test: ${count} postings, ${rounds * victims.length} kills, ${distinct.size} messages, ${catcher.requests.length - distinct.size} sent again under the same id\n`,
    )
    await pool.end()
    await house.interrupt()
  },
  settleMs * 3,
)

const posting = {
  title: '数据标注员',
  description: '在电脑上标注图片',
  regionCode: '330106',
  headcount: 2,
  education: 'none',
  workMode: 'hybrid',
  pay: { minFen: 450_000, maxFen: 600_000, unit: 'month', negotiable: false },
  closesAt: '2030-06-30T23:59:59+08:00',
}

// Once per round: when a share of the events has reached matching.
async function progressOf(pool: Pool, round: number): Promise<void> {
  const arrived = async () =>
    Number((await pool.query("select count(*) from matching.postings where facts->>'regionCode' = '330106'")).rows[0]?.count)
  const before = await arrived()
  await expect
    .poll(arrived, { timeout: settleMs, interval: 20 })
    .toBeGreaterThanOrEqual(round === 0 ? 1 : Math.min(before + count / 10, count))
}

async function pendingMessages(pool: Pool): Promise<number> {
  const { rows } = await pool.query<{ pending: string }>(
    "select (select count(*) from webhooks.messages where status = 'pending') + (select count(*) from matching.outbox o where o.type = 'shortlist.changed' and (published_at is null or not exists (select from webhooks.inbox i where i.event_id = o.id))) as pending",
  )
  return Number(rows[0]?.pending)
}

// People of whom the register counts other than what the lists say.
async function wrongExposures(pool: Pool): Promise<number> {
  const { rows } = await pool.query<{ wrong: string }>(`
    with listed as (
      select jobseeker_id, count(*) as lists, count(*) filter (where rank = 1) as first_places from matching.shortlist_entries group by jobseeker_id
    )
    select count(*) as wrong
    from listed l full join jobseekers.exposures e using (jobseeker_id) full join matching.exposures m using (jobseeker_id)
    where (coalesce(l.lists, 0), coalesce(l.first_places, 0)) is distinct from (e.lists::bigint, e.first_places::bigint)
      or (e.seq, e.proposals) is distinct from (m.seq, m.proposals)`)
  return Number(rows[0]?.wrong)
}

const whatIsTold = (body: Buffer) => {
  const { type, data } = JSON.parse(body.toString()) as { type: string; data: { matchId?: string; postingId: string; seq: number } }
  return `${type} ${data.matchId ?? data.postingId} ${data.seq}`
}

const effects = `
  with pushed as materialized (select unnest($1::uuid[]) as id),
  told as materialized (
    select o.payload->'data' as data from matching.outbox o
    where (o.payload->'data'->>'postingId')::uuid in (select id from pushed)
  ),
  moves as (
    select p->>'matchId' as match_id, 1 as step from told, jsonb_array_elements(data->'proposed') p
    union all
    select p->>'matchId', -1 from told, jsonb_array_elements(data->'withdrawn') p
  ),
  net as (select match_id, sum(step) as times from moves group by match_id)
  select
    (select count(*)::int from matching.postings join pushed using (id)) as copies,
    (select count(*)::int from matching.shortlists s join pushed on pushed.id = s.posting_id where s.size > 0) as lists,
    (select count(*)::int from net where times not in (0, 1)) as repeated_proposals,
    (select count(*)::int from net where times = 1) - (select count(*)::int from matching.shortlist_entries e join pushed on pushed.id = e.posting_id) as untold_entries,
    (select count(*)::int from (select from webhooks.messages group by endpoint_id, type, posting_id, body::json->'data'->>'matchId', seq having count(*) > 1) m) as repeated_messages,
    (select count(*)::int from webhooks.messages m join pushed on pushed.id = m.posting_id where m.type = 'posting.published') as published_messages`
