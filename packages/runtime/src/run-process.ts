import { flushCompileCache } from 'node:module'
import { setPriority } from 'node:os'
import { setTimeout as pause } from 'node:timers/promises'
import closeWithGrace from 'close-with-grace'
import { readDrainMs, readTraceEndpoint } from './config.ts'
import { createLogger, type Logger, type LogLevel } from './log.ts'
import { beginStopping } from './stopping.ts'
import { startTracing } from './tracing.ts'

export interface ProcessContext {
  logger: Logger
  /** Disposed in reverse order when the process is asked to stop: put first what must live longest. */
  stack: AsyncDisposableStack
}

export interface ProcessOptions<Config extends { LOG_LEVEL: LogLevel }> {
  name: string
  /** Read inside, so that a bad configuration is one plain message and exit code 78 (EX_CONFIG). */
  readConfig: () => Config
  /**
   * How far the process stands back when the machine is busy, as `nice` counts: 0, the default, for whoever answers people or relays what they did;
   * 5 for what takes all the processor it gets.
   */
  niceness?: number
  start: (config: Config, context: ProcessContext) => Promise<void>
}

const stopWithinMs = 10_000
/** What is left for closing after a drain, however long that is. */
const closeWithinMs = 8_000
const badConfiguration = 78

/**
 * The life of a process: read the configuration, start, and on SIGTERM, SIGINT, a lost parent or a fault that nobody caught, dispose of
 * everything and exit; 0 after a signal, 1 after a fault. Between a signal and the end lie `DRAIN_MS` in which it only says that it is not ready.
 */
export async function runProcess<Config extends { LOG_LEVEL: LogLevel }>({
  name,
  readConfig,
  niceness = 0,
  start,
}: ProcessOptions<Config>): Promise<void> {
  const { config, endpoint, drainMs } = configOrExit(name, () => ({
    config: readConfig(),
    endpoint: readTraceEndpoint(),
    drainMs: readDrainMs(),
  }))
  if (niceness > 0) setPriority(niceness)
  const logger = createLogger({ name, level: config.LOG_LEVEL })
  const stack = new AsyncDisposableStack()
  const grace = closeWithGrace(
    {
      delay: Math.max(stopWithinMs, drainMs + closeWithinMs),
      logger: { error: (text: unknown) => logger.error({ detail: String(text) }, 'stop') },
    },
    async ({ err, signal }) => {
      if (err) logger.fatal({ err }, 'stopping after a fault')
      else logger.info({ signal }, 'stopping')
      beginStopping()
      if (signal) await pause(drainMs)
      await stack.disposeAsync()
      logger.info('stopped')
    },
  )
  // A supervisor that was killed cannot send a signal; the broken channel tells.
  process.once('disconnect', () => grace.close())
  try {
    stack.use(await startTracing({ name, endpoint, logger }))
    await start(config, { logger, stack })
    process.send?.('started')
    // Otherwise written by an orderly exit alone, and who is killed starts as slowly the next time. Nothing without NODE_COMPILE_CACHE.
    flushCompileCache()
  } catch (error) {
    logger.fatal({ err: error }, 'could not start')
    await stack.disposeAsync()
    process.exit(1)
  }
}

function configOrExit<Config>(name: string, readConfig: () => Config): Config {
  try {
    return readConfig()
  } catch (error) {
    process.stderr.write(`${name}: ${error instanceof Error ? error.message : String(error)}\n`)
    process.exit(badConfiguration)
  }
}
