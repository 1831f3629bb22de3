import { v7 } from 'uuid'
import { describe, expect, it } from 'vitest'
import { createIntake } from '../src/jobs/intake.ts'
import { change, jobseeker, organiserTenant, posting, publish } from './facts.ts'
import { startMatching } from './matching-service.ts'

const claim = { token: 'test', leaseMs: 60_000 }

describe('events that come together', () => {
  it('are kept in one transaction, of each person the newest, each event once', async () => {
    await using matching = await startMatching()
    const keep = createIntake(matching.database.db, claim)
    const [person, other, job] = [jobseeker(), jobseeker(), posting()]
    const history = [1, 3, 2].map((version) => change({ ...person, version }))
    const twice = change(other)

    const marks = await Promise.all([...history, publish(job), twice, twice].map(keep))
    const again = await Promise.all([...history, twice].map(keep))

    expect(marks.map((mark) => mark?.entityId)).toEqual([undefined, person.id, undefined, job.id, other.id, undefined])
    expect(again).toEqual([null, null, null, null])
    expect(await matching.due()).toBe(3)
    expect(
      await matching.rows('select count(*)::integer as events, count(distinct xmin::text)::integer as transactions from matching.inbox'),
    ).toEqual([{ events: 5, transactions: 1 }])
    expect(await matching.rows('select version from matching.jobseeker_facts where id = $1', [person.id])).toEqual([{ version: 3 }])
  })

  it('are kept although one of them cannot be', async () => {
    await using matching = await startMatching()
    const keep = createIntake(matching.database.db, claim)
    const broken = change(jobseeker({ version: 0 }))

    const outcomes = await Promise.allSettled([change(jobseeker()), broken, change(jobseeker())].map(keep))

    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    expect(await matching.due()).toBe(2)
    expect(await matching.rows('select from matching.inbox where event_id = $1', [broken.id])).toEqual([])
  })

  it('say whose posting it is, also when that is another employer than before', async () => {
    await using matching = await startMatching()
    const keep = createIntake(matching.database.db, claim)
    const job = posting()
    const [before, after] = [v7(), v7()]

    await keep(publish(job, organiserTenant, before))
    await keep(publish({ ...job, version: 2 }, organiserTenant, after))

    expect(await matching.rows('select employer_id from matching.postings')).toEqual([{ employer_id: after }])
  })

  it('are each kept once by two workers that were given the same', async () => {
    await using matching = await startMatching()
    const workers = [createIntake(matching.database.db, claim), createIntake(matching.database.db, claim)]
    const events = Array.from({ length: 40 }, () => change(jobseeker()))

    const marks = await Promise.all([...events.map(workers[0]!), ...events.toReversed().map(workers[1]!)])

    expect(marks.filter((mark) => mark !== null)).toHaveLength(40)
    expect(await matching.due()).toBe(40)
  })
})
