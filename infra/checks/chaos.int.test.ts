import { spawn } from 'node:child_process'
import { resolve } from 'node:path'
import { expect, it } from 'vitest'

const root = resolve(import.meta.dirname, '../..')
// Four minutes on two cores; a machine may be slower.
const withinMs = 480_000

it('npm run chaos -- --quick finds every promise kept on both back ends', { timeout: withinMs }, async () => {
  const { output, line } = await run('--quick', '--seed', '1')

  const told = { ...line, output: output.slice(-4_000) }
  expect(told).toMatchObject({
    seed: 1,
    backends: ['postgres', 'redis'],
    missing: 0,
    phantom: 0,
    effectDuplicates: 0,
    disorder: 0,
    differences: 0,
    scenarios: { not: [] },
    notChecked: [],
  })
  expect(line['faults']).toBeGreaterThanOrEqual(50)
  expect(line['committed']).toBeGreaterThan(500)
  expect(line['wireDuplicates']).toBeLessThanOrEqual(0.02)
  expect(line['quiescentMs']).not.toBeNull()
  expect(line['recoveryP99Ms']).not.toBeNull()
})

it('npm run chaos says how it is used', { timeout: 60_000 }, async () => {
  const { output, code } = await run('--seeds', '1')

  expect(code).toBe(64)
  expect(output).toContain('usage: npm run chaos')
})

async function run(...args: string[]): Promise<{ output: string; code: number | null; line: Record<string, unknown> }> {
  const child = spawn(process.execPath, ['infra/chaos/chaos.ts', ...args], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  const take = (chunk: string): void => void (output += chunk)
  child.stdout.setEncoding('utf8').on('data', take)
  child.stderr.setEncoding('utf8').on('data', take)
  const code = await new Promise<number | null>((done, failed) => child.once('error', failed).once('close', done))
  const json = output.match(/^CHAOS (\{.*\})$/m)?.[1]
  return { output, code, line: json === undefined ? {} : (JSON.parse(json) as Record<string, unknown>) }
}
