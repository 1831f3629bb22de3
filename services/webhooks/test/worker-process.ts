import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Webhooks } from './webhooks-service.ts'

const entry = fileURLToPath(new URL('../src/worker.ts', import.meta.url))

export interface WorkerProcess {
  child: ChildProcess
  /** What it has written to its log. */
  said: () => string
}

/** The worker as a process of its own, on the database of the test. Resolves when it has started; whoever starts it ends it. */
export async function forkWorker({ secretKey: { id, key }, testDatabase }: Webhooks, logLevel: 'trace' | 'error'): Promise<WorkerProcess> {
  const env = {
    LOG_LEVEL: logLevel,
    DATABASE_URL: testDatabase.url('zhihe_webhooks'),
    QUEUE_URL: testDatabase.url('zhihe_queue'),
    WEBHOOK_SECRET_KEY: `${id}:${key.toString('base64')}`,
    WEBHOOK_ALLOW_PRIVATE: 'true',
  }
  const child = fork(entry, { env, execArgv: [], stdio: ['ignore', 'pipe', 'pipe', 'ipc'] })
  const written: Buffer[] = []
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (bytes: Buffer) => written.push(bytes))
  await once(child, 'message')
  return { child, said: () => Buffer.concat(written).toString() }
}
