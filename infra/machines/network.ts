import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { sweepNetworks } from './sweep.ts'

/** A small network of network namespaces ("machines") around this one, with a bridge between them. */
export interface Network extends AsyncDisposable {
  /** Under this address the machines reach what this one offers. */
  gateway: string
  /** Those who may be let in by a server here. */
  subnet: string
  addressOf(machine: string): string
  /** What to put before a program, so that it runs there. */
  via(machine: string): readonly [program: string, ...args: string[]]
  /** A server on 127.0.0.1:port of this machine answers the others at gateway:as. */
  offer(as: number, port: number): void
  /** 127.0.0.1:port of this machine leads to the same port there. */
  reach(machine: string, port: number): void
  /** The cable is pulled: packets vanish, nobody is told. */
  cut(machine: string): void
  heal(machine: string): void
}

/** Why no network can be made here, as a sentence; null when one can. */
export function whyNoNetwork(): string | null {
  if (process.platform !== 'linux') return 'network namespaces are a thing of Linux'
  if (process.getuid?.() !== 0) return 'making network namespaces needs root'
  for (const program of ['ip', 'iptables']) {
    try {
      execFileSync(program, ['-V'], { stdio: 'ignore' })
    } catch {
      return `making network namespaces needs the program ${program}`
    }
  }
  return null
}

/** Makes the machines by their names, in the order in which they get their addresses. What a killed run left behind is cleared away first. */
export function startNetwork(machines: readonly string[]): Network {
  sweepNetworks()
  const { pid } = process
  const mark = pid.toString(36)
  const bridge = `zhb${mark}`
  const net = `10.77.${pid % 250}`
  const gateway = `${net}.1`
  const places = new Map(
    machines.map((machine, at) => [machine, { space: `zhm-${pid}-${machine}`, cable: `zhv${mark}${at}`, address: `${net}.${at + 2}` }]),
  )
  const placeOf = (machine: string) => {
    const place = places.get(machine)
    if (!place) throw new Error(`there is no machine ${machine} in this network`)
    return place
  }
  const stack = new AsyncDisposableStack()
  layBridge({ bridge, gateway, stack })
  for (const { space, cable, address } of places.values()) {
    ip('netns', 'add', space)
    stack.defer(() => ip('netns', 'del', space))
    ip('link', 'add', cable, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', space)
    ip('link', 'set', cable, 'master', bridge, 'up')
    ip('-n', space, 'addr', 'add', `${address}/24`, 'dev', 'eth0')
    for (const link of ['eth0', 'lo']) ip('-n', space, 'link', 'set', link, 'up')
  }
  const nat = (...rule: string[]): void => addRule(stack, ['-t', 'nat'], rule, pid)
  nat('POSTROUTING', '-s', '127.0.0.1', '-o', bridge, '-j', 'SNAT', '--to', gateway)
  return {
    gateway,
    subnet: `${net}.0/24`,
    addressOf: (machine) => placeOf(machine).address,
    via: (machine) => ['ip', 'netns', 'exec', placeOf(machine).space],
    offer: (as, port) =>
      nat('PREROUTING', '-i', bridge, '-d', gateway, '-p', 'tcp', '--dport', String(as), '-j', 'DNAT', '--to', `127.0.0.1:${port}`),
    reach: (machine, port) =>
      nat('OUTPUT', '-d', '127.0.0.1', '-p', 'tcp', '--dport', String(port), '-j', 'DNAT', '--to', `${placeOf(machine).address}:${port}`),
    cut: (machine) => ip('link', 'set', placeOf(machine).cable, 'down'),
    heal: (machine) => ip('link', 'set', placeOf(machine).cable, 'up'),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  }
}

function layBridge({ bridge, gateway, stack }: { bridge: string; gateway: string; stack: AsyncDisposableStack }): void {
  ip('link', 'add', bridge, 'type', 'bridge')
  stack.defer(() => ip('link', 'del', bridge))
  ip('addr', 'add', `${gateway}/24`, 'dev', bridge)
  ip('link', 'set', bridge, 'up')
  // Servers here listen on 127.0.0.1 alone, and packets for it may come from the bridge.
  writeFileSync(`/proc/sys/net/ipv4/conf/${bridge}/route_localnet`, '1')
  addRule(stack, [], ['FORWARD', '-i', bridge, '-j', 'ACCEPT'], process.pid)
}

/** Every rule says whose it is, for whoever sweeps after a killed run. */
function addRule(stack: AsyncDisposableStack, table: readonly string[], rule: readonly string[], pid: number): void {
  const [chain = '', ...rest] = rule
  const marked = [chain, ...rest, '-m', 'comment', '--comment', `zhm-${pid}`]
  iptables(...table, '-I', ...marked)
  stack.defer(() => iptables(...table, '-D', ...marked))
}

function ip(...args: string[]): void {
  execFileSync('ip', args, { stdio: ['ignore', 'ignore', 'pipe'] })
}

function iptables(...args: string[]): void {
  execFileSync('iptables', ['-w', ...args], { stdio: ['ignore', 'ignore', 'pipe'] })
}
