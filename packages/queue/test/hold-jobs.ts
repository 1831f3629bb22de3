import { createLogger } from '@zhihe/runtime/log'
import { startConsumer } from '../src/consumer.ts'

// A worker process that takes jobs, says so, and never finishes them.
const [url = '', queue = '', keyPrefix = ''] = process.argv.slice(2)
startConsumer({
  url,
  queue,
  keyPrefix,
  concurrency: 8,
  logger: createLogger({ name: 'holder', level: 'silent' }),
  handle: async ({ jobId }) => {
    process.stdout.write(`${jobId}\n`)
    await new Promise(() => {})
  },
})
setInterval(() => {}, 60_000)
