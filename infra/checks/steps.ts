import { countIn, type Step } from './step.ts'

const sources = ['packages', 'services', 'infra']

/** The fast gate, cheapest first. */
export const steps: Record<string, Step> = {
  format: {
    name: 'format',
    command: 'biome',
    args: ['ci', '--colors=off', '--max-diagnostics=20', '.'],
    filesRead: countIn(/Checked ([\d,]+) files?/),
  },
  lint: {
    name: 'lint',
    command: 'oxlint',
    args: ['--type-aware', '--deny-warnings', ...sources],
    filesRead: countIn(/on ([\d,]+) files?/),
  },
  types: { name: 'types', command: 'tsc', args: ['-p', '.', '--diagnostics'], filesRead: countIn(/^Files:\s+([\d,]+)/m) },
  arrows: {
    name: 'import directions',
    command: 'depcruise',
    args: ['--config', 'infra/checks/arrows.cjs', '--output-type', 'err', ...sources],
    filesRead: countIn(/([\d,]+) modules/),
  },
  // knip says nothing of how much it read; its own account of the time does.
  deadCode: {
    name: 'dead code',
    command: 'knip',
    args: ['--no-progress', '--config', 'infra/checks/knip.json', '--performance', '--no-config-hints'],
    filesRead: countIn(/^parseFile\s+(\d+)/m),
  },
  contracts: {
    name: 'contract snapshots',
    command: 'node',
    args: ['infra/checks/contracts.ts'],
    filesRead: countIn(/compared ([\d,]+) files?/),
  },
  dataMap: {
    name: 'data map',
    command: 'node',
    args: ['infra/checks/data-map.ts'],
    filesRead: countIn(/mapped ([\d,]+) columns/),
  },
  openapi: {
    name: 'OpenAPI lint',
    command: 'redocly',
    args: ['lint', '--config', 'infra/checks/redocly.yaml', 'infra/checks/snapshots/openapi.json'],
    filesRead: (output) => (/validated in|is valid|validating/i.test(output) ? 1 : 0),
    env: { REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' },
  },
  unit: {
    name: 'unit tests',
    command: 'vitest',
    args: ['run', '--project', 'unit', '--reporter', 'dot'],
    filesRead: countIn(/Test Files\s+(?:\d+ \w+ \| )*(\d+) passed/),
  },
}
