import type { ScenarioResult, SoakResult } from '../results.ts'
import type { Scenario } from '../scenario.ts'
import { bars } from '../summary.ts'
import type { Proof } from './proven-by-tests.ts'
import { isRow, type Row, rows } from './rows.ts'

export interface PageContent {
  scenarios: readonly Scenario[]
  results: readonly ScenarioResult[]
  soaks: readonly SoakResult[]
  proofs: readonly Proof[]
}

const head = `# Faults: what was broken, what was expected, what was seen

Made by \`npm run chaos\` from what its runs kept; \`npm run chaos -- --table\` makes it again. Do not edit it. Every fault below was done to the whole
house as it runs: each service a process, each with a line of its own to a durable PostgreSQL and to the queue (decision 027). The load is that of the
machine over the minute before a run began; above the number of its cores others were using it too, and times are upper bounds.
`

/** The page of faults, in Markdown. What was never run is listed as such. */
export function pageOf(content: PageContent): string {
  return [head, soakPart(content), directedPart(content), provenPart(content), openPart(content)].join('\n')
}

function soakPart({ soaks }: PageContent): string {
  const { wireDuplicates, quiescentMs, recoveryP99Ms } = bars
  const lines = soaks.map((one) =>
    row([
      one.backend,
      one.seed,
      one.faults,
      one.deaths,
      one.committed,
      one.refused,
      one.unknown,
      one.found.missing,
      one.found.phantom,
      one.found.effect_duplicate,
      one.found.disorder,
      one.found.difference,
      `${(one.wireDuplicates * 100).toFixed(2)} % of ${one.deliveries}`,
      one.quiescentMs ?? 'not in time',
      one.recoveryP99Ms === null ? 'not measured' : `${one.recoveryP99Ms} (${one.recoveries})`,
      `${Math.round(one.tookMs / 1_000)} s`,
    ]),
  )
  const table = [
    row([
      'back end',
      'seed',
      'faults',
      'deaths',
      'committed',
      'refused',
      'unknown',
      'missing',
      'phantom',
      'effect duplicates',
      'disorder',
      'differences',
      'wire duplicates',
      'quiet after ms',
      'recovery p99 ms (kills)',
      'took',
    ]),
    row(Array.from({ length: 16 }, () => '---')),
    ...lines,
  ]
  const expected = `Expected: missing, phantom, effect duplicates, disorder and differences 0; wire duplicates at most ${wireDuplicates * 100} %; quiet within ${quiescentMs / 1_000} s of the last fault; recovery p99 within ${recoveryP99Ms / 1_000} s. A difference is a list, an index, a count or a receiver that is not what it should have come to.`
  const runs = soaks.map(
    (one) =>
      `- ${one.backend}, seed ${one.seed}: ${aboutRun(one)}${one.notChecked.length > 0 ? `; not checked: ${one.notChecked.join(', ')}` : ''}`,
  )
  return ['## The soak (R1, R2)\n', expected, '', ...(soaks.length === 0 ? ['Not run.'] : [...table, '', ...runs]), ''].join('\n')
}

function directedPart({ scenarios, results }: PageContent): string {
  const lines = scenarios.flatMap((scenario) =>
    scenario.backends.map((backend) => {
      const result = results.find((one) => one.id === scenario.id && one.backend === backend)
      const seen = result === undefined ? 'not run' : `${result.ok ? '' : '**Not as expected.** '}${result.seen}`
      const { fault, component, expected } = scenario
      return row([scenario.rows.join(' '), fault, component, expected, backend, seen, result === undefined ? '' : aboutRun(result)])
    }),
  )
  return [
    '## Directed faults\n',
    row(['rows', 'fault', 'component', 'expected', 'back end', 'seen', 'run']),
    row(Array.from({ length: 7 }, () => '---')),
    ...lines,
    '',
  ].join('\n')
}

function provenPart({ proofs }: PageContent): string {
  const order = Object.keys(rows)
  const lines = proofs
    .toSorted((a, b) => order.indexOf(a.row) - order.indexOf(b.row))
    .map(({ row: name, component, expected, path, title }) => row([name, rows[name], component, expected, `\`${path}\`: ${title}`]))
  return [
    '## Rows that a test of a part proves\n',
    'They run with `npm test`.\n',
    row(['row', 'fault', 'component', 'expected', 'test']),
    row(Array.from({ length: 5 }, () => '---')),
    ...lines,
    '',
  ].join('\n')
}

function openPart({ scenarios, proofs }: PageContent): string {
  const covered = new Set<string>(['R1', 'R2', ...scenarios.flatMap((one) => one.rows), ...proofs.map((one) => one.row)])
  const open = (Object.keys(rows) as Row[]).filter((name) => !covered.has(name))
  const unknown = [...covered].filter((name) => !isRow(name))
  if (unknown.length > 0) throw new Error(`scenarios name rows that nobody knows: ${unknown.join(', ')}`)
  return [
    '## Rows that nothing here covers\n',
    ...(open.length === 0 ? ['None.'] : open.map((name) => `- ${name}: ${rows[name]}`)),
    '',
  ].join('\n')
}

function aboutRun({ at, command, seed, cores, load }: ScenarioResult | SoakResult): string {
  return `${at.slice(0, 16).replace('T', ' ')} UTC, \`${command}\`, seed ${seed}, load ${load} on ${cores} cores`
}

function row(cells: readonly (string | number)[]): string {
  return `| ${cells.map((cell) => String(cell).replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |`
}
