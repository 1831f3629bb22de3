import { isUnreachable } from '@zhihe/postgres/pool'
import type { Logger } from '@zhihe/runtime/log'

export interface Outage {
  begin: (error: unknown) => void
  end: () => void
}

/**
 * One log line when something fails and one when it works again, however many attempts lie between. None of a database that is away: its pool tells of
 * that, once for all who use it (decision 031).
 */
export function watchOutage(logger: Logger, what: string): Outage {
  let since: number | undefined
  return {
    begin: (error) => {
      if (since !== undefined || isUnreachable(error)) return
      since = performance.now()
      logger.warn({ err: error }, `${what} failed; trying again until it works`)
    },
    end: () => {
      if (since === undefined) return
      logger.info({ outageMs: Math.round(performance.now() - since) }, `${what} works again`)
      since = undefined
    },
  }
}
