import { readFileSync } from 'node:fs'
import { type DomainEvent, domainEvent } from '@zhihe/contracts/event'
import { eventually } from '@zhihe/testing/eventually'
import { expect, it } from 'vitest'
import { change, close, jobseeker, posting, publish } from './facts.ts'
import { startMatching } from './matching-service.ts'

type Exposure = Extract<DomainEvent, { type: 'exposure.changed' }>['data']['people'][number]

const counted = `
  select jobseeker_id as "jobseekerId", count(*)::integer as lists, (count(*) filter (where rank = 1))::integer as "firstPlaces"
  from matching.shortlist_entries group by jobseeker_id order by jobseeker_id`
const kept = `
  select jobseeker_id as "jobseekerId", lists, first_places as "firstPlaces" from matching.exposures where lists > 0 order by jobseeker_id`

it('says of everybody how often she is listed, with a rising seq, although two workers change the lists she is on at once', async () => {
  await using matching = await startMatching()
  const workers = [matching.startWorker(), matching.startWorker()]
  const people = Array.from({ length: 24 }, () => jobseeker())
  const jobs = Array.from({ length: 8 }, () => posting())
  const take = async (events: DomainEvent[]) => await Promise.all(events.map((event, at) => workers[at % 2]!.take(event)))

  await take([...people.map((one) => change(one)), ...jobs.map((one) => publish(one))])
  await take([
    ...people.slice(0, 6).map((person) => change({ ...person, version: 2, active: false })),
    ...jobs.slice(0, 3).map(({ id }) => close(id, 2)),
    ...people.slice(6, 12).map((person) => change({ ...person, version: 2, education: 'bachelor' })),
  ])
  await eventually(async () => expect(await matching.due()).toBe(0), { withinMs: 15_000 })

  const truth = await matching.rows<Exposure>(counted)
  expect(truth.length).toBeGreaterThan(5)
  expect(await matching.rows(kept)).toEqual(truth)
  const told = (await matching.emitted()).flatMap((event) => (event.type === 'exposure.changed' ? event.data.people : []))
  const newest = [...Map.groupBy(told, ({ jobseekerId }) => jobseekerId)].map(([jobseekerId, said]) => {
    const seqs = said.map(({ seq }) => seq).sort((a, b) => a - b)
    expect(seqs).toEqual(seqs.map((_, at) => at + 1))
    const last = said.find(({ seq }) => seq === seqs.length)
    return { jobseekerId, lists: last?.lists, firstPlaces: last?.firstPlaces }
  })
  expect(newest.filter(({ lists }) => lists !== 0).sort((a, b) => (a.jobseekerId < b.jobseekerId ? -1 : 1))).toEqual(truth)
})

it('is begun by the migration with the lists that stood before it', async () => {
  await using matching = await startMatching()
  const worker = matching.startWorker()
  const job = posting()
  for (const person of Array.from({ length: 4 }, () => jobseeker())) await worker.take(change(person))
  await worker.take(publish(job))
  await eventually(async () => expect(await matching.list(job.id)).toHaveLength(4))
  await matching.rows('delete from matching.exposures')
  await matching.rows('delete from matching.outbox')
  const migration = readFileSync(new URL('../migrations/20261122090000_exposures/migration.sql', import.meta.url), 'utf8')

  await matching.database.pool.query(migration.slice(migration.indexOf('insert into'), migration.indexOf('grant ')))

  expect(await matching.rows(kept)).toEqual(await matching.rows<Exposure>(counted))
  const [event, ...more] = (await matching.emitted()).map((one) => domainEvent.parse(one))
  expect(more).toEqual([])
  expect(event).toMatchObject({ type: 'exposure.changed' })
  const people = event?.type === 'exposure.changed' ? event.data.people : []
  expect(people.map(({ lists }) => lists)).toEqual([1, 1, 1, 1])
  expect(people.filter(({ firstPlaces }) => firstPlaces === 1)).toHaveLength(1)
})
