import { createLogger } from '@zhihe/runtime/log'
import { v7 as uuidv7 } from 'uuid'
import { expect, vi } from 'vitest'
import { startImportWorker } from '../src/jobs/import-worker.ts'
import { type Body, noon, type PostingsService } from './postings-service.ts'

export interface SentFile {
  file: Buffer | string
  type: string
  name?: string
  key?: string
  token?: string
}

export interface Item {
  sheet: string
  row: number
  outcome: string
  title: string | null
  externalId: string | null
  status: string | null
  postingId: string | null
  questions: { pointer: string }[]
  errors: { pointer: string; code: string; zh: string; en: string }[]
}

export interface Imports {
  send: (sent: SentFile) => Promise<{ status: number; body: Body; text: string; headers: Record<string, unknown> }>
  /** Sends and waits for the end; gives the import as it then is. */
  run: (sent: SentFile) => Promise<Body>
  /** Waits until it is finished, failed or asks for a mapping. */
  finished: (id: string) => Promise<Body>
  /** The first 200. */
  itemsOf: (id: string) => Promise<Item[]>
}

/** The imports of one fair. */
export function importsOf(postings: PostingsService, fairId: string): Imports {
  const send: Imports['send'] = async ({ file, type, name, key, token = postings.organiser }) => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': type, ...(key === undefined ? {} : { 'idempotency-key': key }) }
    const query = name === undefined ? '' : `?fileName=${encodeURIComponent(name)}`
    const response = await postings.app.inject({ method: 'POST', url: `/v1/fairs/${fairId}/imports${query}`, headers, payload: file })
    return { status: response.statusCode, body: response.json<Body>(), text: response.body, headers: response.headers }
  }
  const finished: Imports['finished'] = async (id) =>
    await vi.waitFor(
      async () => {
        const { body } = await postings.call({ url: `/v1/imports/${id}` })
        if (!['finished', 'failed', 'needs_mapping'].includes(String(body['status']))) throw new Error(`it is ${String(body['status'])}`)
        return body
      },
      { timeout: 40_000, interval: 50 },
    )
  return {
    send,
    finished,
    run: async (sent) => {
      const taken = await send(sent)
      expect(taken).toMatchObject({ status: 202 })
      return await finished(taken.body.id)
    },
    itemsOf: async (id) => (await postings.call({ url: `/v1/imports/${id}/items?limit=200` })).body.items as unknown as Item[],
  }
}

/** An import worker in this process, on the service's own database. */
export function startWorker(postings: PostingsService): AsyncDisposable {
  const logger = createLogger({ name: 'test', level: 'silent' })
  return startImportWorker({
    db: postings.database.db,
    listenUrl: postings.listenUrl,
    now: () => noon,
    newId: uuidv7,
    logger,
    pollMs: 20,
  })
}
