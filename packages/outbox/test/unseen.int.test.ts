import { type Consumer, consumers, consumersOf } from '@zhihe/contracts/event'
import { openDatabase } from '@zhihe/postgres/pool'
import { createTestDatabase } from '@zhihe/testing/database'
import { v7 } from 'uuid'
import { expect, it } from 'vitest'

/** Whose relays send something to whom (`consumersOf`): whoever announces a type of event. */
const emitters: Record<string, readonly Consumer[]> = {
  zhihe_postings: [...consumersOf['posting.published'], ...consumersOf['import.finished']],
  zhihe_jobseekers: [...consumersOf['jobseeker.erased'], ...consumersOf['disclosure.granted']],
  zhihe_matching: [...consumersOf['shortlist.changed'], ...consumersOf['exposure.changed'], ...consumersOf['rebuild.batch_due']],
  zhihe_webhooks: [],
  zhihe_queue: [],
}

it('a relay may ask every consumer of its events what has not arrived there, and nobody else may', async () => {
  await using database = await createTestDatabase()
  await using owner = openDatabase({ url: database.adminUrl, applicationName: 'test', maxConnections: 1 })
  const [arrived, missing] = [v7(), v7()]
  for (const consumer of consumers) {
    await owner.pool.query(`insert into ${consumer}.inbox (consumer, event_id) values ($1, $2), ('another', $3)`, [
      consumer,
      arrived,
      missing,
    ])
  }

  const answers: Record<string, string[]> = {}
  for (const role of Object.keys(emitters)) {
    await using own = openDatabase({ url: database.url(role), applicationName: 'test', maxConnections: 1 })
    const ask = async (consumer: Consumer): Promise<string[]> =>
      await own.pool.query(`select id from ${consumer}.unseen($1) as id`, [[arrived, missing]]).then(
        ({ rows }) => (rows.length === 1 && rows[0]?.id === missing ? [consumer] : ['a wrong answer']),
        () => [],
      )
    answers[role] = (await Promise.all(consumers.map(ask))).flat()
  }

  expect(answers).toEqual(
    Object.fromEntries(Object.entries(emitters).map(([role, heard]) => [role, consumers.filter((consumer) => heard.includes(consumer))])),
  )
})
