import { openDatabase } from '@zhihe/postgres/pool'
import { openProducer } from '@zhihe/queue/producer'
import { eventually } from '@zhihe/testing/eventually'
import { queueBackends } from '@zhihe/testing/queue-backends'
import { describe, expect, it } from 'vitest'
import { startMatchingWorker } from '../src/start-worker.ts'
import { change, jobseeker, posting, publish } from './facts.ts'
import { candidateRefKey, startMatching } from './matching-service.ts'

describe.each(queueBackends())('the matching worker on $name', ({ open }) => {
  it('turns events of the queue into lists, with two workers and events delivered twice', async () => {
    await using backend = await open()
    await using matching = await startMatching()
    await using stack = new AsyncDisposableStack()
    const { logger, url } = matching
    const queue = { url: backend.url, queue: 'matching', keyPrefix: backend.keyPrefix }
    const workers = [1, 2].map((number) => {
      const database = stack.use(openDatabase({ url, applicationName: `matching-worker-${number}` }))
      return stack.use(
        startMatchingWorker({
          database,
          listenUrl: url,
          queueUrl: backend.url,
          queueKeyPrefix: backend.keyPrefix,
          candidateRefKey,
          now: () => new Date(),
          logger,
        }),
      )
    })
    const producer = stack.use(openProducer({ ...queue, logger }))
    const jobs = Array.from({ length: 6 }, () => posting())
    const people = Array.from({ length: 8 }, () => jobseeker())
    const events = [...jobs.map((job) => publish(job)), ...people.map((person) => change(person))]

    await producer.addBulk(events.map((event) => ({ name: event.type, data: event, jobId: `event-${event.id}` })))
    await producer.addBulk(events.map((event) => ({ name: event.type, data: event, jobId: `again-${event.id}` })))
    await producer.addBulk([{ name: 'nonsense', data: { id: 1 }, jobId: 'nonsense' }])

    await eventually(
      async () => {
        for (const job of jobs) expect(await matching.list(job.id)).toHaveLength(8)
        expect(await matching.due()).toBe(0)
        expect(await workers[0]!.consumer.stats()).toEqual({ waiting: 0, active: 0, delayed: 0, failed: 1 })
      },
      { withinMs: 20_000 },
    )
    const proposed = (await matching.emitted()).flatMap((event) => (event.type === 'shortlist.changed' ? event.data.proposed : []))
    expect(new Set(proposed.map(({ matchId }) => matchId)).size).toBe(48)
    expect(proposed).toHaveLength(48)
    const ready = await Promise.all(workers.flatMap(({ checks }) => checks.map(async ({ check }) => await check())))
    expect(ready.every((answer) => answer !== false)).toBe(true)
  })
})
