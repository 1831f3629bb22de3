import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, readlinkSync, realpathSync, rmSync } from 'node:fs'
import { basename, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'

/**
 * Stops what a killed supervisor, or a killed postmaster, left running on this cluster. A process is signalled only when it is a PostgreSQL
 * whose working directory is this very cluster: the id in postmaster.pid alone may by now belong to anybody.
 */
export async function stopOrphans(cluster: string, onProgress: (text: string) => void): Promise<void> {
  const pidFile = join(cluster, 'postmaster.pid')
  if (!existsSync(pidFile)) return
  if (processesOf(cluster).length > 0) {
    onProgress('Stopping the PostgreSQL that an earlier run left behind …')
    // Fast first. Immediate next: no checkpoint, the log brings everything back. Last, what the system itself would do.
    const patience = [
      ['SIGINT', 10_000],
      ['SIGQUIT', 5_000],
      ['SIGKILL', 2_000],
    ] as const
    for (const [signal, withinMs] of patience) if (await signalAndWait(cluster, signal, withinMs)) break
    if (processesOf(cluster).length > 0) throw new Error(`a PostgreSQL on ${cluster} does not stop; end it and start again`)
  }
  rmSync(pidFile, { force: true })
}

async function signalAndWait(cluster: string, signal: NodeJS.Signals, withinMs: number): Promise<boolean> {
  const postmaster = postmasterId(cluster)
  const running = processesOf(cluster)
  // Backends of a dead postmaster end by themselves or by signal; those of a living one are its business.
  const targets = postmaster !== undefined && running.includes(postmaster) && signal !== 'SIGKILL' ? [postmaster] : running
  for (const pid of targets) trySignal(pid, signal)
  const deadline = Date.now() + withinMs
  while (processesOf(cluster).length > 0) {
    if (Date.now() > deadline) return false
    await pause(25)
  }
  return true
}

function trySignal(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch (error) {
    // Gone between the look and the signal: that is what was wanted.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

function postmasterId(cluster: string): number | undefined {
  const path = join(cluster, 'postmaster.pid')
  if (!existsSync(path)) return undefined
  const pid = Number(readFileSync(path, 'utf8').split('\n')[0])
  return Number.isInteger(pid) && pid > 1 ? pid : undefined
}

function processesOf(cluster: string): number[] {
  if (process.platform === 'linux') {
    const home = realpathSync(cluster)
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .filter((pid) => linkOf(`/proc/${pid}/cwd`) === home && basename(linkOf(`/proc/${pid}/exe`)).startsWith('postgres'))
      .map(Number)
  }
  const pid = postmasterId(cluster)
  if (pid === undefined || process.platform === 'win32') return []
  try {
    const command = execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' })
    return command.includes('postgres') && command.includes(cluster) ? [pid] : []
  } catch {
    return []
  }
}

function linkOf(path: string): string {
  try {
    return readlinkSync(path)
  } catch {
    return ''
  }
}
