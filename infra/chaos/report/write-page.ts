import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { publishResults, readResults } from '../results.ts'
import type { Scenario } from '../scenario.ts'
import { pageOf } from './page.ts'
import { type Proof, proofs } from './proven-by-tests.ts'

const root = resolve(import.meta.dirname, '../../..')

/** Writes infra/runbooks/faults.md from what runs kept, and what it was made from beside it. Throws when it would name a test that is not there. */
export function writePage(scenarios: readonly Scenario[]): void {
  const lost = missingProofs()
  if (lost.length > 0) throw new Error(`these tests are not there: ${lost.map(({ path, title }) => `${path}: ${title}`).join('; ')}`)
  const results = readResults()
  const page = pageOf({
    scenarios,
    proofs,
    results: results.filter((one) => one.kind === 'scenario'),
    soaks: results.filter((one) => one.kind === 'soak'),
  })
  publishResults(results)
  writeFileSync(join(root, 'infra/runbooks/faults.md'), page)
}

/** Proofs whose file, or whose title in it, is not there. */
export function missingProofs(): Proof[] {
  return proofs.filter(({ path, title }) => {
    const file = join(root, path)
    return !existsSync(file) || !readFileSync(file, 'utf8').includes(title)
  })
}
