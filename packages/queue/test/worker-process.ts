import { createLogger } from '@zhihe/runtime/log'
import { startConsumer } from '../src/consumer.ts'

/** What a worker process is told; a job's data says what it does to its worker. */
export interface WorkerSettings {
  url: string
  queue: string
  keyPrefix: string
  leaseMs: number
  concurrency: number
}

export interface Deed {
  /** `hold`: never ends. `kill`: kills its worker. `block`: lets nothing else happen for so long. */
  deed: 'do' | 'hold' | 'kill' | 'block'
  ms?: number
}

const settings = JSON.parse(process.argv[2] ?? '{}') as WorkerSettings
const say = (what: string, jobId: string): void => void process.stdout.write(`${what} ${jobId}\n`)

startConsumer({
  ...settings,
  logger: createLogger({ name: 'worker', level: 'silent' }),
  handle: async ({ jobId, data }) => {
    const { deed, ms = 5 } = data as Deed
    say('begun', jobId)
    if (deed === 'hold') await new Promise(() => {})
    if (deed === 'block') Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms)
    else await new Promise((resolve) => setTimeout(resolve, ms))
    if (deed === 'kill') process.kill(process.pid, 'SIGKILL')
    say('done', jobId)
  },
})
setInterval(() => {}, 60_000)
