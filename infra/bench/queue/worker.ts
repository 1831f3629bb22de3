import { setTimeout as pause } from 'node:timers/promises'
import { startConsumer } from '@zhihe/queue/consumer'
import { createLogger } from '@zhihe/runtime/log'

// A worker that is there to be killed: says which jobs it has begun and done. A job's data is what it does.
const [url = '', queue = '', concurrency = '8'] = process.argv.slice(2)
startConsumer({
  url,
  queue,
  concurrency: Number(concurrency),
  logger: createLogger({ name: 'bench', level: 'silent' }),
  handle: async ({ jobId, data }) => {
    process.stdout.write(`begun ${jobId}\n`)
    if (data === 'hold') await new Promise(() => {})
    await pause(2)
    if (data === 'kill') process.abort()
    process.stdout.write(`done ${jobId}\n`)
  },
})
setInterval(() => {}, 60_000)
