import { pino } from 'pino'
import { openOutput } from './output.ts'
import { safeError } from './safe-error.ts'
import { traceId } from './trace.ts'

export type Logger = pino.Logger

export const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const
export type LogLevel = (typeof logLevels)[number]

export interface LoggerOptions {
  /** The process: `postings-api`, `matching-worker` … */
  name: string
  level: LogLevel
}

/**
 * JSON lines on standard output, times in UTC. The first net against personal data is that we log allow-listed fields only;
 * `redact` is the second.
 */
export function createLogger({ name, level }: LoggerOptions, destination?: pino.DestinationStream): Logger {
  const options: pino.LoggerOptions = {
    name,
    level,
    base: { pid: process.pid },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    mixin: () => {
      const id = traceId()
      return id === undefined ? {} : { traceId: id }
    },
    serializers: { err: (error: unknown) => pino.stdSerializers.err(safeError(error)) },
    redact: {
      paths: ['identity', '*.identity', 'authorization', '*.authorization', 'headers', '*.headers', 'secret', '*.secret', 'body', '*.body'],
      censor: '[redacted]',
    },
  }
  // Pino's own output buffers, and its flush at exit never ends when nobody reads any more (a killed supervisor, `| head`); and it ends the process when
  // the disk is full.
  return pino(options, destination ?? openOutput(1))
}
