import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { UnrecoverableJobError } from '@zhihe/queue/policy'
import { openProducer } from '@zhihe/queue/producer'
import { createLogger } from '@zhihe/runtime/log'
import { v7 as uuidv7 } from 'uuid'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { consumeEvent } from '../src/jobs/consume-event.ts'
import { exposureChanged } from './exposures.ts'
import { type Register, startRegister } from './register.ts'

const entry = fileURLToPath(new URL('../src/worker.ts', import.meta.url))
const logger = createLogger({ name: 'test', level: 'silent' })

let register: Register
let child: ChildProcess | undefined
beforeAll(async () => {
  register = await startRegister()
})
afterEach(() => void child?.kill('SIGKILL'))
afterAll(() => register[Symbol.asyncDispose]())

const kept = async (id: string) => {
  const [row] = await register.query(
    'select seq::integer, lists, first_places, proposals from jobseekers.exposures where jobseeker_id = $1',
    [id],
  )
  return row
}
const hear = async (data: unknown) => await consumeEvent({ db: register.database.db })({ data })

describe('an event of exposure', () => {
  it('is kept when it is newer, however often and in whatever order events come', async () => {
    const id = uuidv7()
    const [first, second, third] = [1, 2, 3].map((seq) =>
      exposureChanged([{ jobseekerId: id, seq, lists: seq * 2, firstPlaces: 1, proposals: seq * 3 }]),
    )

    for (const event of [second, second, first]) await hear(event)
    expect(await kept(id)).toEqual({ seq: 2, lists: 4, first_places: 1, proposals: 6 })

    await Promise.all([third, third, first].map(hear))
    expect(await kept(id)).toEqual({ seq: 3, lists: 6, first_places: 1, proposals: 9 })
  })

  it('may name a person twice; the newer one counts', async () => {
    const id = uuidv7()

    await hear(
      exposureChanged([
        { jobseekerId: id, seq: 5, lists: 1 },
        { jobseekerId: id, seq: 4, lists: 9 },
      ]),
    )

    expect(await kept(id)).toMatchObject({ seq: 5, lists: 1 })
  })

  it('that speaks of nobody any more is received as well', async () => {
    const event = exposureChanged([])

    await hear(event)

    expect(await register.query('select consumer from jobseekers.inbox where event_id = $1', [event.id])).toHaveLength(1)
  })

  it('of crossing crowds does not end in a deadlock', async () => {
    const ids = Array.from({ length: 300 }, () => uuidv7())
    const crowd = (seq: number, some: readonly string[]) => exposureChanged(some.map((jobseekerId) => ({ jobseekerId, seq, lists: seq })))

    await Promise.all(Array.from({ length: 8 }, (_, turn) => hear(crowd(turn + 1, turn % 2 === 0 ? ids : ids.toReversed()))))

    const rows = await register.query<{ seq: number }>(
      'select distinct seq::integer from jobseekers.exposures where jobseeker_id = any($1)',
      [ids],
    )
    expect(rows).toEqual([{ seq: 8 }])
  })

  it('that is none of the contract is a dead letter, and one of another kind is no concern of ours', async () => {
    await expect(hear({ ...exposureChanged([{}]), type: 'exposure.invented' })).rejects.toThrow(UnrecoverableJobError)
    await expect(hear(exposureChanged([{ lists: -1 }]))).rejects.toThrow('the job is no event of the contract')
  })
})

describe('the worker process', () => {
  it('needs no key of the vault, keeps what comes by its queue, and stops on SIGTERM with code 0', async () => {
    const queueUrl = register.testDatabase.url('zhihe_queue')
    const env = {
      PATH: process.env['PATH'],
      LOG_LEVEL: 'error',
      DATABASE_URL: register.testDatabase.url('zhihe_jobseekers'),
      QUEUE_URL: queueUrl,
    }
    child = fork(entry, { env, execArgv: [], stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
    await once(child, 'message')
    await using producer = openProducer({ url: queueUrl, queue: 'jobseekers', logger })
    const id = uuidv7()
    const event = exposureChanged([{ jobseekerId: id, seq: 7, lists: 2, proposals: 2 }])

    await producer.addBulk([{ name: event.type, data: event, jobId: `event-${event.id}` }])

    await expect.poll(() => kept(id), { timeout: 15_000 }).toMatchObject({ seq: 7, lists: 2 })
    child.kill('SIGTERM')
    expect(await once(child, 'exit')).toEqual([0, null])
  })
})
