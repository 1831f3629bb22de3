import { createHash, createHmac } from 'node:crypto'
import type { RouteContract } from '@zhihe/contracts/route'
import type { Db, Transaction } from '@zhihe/postgres/pool'
import { retryConflicts } from '@zhihe/postgres/retry-conflicts'
import { failpoint } from '@zhihe/runtime/failpoint'
import { and, eq } from 'drizzle-orm'
import { pgSchema, smallint, text, timestamp, uuid } from 'drizzle-orm/pg-core'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { fieldError } from './field-errors.ts'
import { problem } from './problem.ts'

/** The table a service keeps its first answers in; its DDL is `idempotency.sql` beside this file. */
export function idempotencyTable(schema: string) {
  return pgSchema(schema).table('idempotency_keys', {
    tenantId: uuid('tenant_id').notNull(),
    key: text('key').notNull(),
    fingerprint: text('fingerprint').notNull(),
    status: smallint('status'),
    body: text('body'),
    createdAt: timestamp('created_at', { withTimezone: true, mode: 'date' }).notNull(),
  })
}
export type IdempotencyTable = ReturnType<typeof idempotencyTable>

export interface Once {
  db: Db
  table: IdempotencyTable
  contract: RouteContract
  request: FastifyRequest
  reply: FastifyReply
  now: Date
  /**
   * With it the stored fingerprint of a body tells nothing about the body: needed where bodies hold personal data. Of several keys the first makes
   * fingerprints and all recognise them, so that a request that was answered under the key before is still the same request.
   */
  fingerprintKey?: Buffer | readonly [Buffer, ...Buffer[]]
  /** Does the work in the transaction given and returns the answer; what it throws is not remembered. */
  run: (tx: Transaction) => Promise<{ status: number; body: unknown }>
}

const headerPattern = /^[\x21-\x7e]{1,255}$/
const lockTimeout = '55P03'

/**
 * Runs a POST once per (tenant, Idempotency-Key): the work and the answer are one transaction, and the same request gets the first answer
 * again, byte for byte. Another request under the same key is the Problem `idempotency_key_reused`; one that is still running is
 * `idempotency_in_progress`. Without the header it is a plain transaction.
 */
export async function once(options: Once): Promise<FastifyReply> {
  const { db, contract, request, reply, run } = options
  const key = readIdempotencyKey(request)
  if (key === null) {
    const { status, body } = await retryConflicts(() => db.transaction(run))
    return reply.code(status).send(body)
  }
  const answer = await retryConflicts(() => db.transaction(async (tx) => await firstAnswer(tx, options, key)))
  failpoint('once.committed')
  if (answer.replayed) reply.header('idempotent-replayed', 'true')
  return reply.code(answer.status).type('application/json').send(answer.text)

  async function firstAnswer(tx: Transaction, { table, now, fingerprintKey }: Once, given: string) {
    const { tenantId } = request.principal
    const known = fingerprintsOf(request, fingerprintKey)
    const [fingerprint] = known
    const inserted = await tx
      .insert(table)
      .values({ tenantId, key: given, fingerprint, createdAt: now })
      .onConflictDoNothing()
      .returning({ key: table.key })
      .catch((error: unknown) => {
        // Whoever holds the key has not committed yet.
        if (isLockTimeout(error)) throw problem('idempotency_in_progress', { retryAfterSeconds: 1 })
        throw error
      })
    const same = and(eq(table.tenantId, tenantId), eq(table.key, given))
    if (inserted.length === 0) return await storedAnswer(tx, { table, same, known })
    failpoint('once.key-taken')
    const { status, body } = await run(tx)
    const schema = contract.schema.response[status]
    if (!schema) throw new Error(`${contract.config.operationId} answered ${status}, which its contract does not know`)
    const encoded = JSON.stringify(z.encode(schema, body))
    failpoint('once.done')
    await tx.update(table).set({ status, body: encoded }).where(same)
    failpoint('once.answer-kept')
    return { status, text: encoded, replayed: false }
  }
}

async function storedAnswer(
  tx: Transaction,
  { table, same, known }: { table: IdempotencyTable; same: ReturnType<typeof and>; known: readonly string[] },
) {
  const [row] = await tx.select().from(table).where(same)
  if (!row) throw problem('idempotency_in_progress', { retryAfterSeconds: 1 })
  if (!known.includes(row.fingerprint))
    throw problem('idempotency_key_reused', {
      errors: [fieldError('#/header/Idempotency-Key', 'reused', { zh: '请换一个新的键。', en: 'Choose a new key.' })],
    })
  if (row.status === null || row.body === null) throw problem('idempotency_in_progress', { retryAfterSeconds: 1 })
  return { status: row.status, text: row.body, replayed: true }
}

/** The Idempotency-Key of a request, null without one; throws the Problem `invalid_request` for one that is none. */
export function readIdempotencyKey(request: FastifyRequest): string | null {
  const header = request.headers['idempotency-key']
  if (header === undefined) return null
  if (typeof header === 'string' && headerPattern.test(header)) return header
  const say = { zh: '应为 1 到 255 个可见 ASCII 字符，且只出现一次。', en: 'Send 1 to 255 visible ASCII characters, once.' }
  throw problem('invalid_request', { errors: [fieldError('#/header/Idempotency-Key', 'bad_format', say)] })
}

function fingerprintsOf(request: FastifyRequest, keys: Once['fingerprintKey']): [string, ...string[]] {
  const text = `${request.method} ${request.url}\n${JSON.stringify(request.body ?? null)}`
  if (keys === undefined) return [createHash('sha256').update(text).digest('base64url')]
  const [first, ...rest] = Buffer.isBuffer(keys) ? ([keys] as const) : keys
  const under = (key: Buffer) => createHmac('sha256', key).update(text).digest('base64url')
  return [under(first), ...rest.map(under)]
}

function isLockTimeout(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  return ('code' in error && error.code === lockTimeout) || isLockTimeout(error.cause)
}
