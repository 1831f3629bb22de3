import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'

/** Removes namespaces, bridges and rules of runs whose process is gone. */
export function sweepNetworks(): void {
  for (const [line, pid] of ownersIn(read('ip', ['netns', 'list']), /^zhm-(\d+)-/))
    if (isGone(pid)) run('ip', ['netns', 'del', line.split(' ')[0] ?? ''])
  for (const [line, pid] of ownersIn(read('ip', ['-br', 'link']), /^zhb([0-9a-z]+)\s/, 36))
    if (isGone(pid)) run('ip', ['link', 'del', line.split(' ')[0] ?? ''])
  for (const table of ['nat', 'filter']) {
    for (const [rule, pid] of ownersIn(read('iptables', ['-w', '-t', table, '-S']), /--comment "?zhm-(\d+)\b/)) {
      if (isGone(pid)) run('iptables', ['-w', '-t', table, '-D', ...rule.replaceAll('"', '').split(' ').slice(1)])
    }
  }
}

function* ownersIn(text: string, pattern: RegExp, radix = 10): Generator<[line: string, pid: number]> {
  for (const line of text.split('\n')) {
    const pid = pattern.exec(line)?.[1]
    if (pid !== undefined) yield [line, Number.parseInt(pid, radix)]
  }
}

function isGone(pid: number): boolean {
  return !existsSync(`/proc/${pid}`)
}

function read(program: string, args: readonly string[]): string {
  return execFileSync(program, args, { encoding: 'utf8' })
}

function run(program: string, args: readonly string[]): void {
  execFileSync(program, args, { stdio: 'ignore' })
}
