import { execFileSync } from 'node:child_process'

const tables = ['iptables', 'ip6tables'] as const

export interface SynCounter {
  /** Ends counting and says how many left this machine for the port, to whatever address. */
  stop(): number
}

/** Counts SYNs in the kernel's firewall, which takes root; where that is not allowed, it has seen none. */
export function countSyns(port: number, { isAllowed }: { isAllowed: boolean }): SynCounter {
  if (!isAllowed) return { stop: () => 0 }
  const rule = ['OUTPUT', '-p', 'tcp', '--syn', '--dport', String(port)]
  for (const table of tables) execFileSync(table, ['-w', '-I', ...rule])
  return {
    stop() {
      const counted = tables.map((table) => {
        const line = execFileSync(table, ['-w', '-L', 'OUTPUT', '-nvx', '--line-numbers'], { encoding: 'utf8' })
          .split('\n')
          .find((text) => text.includes(`dpt:${port} `))
        execFileSync(table, ['-w', '-D', ...rule])
        return Number(line?.trim().split(/\s+/)[1])
      })
      return counted.reduce((sum, count) => sum + count, 0)
    },
  }
}
