import { execFileSync, spawnSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { folder } from './watched.ts'

// A tool of Prometheus itself (Debian: package `prometheus`); without it the grammar is still checked (rules.test.ts).
const hasPromtool = spawnSync('promtool', ['--version']).status === 0
const promtool = (...args: string[]): string => execFileSync('promtool', args, { cwd: folder, encoding: 'utf8', stdio: 'pipe' })

describe.skipIf(!hasPromtool)('promtool', () => {
  it('takes the rules and the example of a configuration', () => {
    expect(promtool('check', 'rules', 'alerts.yaml')).toContain('SUCCESS')
    expect(promtool('check', 'config', 'prometheus.yaml')).toContain('SUCCESS')
  })

  it('sees each alert fire on its series, and none in a house that is well', () => {
    expect(promtool('test', 'rules', 'alerts.test.yaml')).toContain('SUCCESS')
  })
})
