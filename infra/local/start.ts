import { resolve } from 'node:path'
import { startHouse } from './house.ts'
import { readOptions } from './options.ts'
import { Progress } from './progress.ts'

const root = resolve(import.meta.dirname, '../..')
const progress = new Progress()

try {
  const options = readOptions(process.argv.slice(2), process.env, root)
  const house = await startHouse({ root, options, progress, inherited: process.env })
  let stopping = false
  const stop = (): void => {
    if (stopping) return
    stopping = true
    progress.line('\nStopping …')
    house.stop().then(
      () => {
        progress.line('Stopped. Your data is kept; npm start finds it again.')
        process.exit(0)
      },
      (error: unknown) => fail(error),
    )
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop)
  // The launcher was killed: nobody will send a signal any more.
  process.once('disconnect', stop)
  const what = await house.lost
  if (!stopping) {
    progress.line(`\n${what}`)
    stop()
  }
} catch (error) {
  fail(error)
}

function fail(error: unknown): never {
  process.stderr.write(`\nZhihe could not start: ${error instanceof Error ? error.message : String(error)}\n`)
  process.exit(1)
}
