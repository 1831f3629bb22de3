import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

// Row 48 of the fault matrix: what was not installed, or not for this platform, is said at the start, and nothing spins.
const without = (missing: string): string => {
  const hooks = `import { registerHooks } from 'node:module'
registerHooks({ resolve(name, context, next) { return next(name === '${missing}' ? '${missing}-that-is-not-installed' : name, context) } })`
  return `data:text/javascript,${encodeURIComponent(hooks)}`
}

describe.each([
  ['api', 'pg'],
  ['api', 'fastify'],
  ['relay', 'bullmq'],
])('the %s without %s', (entry, missing) => {
  it('ends within seconds, with another code than 0, and says what is missing', async () => {
    const script = join(import.meta.dirname, `../src/${entry}.ts`)
    const child = spawn(process.execPath, ['--import', without(missing), script], {
      env: { DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none', QUEUE_URL: 'postgres://nobody@127.0.0.1:1/none', PORT: '0' },
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    let said = ''
    child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()))

    const [code] = (await once(child, 'close')) as [number | null]

    expect(code).not.toBe(0)
    expect(code).not.toBeNull()
    expect(said).toContain(`Cannot find package '${missing}-that-is-not-installed'`)
  }, 20_000)
})
