import { createHook } from 'node:async_hooks'

export interface ConnectWatch extends Disposable {
  /** Addresses to which a TCP connection to this port was begun, reachable or not. */
  to(port: number): string[]
}

/** Sees every connection that this process begins, at the place where a SYN is about to leave: also those that nobody would ever answer. */
export function watchConnects(): ConnectWatch {
  const begun: { address?: string; port?: number }[] = []
  const hook = createHook({
    init(_id, type, _trigger, resource) {
      // Its address and port are written into it right after this.
      if (type === 'TCPCONNECTWRAP') begun.push(resource)
    },
  }).enable()
  return {
    to: (port) => begun.filter((connection) => connection.port === port).map(({ address = '' }) => address),
    [Symbol.dispose]: () => void hook.disable(),
  }
}
