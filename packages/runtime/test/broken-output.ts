import { createLogger } from '../src/log.ts'

// A process whose reader has gone: it logs, and asks to end.
const logger = createLogger({ name: 'broken-output', level: 'info' })
process.stdin.on('end', () => {
  logger.info('stopping')
  logger.info('stopped')
  process.exit(0)
})
process.stdin.resume()
process.stderr.write('ready')
