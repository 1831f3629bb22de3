import { setTimeout as pause } from 'node:timers/promises'

/** A small client of our own surface, over HTTP only; an answer outside 2xx is an Error with the problem in it. */
export class ApiClient {
  readonly #origin: string
  readonly #key: string

  constructor(origin: string, key: string) {
    this.#origin = origin
    this.#key = key
  }

  async get<T>(path: string): Promise<T> {
    return await this.#send<T>('GET', path)
  }

  async post<T>(path: string, body: unknown, idempotencyKey?: string): Promise<T> {
    return await this.#send<T>('POST', path, json(body), idempotencyKey)
  }

  async patch<T>(path: string, body: unknown): Promise<T> {
    return await this.#send<T>('PATCH', path, json(body))
  }

  async put<T>(path: string, body: unknown): Promise<T> {
    return await this.#send<T>('PUT', path, json(body))
  }

  /** Sends a file as the body. */
  async upload<T>(path: string, file: { bytes: Uint8Array<ArrayBuffer>; type: string }, idempotencyKey: string): Promise<T> {
    return await this.#send<T>('POST', path, { content: file.bytes, type: file.type }, idempotencyKey)
  }

  async #send<T>(method: string, path: string, body?: Body, idempotencyKey?: string): Promise<T> {
    const response = await patiently(this.#origin + path, {
      method,
      headers: {
        authorization: `Bearer ${this.#key}`,
        ...(body === undefined ? {} : { 'content-type': body.type }),
        ...(idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }),
      },
      ...(body === undefined ? {} : { body: body.content }),
    })
    const text = await response.text()
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${text.slice(0, 600)}`)
    return JSON.parse(text) as T
  }
}

const tooMany = 429
const notNow = 503

/** Waits when it is told to, as every client should. */
async function patiently(url: string, request: RequestInit, triesLeft = 10): Promise<Response> {
  const response = await fetch(url, request)
  const isToWait = response.status === tooMany || (response.status === notNow && mayBeSentAgain(request))
  if (!isToWait || triesLeft === 0) return response
  await response.arrayBuffer()
  await pause(1_000 * Number(response.headers.get('retry-after') ?? 1))
  return await patiently(url, request, triesLeft - 1)
}

/** What was refused for a moment may have been done all the same. */
function mayBeSentAgain({ method, headers }: RequestInit): boolean {
  return method === 'GET' || method === 'PUT' || new Headers(headers).has('idempotency-key')
}

interface Body {
  content: string | Uint8Array<ArrayBuffer>
  type: string
}

function json(body: unknown): Body {
  return { content: JSON.stringify(body), type: 'application/json' }
}

/** Does `work` for every item, at most `width` at a time, results in the order of the items. */
export async function inParallel<T, R>(items: readonly T[], width: number, work: (item: T, index: number) => Promise<R>): Promise<R[]> {
  const results: R[] = []
  let next = 0
  const takeItems = async (): Promise<void> => {
    for (let index = next++; index < items.length; index = next++) results[index] = await work(items[index] as T, index)
  }
  await Promise.all(Array.from({ length: width }, takeItems))
  return results
}
