import { Resolver } from 'node:dns/promises'

// Loaded into a process before its own code (NODE_OPTIONS): it asks the name server DNS_SERVER (`address:port`) instead of the machine's.
const server = process.env['DNS_SERVER']
if (server !== undefined) {
  const { resolve4, resolve6 } = Resolver.prototype
  const pointed = new WeakSet<Resolver>()
  const point = (resolver: Resolver): void => {
    if (!pointed.has(resolver)) resolver.setServers([server])
    pointed.add(resolver)
  }
  Resolver.prototype.resolve4 = function (this: Resolver, ...args: unknown[]) {
    point(this)
    return Reflect.apply(resolve4, this, args)
  } as typeof resolve4
  Resolver.prototype.resolve6 = function (this: Resolver, ...args: unknown[]) {
    point(this)
    return Reflect.apply(resolve6, this, args)
  } as typeof resolve6
}
