import { readFile } from 'node:fs/promises'
import type { Consumer, NewDomainEvent } from '@zhihe/contracts/event'
import { type Database, openDatabase } from '@zhihe/postgres/pool'
import { createLogger } from '@zhihe/runtime/log'
import { createTestDatabase } from '@zhihe/testing/database'
import { v7 } from 'uuid'
import { appendToOutbox } from '../src/append.ts'
import type { OutboxJob, Publish } from '../src/publish-batch.ts'
import { type QueueMemory, type RelayOptions, startRelay } from '../src/relay.ts'
import { outboxTables } from '../src/tables.ts'

export const schema = 'emitter'
export const { outbox, inbox } = outboxTables(schema)
export const logger = createLogger({ name: 'test', level: 'silent' })
const now = new Date('2026-11-22T09:00:00Z')

export interface World extends AsyncDisposable {
  url: string
  database: Database
  /** Commits events for one consumer (`matching`) and returns their ids. */
  append(count: number): Promise<string[]>
  relay(options: { publish: Publish } & Partial<RelayOptions>): ReturnType<typeof startRelay>
  /** The consumer notes that it has these events. */
  arrive(consumer: Consumer, ids: readonly string[]): Promise<void>
  query<T extends object>(text: string, parameters?: unknown[]): Promise<T[]>
}

/** A database with one service's outbox and inbox, made from `ddl.sql`. */
export async function createWorld(): Promise<World> {
  const testDatabase = await createTestDatabase()
  const url = testDatabase.url()
  const database = openDatabase({ url, applicationName: 'outbox-test', maxConnections: 24 })
  const ddl = await readFile(new URL('../ddl.sql', import.meta.url), 'utf8')
  await database.pool.query(`create schema ${schema}; ${ddl.replaceAll('SCHEMA.', `${schema}.`)}`)
  return {
    url,
    database,
    append: (count) =>
      database.db.transaction(async (tx) => (await appendToOutbox(tx, outbox, { events: updates(count), now })).map(({ id }) => id)),
    arrive: async (consumer, ids) =>
      void (await database.pool.query(
        `insert into ${consumer}.inbox (consumer, event_id) select $1, unnest($2::uuid[]) on conflict do nothing`,
        [consumer, ids],
      )),
    relay: (options) => startRelay({ database, listenUrl: url, schema, logger, ...options }),
    query: async (text, parameters) => (await database.pool.query(text, parameters)).rows,
    [Symbol.asyncDispose]: async () => {
      await database[Symbol.asyncDispose]()
      await testDatabase[Symbol.asyncDispose]()
    },
  }
}

/** Events that `matching` alone hears of. */
export function updates(count: number): NewDomainEvent[] {
  return Array.from({ length: count }, () => ({
    type: 'jobseeker.changed' as const,
    data: { tenantId: v7(), facts: unknownPerson() },
  }))
}

export function closed(): NewDomainEvent {
  const [postingId, tenantId, employerId] = [v7(), v7(), v7()]
  return {
    type: 'posting.closed',
    data: { postingId, tenantId, employerId, source: 'fair', externalId: '1', title: '校对员', version: 2, reasonCode: 'filled' },
  }
}

/** A queue as the relay sees it: what it was given it holds, until it is taken or wiped. */
export interface FakeQueue extends QueueMemory {
  jobIds: Set<string>
  marks: Map<string, string>
  /** What was ever added, in order. */
  added: string[]
  wipe(): void
}

export function fakeQueue(): FakeQueue {
  const [jobIds, marks, added] = [new Set<string>(), new Map<string, string>(), [] as string[]]
  return {
    jobIds,
    marks,
    added,
    wipe: () => {
      jobIds.clear()
      marks.clear()
    },
    mark: async (name, proposed) => {
      marks.set(name, marks.get(name) ?? proposed)
      return marks.get(name) ?? proposed
    },
    holds: async (ids) => new Set(ids.filter((id) => jobIds.has(id))),
  }
}

/** Puts jobs into such queues. */
export function publishTo(queues: Partial<Record<Consumer, FakeQueue>>): Publish {
  return async (consumer, jobs) => {
    for (const { jobId, data } of jobs) {
      queues[consumer]?.jobIds.add(jobId)
      queues[consumer]?.added.push(data.id)
    }
  }
}

/** Records what it is given, per consumer. */
export function recorder(): { publish: Publish; jobs: OutboxJob[]; ids: () => string[] } {
  const jobs: OutboxJob[] = []
  return {
    jobs,
    ids: () => jobs.map(({ data }) => data.id),
    publish: async (_consumer, batch) => {
      jobs.push(...batch)
    },
  }
}

function unknownPerson() {
  return {
    id: v7(),
    version: 1,
    active: true,
    consentsToMatching: true,
    birthMonth: null,
    sex: null,
    education: null,
    regionCode: null,
    willingRegions: null,
    commuteMaxKm: null,
    commuteMaxMinutes: null,
    commuteModes: null,
    workModes: null,
    employmentForms: null,
    desiredOccupations: null,
    payFloorFen: null,
    skills: [],
    licences: null,
    experience: null,
    capabilities: [],
    accommodationsNeeded: null,
  }
}
