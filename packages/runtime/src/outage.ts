import type { Logger } from './log.ts'
import { safeError } from './safe-error.ts'

/** One line in the log when something goes away and one when it is back, however many attempts lie between. */
export interface Outage {
  isOn(): boolean
  begin(error: unknown): void
  end(): void
}

/** Times are measured from the first failure. `what` completes "… is unreachable". */
export function watchOutage(logger: Logger, what: string): Outage {
  let since: number | undefined
  return {
    isOn: () => since !== undefined,
    begin: (error) => {
      if (since !== undefined) return
      since = performance.now()
      logger.warn({ err: safeError(error) }, `${what} is unreachable; trying again until it is back`)
    },
    end: () => {
      if (since === undefined) return
      logger.info({ outageMs: Math.round(performance.now() - since) }, `${what} is back`)
      since = undefined
    },
  }
}
