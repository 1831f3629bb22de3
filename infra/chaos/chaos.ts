import { machineScenarios } from '../machines/scenarios.ts'
import { readOptions } from './options.ts'
import { writePage } from './report/write-page.ts'
import { runScenarios } from './run-scenarios.ts'
import { runSoak } from './run-soaks.ts'
import { scenariosA } from './scenarios/index-a.ts'
import { scenariosB } from './scenarios/index-b.ts'
import { summarise } from './summary.ts'
import { openWorlds } from './worlds.ts'

// npm run chaos: faults of every kind against the whole house, and a comparison of what was promised with what is there. Ends with `CHAOS {json}`.
const quickScenariosUntilMs = 195_000
const startedAt = performance.now()
const tell = (text: string): void => {
  process.stdout.write(`${((performance.now() - startedAt) / 1_000).toFixed(1).padStart(7)} s  ${text}\n`)
}
const scenarios = [...scenariosA, ...scenariosB, ...machineScenarios]
const worlds = openWorlds()
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void endEarly())

try {
  const options = readOptions(process.argv.slice(2))
  if (options.table) writePage(scenarios)
  else {
    const soaks = []
    if (options.soaks) for (const backend of options.backends) soaks.push(await runSoak(backend, { options, worlds, tell }))
    const until = options.quick ? startedAt + quickScenariosUntilMs : Number.POSITIVE_INFINITY
    const directed = options.scenarios ? await runScenarios(scenarios, { options, until, worlds, tell }) : []
    if (!options.quick && options.only === null) writePage(scenarios)
    const { line, isKept } = summarise({ options, soaks, directed, tookMs: Math.round(performance.now() - startedAt) })
    await new Promise<void>((done) => process.stdout.write(`CHAOS ${JSON.stringify(line)}\n`, () => done()))
    // Not left to the end of the script: after a fault Node 26.10 was seen to clean up its handles for ever (Environment::CleanupHandles).
    process.exit(isKept ? 0 : 1)
  }
} catch (error) {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`)
  process.exitCode = 64
}

async function endEarly(): Promise<void> {
  tell('asked to end: stopping the house')
  await worlds[Symbol.asyncDispose]()
  process.exit(1)
}
