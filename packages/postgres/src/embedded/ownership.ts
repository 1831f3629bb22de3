import { execFileSync } from 'node:child_process'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

interface Owner {
  pid: number
  identity: string
}

/**
 * Takes the data directory for this process. A claim of a process that is gone is replaced; a living one is respected, because what looks
 * like an orphaned server may be the neighbour's.
 */
export function claimDirectory(directory: string): void {
  const path = join(directory, 'owner.json')
  const claim = JSON.stringify({ pid: process.pid, identity: processIdentity(process.pid) })
  const owner = readOwner(path)
  if (owner && isAlive(owner)) {
    throw new Error(
      `the data in ${directory} is in use by process ${owner.pid}: stop that one first, or set DATA_DIR and PORT for a second copy`,
    )
  }
  rmSync(path, { force: true })
  // Exclusive: of two starts at the same moment one fails here.
  writeFileSync(path, claim, { flag: 'wx', mode: 0o600 })
}

/** Gives the data directory back. */
export function releaseDirectory(directory: string): void {
  rmSync(join(directory, 'owner.json'), { force: true })
}

/** Whether a process that still lives has claimed this directory. */
export function isClaimed(directory: string): boolean {
  const owner = readOwner(join(directory, 'owner.json'))
  return owner !== undefined && isAlive(owner)
}

function readOwner(path: string): Owner | undefined {
  try {
    const { pid, identity } = JSON.parse(readFileSync(path, 'utf8')) as Partial<Owner>
    return typeof pid === 'number' && typeof identity === 'string' ? { pid, identity } : undefined
  } catch {
    return undefined
  }
}

function isAlive({ pid, identity }: Owner): boolean {
  return identity !== '' && processIdentity(pid) === identity
}

/** Tells a process from a later one with the same id; empty when there is none. */
function processIdentity(pid: number): string {
  try {
    if (process.platform === 'linux') {
      const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
      // The name in parentheses may hold spaces; the 20th field after it is the start time.
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
      // A killed process that nobody has waited for yet is still listed.
      const isGone = fields[0] === 'Z' || fields[0] === 'X'
      return isGone ? '' : `${boot}:${fields[19]}`
    }
    if (process.platform === 'win32') return pid === process.pid ? String(pid) : ''
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim()
  } catch {
    return ''
  }
}
