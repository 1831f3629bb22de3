import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { identityHashKey, identityKey } from './register.ts'

/** The importer as it runs in earnest, in a process of its own. */
export interface OwnImporter {
  /** Resolves once it has started; rejects when it ends before that. */
  started: Promise<void>
  /** Resolves when it is gone, with the signal that ended it. */
  gone: Promise<NodeJS.Signals | null>
  /** Crash points it has passed, when its `CRASH_AT` is `list`. */
  passed: string[]
  /** SIGKILL; resolves when it is gone. */
  kill: () => Promise<void>
}

export function spawnImporter(databaseUrl: string, env: Record<string, string> = {}): OwnImporter {
  const child = spawn(process.execPath, [join(import.meta.dirname, '../src/importer.ts')], {
    env: {
      LOG_LEVEL: 'fatal',
      HOST: '127.0.0.1',
      OPS_PORT: '0',
      DATABASE_URL: databaseUrl,
      IDENTITY_KEY: `${identityKey.id}:${identityKey.key.toString('base64')}`,
      IDENTITY_HASH_KEY: identityHashKey.toString('base64'),
      ALLOW_TEST_REGION: 'true',
      ...env,
    },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const passed: string[] = []
  const isStarted = Promise.withResolvers<void>()
  child.on('message', (message: 'started' | { passed: string }) => {
    if (message === 'started') isStarted.resolve()
    else passed.push(message.passed)
  })
  const gone = once(child, 'exit').then(([code, signal]: unknown[]) => {
    isStarted.reject(new Error(`the importer ended before it had started: ${String(code ?? signal)}`))
    return (signal ?? null) as NodeJS.Signals | null
  })
  isStarted.promise.catch(() => {})
  return {
    started: isStarted.promise,
    gone,
    passed,
    kill: async () => {
      child.kill('SIGKILL')
      await gone
    },
  }
}
