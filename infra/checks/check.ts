import { resolve } from 'node:path'
import { runStep, type StepResult } from './step.ts'
import { steps } from './steps.ts'

// The fast gate: `npm run check`, or `npm run check -- lint types` for some of it. Two steps at a time: the tools are mostly one-threaded.
const root = resolve(import.meta.dirname, '../..')
const wanted = process.argv.slice(2)
const unknown = wanted.filter((name) => !(name in steps))
if (unknown.length > 0) {
  process.stderr.write(`There is no check called ${unknown.join(', ')}; there are ${Object.keys(steps).join(', ')}.\n`)
  process.exit(64)
}
const queue = Object.entries(steps).filter(([name]) => wanted.length === 0 || wanted.includes(name))
const failed: StepResult[] = []
let passed = 0

await Promise.all([takeSteps(), takeSteps()])
for (const { name, output } of failed) process.stdout.write(`\n--- ${name} ---\n${output.trimEnd()}\n`)
process.stdout.write(`\nchecks: ${passed} passed, ${failed.length} failed\n`)
process.exit(failed.length === 0 ? 0 : 1)

async function takeSteps(): Promise<void> {
  for (let next = queue.shift(); next; next = queue.shift()) {
    const result = await runStep(next[1], root)
    if (result.ok) passed += 1
    else failed.push(result)
    const unit = result.files === 1 ? 'file' : 'files'
    process.stdout.write(
      `${result.ok ? 'ok    ' : 'FAILED'} ${result.name.padEnd(20)} ${String(result.files).padStart(5)} ${unit.padEnd(6)} ${result.seconds.toFixed(1)} s\n`,
    )
  }
}
