import { Agent, type Dispatcher, request } from 'undici'
import { type Answer, judgeFault, judgeResponse } from '../domain/answer.ts'
import { checkEndpointUrl } from '../domain/endpoint-url.ts'
import { readRetryAfter } from '../domain/retry-after.ts'
import { guardedConnect } from './guarded-connect.ts'
import { guardedLookup, type Resolve } from './guarded-lookup.ts'

export interface Letter {
  url: string
  body: string
  headers: Record<string, string>
  sentAt: Date
  /** Breaks the attempt off. */
  signal: AbortSignal
}

export interface Poster extends AsyncDisposable {
  /** One POST; whatever the receiver does is an answer. Rejects only when `signal` broke it off. */
  post(letter: Letter): Promise<Answer>
}

export interface PosterOptions {
  allowPrivate: boolean
  resolve: Resolve
  /** From the first look at the name to the last byte read. */
  deadlineMs?: number
  /** So long a connection may be used before its name is looked at again. */
  connectionAgeMs?: number
}

const defaultDeadlineMs = 15_000
const headerLimitBytes = 16 * 1024
const bodyLimitBytes = 64 * 1024
const answerLimitBytes = 128 * 1024
const snippetBytes = 1024
const keepAliveMs = 4_000
const defaultConnectionAgeMs = 60_000

/** An HTTP client for addresses that strangers chose: no redirects, no decompression, no proxy, every wait and every size has an end. */
export function createPoster({
  allowPrivate,
  resolve,
  deadlineMs = defaultDeadlineMs,
  connectionAgeMs = defaultConnectionAgeMs,
}: PosterOptions): Poster {
  const agent = new Agent({
    allowH2: false,
    pipelining: 1,
    maxHeaderSize: headerLimitBytes,
    keepAliveTimeout: keepAliveMs,
    keepAliveMaxTimeout: keepAliveMs,
    clientTtl: connectionAgeMs,
    connect: guardedConnect({ lookup: guardedLookup({ resolve, allowPrivate }), timeoutMs: deadlineMs, answerLimitBytes }),
  })

  return {
    async post(letter) {
      const checked = checkEndpointUrl(letter.url, { allowPrivate })
      if (!checked.ok) return judgeFault(Object.assign(new Error('the address is not public'), { code: 'ERR_REFUSED_ADDRESS' }))
      const signal = AbortSignal.any([letter.signal, AbortSignal.timeout(deadlineMs)])
      try {
        return await exchange(agent, { ...letter, url: checked.url.href, signal })
      } catch (error) {
        letter.signal.throwIfAborted()
        return judgeFault(error)
      }
    },
    [Symbol.asyncDispose]: () => agent.destroy(),
  }
}

async function exchange(dispatcher: Dispatcher, { url, body, headers, sentAt, signal }: Letter): Promise<Answer> {
  const response = await request(url, { dispatcher, method: 'POST', body, headers, signal, headersTimeout: 0, bodyTimeout: 0 })
  const retryAfter = response.headers['retry-after']
  return judgeResponse({
    status: response.statusCode,
    snippet: await readSnippet(response.body),
    retryAfterMs: readRetryAfter(Array.isArray(retryAfter) ? retryAfter[0] : retryAfter, sentAt),
  })
}

/** The status has decided; a body that stalls, breaks or never ends cannot change that. */
async function readSnippet(body: AsyncIterable<unknown> & { destroy(): unknown }): Promise<string> {
  const kept: Buffer[] = []
  let keptBytes = 0
  let readBytes = 0
  try {
    for await (const chunk of body) {
      const bytes = chunk as Buffer
      if (keptBytes < snippetBytes) keptBytes += kept[kept.push(bytes.subarray(0, snippetBytes - keptBytes)) - 1]?.length ?? 0
      readBytes += bytes.length
      if (readBytes >= bodyLimitBytes) break
    }
  } catch {
    // Cut off: what was read is what there is.
  }
  body.destroy()
  return toText(Buffer.concat(kept))
}

function toText(bytes: Buffer): string {
  // With `stream`, a character that was cut in half is left out; PostgreSQL keeps no U+0000.
  return new TextDecoder().decode(bytes, { stream: true }).replaceAll('\0', '')
}
