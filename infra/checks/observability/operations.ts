import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { resolve } from 'node:path'
import { urlAs } from '@zhihe/postgres/pool'
import { eventually } from '@zhihe/testing/eventually'
import { freePorts } from '@zhihe/testing/free-ports'
import type { World } from '../../chaos/world/world.ts'
import { root } from './watched.ts'

export interface Operations extends AsyncDisposable {
  metrics(): Promise<string>
}

/** The operations API beside a world, after it has compared the tables once. */
export async function startOperations({ database, keys }: World): Promise<Operations> {
  const [port = 0] = await freePorts(1)
  const origin = `http://127.0.0.1:${port}`
  const env = { LOG_LEVEL: 'warn', PORT: String(port), DATABASE_URL: urlAs(database.url, 'zhihe_operations') }
  const child: ChildProcess = fork(resolve(root, 'services/operations/src/api.ts'), [], {
    env,
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  const operations: Operations = {
    metrics: async () => await (await fetch(`${origin}/metrics`)).text(),
    [Symbol.asyncDispose]: async () => {
      const ended = once(child, 'exit')
      if (child.kill('SIGTERM')) await ended
    },
  }
  try {
    await once(child, 'message')
    await eventually(
      async () => {
        const compared = await fetch(`${origin}/v1/admin/consistency?maxAgeSeconds=60`, {
          headers: { authorization: `Bearer ${keys.admin}` },
        })
        if (compared.status !== 200) throw new Error(`the tables were not compared: ${compared.status} ${await compared.text()}`)
        await compared.arrayBuffer()
      },
      { withinMs: 30_000 },
    )
    return operations
  } catch (error) {
    await operations[Symbol.asyncDispose]()
    throw error
  }
}
