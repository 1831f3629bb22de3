import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { join } from 'node:path'

/** A process of this service as it runs in earnest. */
export interface OwnProcess {
  child: ChildProcess
  /** SIGKILL; resolves when it is gone. */
  kill: () => Promise<void>
}

/** Starts `src/{entry}.ts` and waits until it has started. */
export async function startProcess(entry: 'api' | 'worker', env: Record<string, string>): Promise<OwnProcess> {
  const child = spawn(process.execPath, [join(import.meta.dirname, `../src/${entry}.ts`)], {
    env: { LOG_LEVEL: 'fatal', HOST: '127.0.0.1', QUEUE_URL: 'postgres://unused', OPS_PORT: '0', ...env },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const [message] = (await Promise.race([once(child, 'message'), once(child, 'exit')])) as [unknown]
  if (message !== 'started') throw new Error(`${entry} did not start: ${String(message)}`)
  return {
    child,
    kill: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return
      const gone = once(child, 'exit')
      child.kill('SIGKILL')
      await gone
    },
  }
}

/** A port that is free now. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}
