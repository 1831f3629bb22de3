import type { Logger } from '@zhihe/runtime/log'

export interface Outage {
  begin: (error: unknown) => void
  end: () => void
}

/** One log line when something fails and one when it works again, however many attempts lie between. */
export function watchOutage(logger: Logger, what: string): Outage {
  let since: number | undefined
  return {
    begin: (error) => {
      if (since !== undefined) return
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
