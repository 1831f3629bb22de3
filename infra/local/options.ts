import { resolve } from 'node:path'

export interface StartOptions {
  /** Do not load the sample fair. */
  empty: boolean
  /** Begin again: forget the data, the local keys and `local.json`. */
  fresh: boolean
  port: number
  dataDir: string
  /** null: the queue is in the embedded PostgreSQL. */
  queueUrl: string | null
  logLevel: string
}

const usage = 'npm start [-- --empty] [-- --fresh]   (PORT, DATA_DIR, QUEUE_URL, LOG_LEVEL from the environment)'

/** Reads the command line and the environment of `npm start`; a wrong word is an Error that says what is right. */
export function readOptions(args: readonly string[], env: Record<string, string | undefined>, root: string): StartOptions {
  const unknown = args.filter((arg) => arg !== '--empty' && arg !== '--fresh')
  if (unknown.length > 0) throw new Error(`unknown option ${unknown.join(' ')}; usage: ${usage}`)
  const port = env['PORT'] ?? '7000'
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535) throw new Error(`PORT must be a port number, not "${port}"`)
  const queueUrl = env['QUEUE_URL'] || null
  if (queueUrl !== null && !/^rediss?:\/\//.test(queueUrl)) {
    throw new Error('QUEUE_URL must be a redis:// URL here; leave it out and the queue lives in the embedded PostgreSQL')
  }
  return {
    empty: args.includes('--empty'),
    fresh: args.includes('--fresh'),
    port: Number(port),
    dataDir: resolve(root, env['DATA_DIR'] || '.zhihe'),
    queueUrl,
    logLevel: env['LOG_LEVEL'] ?? 'info',
  }
}
