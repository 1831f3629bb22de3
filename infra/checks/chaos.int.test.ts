import { spawn } from 'node:child_process'
import { resolve } from 'node:path'
import { expect, it } from 'vitest'

const root = resolve(import.meta.dirname, '../..')

// The quick run itself is a step of CI, with the machine to itself: beside other tests its times would say nothing.
it('npm run chaos says how it is used', { timeout: 60_000 }, async () => {
  const { output, code } = await run('--seeds', '1')

  expect(code).toBe(64)
  expect(output).toContain('usage: npm run chaos')
})

async function run(...args: string[]): Promise<{ output: string; code: number | null }> {
  const child = spawn(process.execPath, ['infra/chaos/chaos.ts', ...args], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  const take = (chunk: string): void => void (output += chunk)
  child.stdout.setEncoding('utf8').on('data', take)
  child.stderr.setEncoding('utf8').on('data', take)
  const code = await new Promise<number | null>((done, failed) => child.once('error', failed).once('close', done))
  return { output, code }
}
