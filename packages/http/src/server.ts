import type { Server } from 'node:http'

/** Options of `http.createServer` for a server that faces slow clients. */
export const serverOptions = {
  /** Expired sockets are looked for this often, in milliseconds. */
  connectionsCheckingInterval: 2_000,
  maxHeaderSize: 16_384,
}

/** Who is still sending or reading so long after closing began is cut: a process has to be gone in 10 s, and what was not answered was not done. */
export const cutAfterMs = 5_000

// A workbook over a slow line takes minutes; who does not even send her headers is not waited for.
const requestTimeoutMs = 300_000
const headersTimeoutMs = 20_000
// Longer than a proxy keeps its own side open, so that it never writes into a socket that we have just closed.
const keepAliveTimeoutMs = 72_000
const maxHeaders = 100

/**
 * Times and numbers that keep sockets from being held for nothing: unfinished headers, requests and idle connections end, and above
 * `maxConnections` a new one is dropped. Answers have no deadline here, so streams of events live.
 */
export function guardServer(server: Server, { maxConnections }: { maxConnections: number }): void {
  server.headersTimeout = headersTimeoutMs
  server.requestTimeout = requestTimeoutMs
  server.keepAliveTimeout = keepAliveTimeoutMs
  server.maxHeadersCount = maxHeaders
  server.maxConnections = maxConnections
}
