import { isStopping } from '@zhihe/runtime/stopping'
import type { App } from './app-type.ts'
import { cutAfterMs } from './server.ts'

const idleEveryMs = 50

/**
 * A stop that nobody sees. While the process is stopping, each answer asks its connection to be closed, so that a client goes elsewhere with its next
 * question; while the server closes, connections that are idle are closed, and those that are still busy after 5 s are cut.
 */
export function drainConnections(app: App): void {
  app.addHook('onSend', async (_request, reply) => {
    if (isStopping()) reply.header('connection', 'close')
  })
  const timers: NodeJS.Timeout[] = []
  app.addHook('preClose', async () => {
    // A keep-alive socket that was busy when closing began would otherwise hold `close()` until its timeout.
    timers.push(setInterval(() => app.server.closeIdleConnections(), idleEveryMs))
    timers.push(setTimeout(() => app.server.closeAllConnections(), cutAfterMs))
  })
  app.addHook('onClose', async () => {
    for (const timer of timers) clearTimeout(timer)
  })
}
