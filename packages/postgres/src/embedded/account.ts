import { readFileSync, statSync } from 'node:fs'
import { dirname } from 'node:path'

/** The account PostgreSQL runs as; it refuses to run as root. */
export interface Account {
  uid: number
  gid: number
}

/** `postgres` or else `nobody` when this process is root; undefined when it is not, and PostgreSQL simply runs as the caller. */
export function serverAccount(): Account | undefined {
  if (process.getuid?.() !== 0) return undefined
  const entries = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
  for (const wanted of ['postgres', 'nobody']) {
    const entry = entries.find(([name]) => name === wanted)
    const [uid, gid] = [Number(entry?.[2]), Number(entry?.[3])]
    if (uid > 0 && gid > 0) return { uid, gid }
  }
  throw new Error('PostgreSQL refuses to run as root and there is no account postgres or nobody: run as another user, or set DATABASE_URL')
}

/** Whether the account may walk down to this directory, judged by the permission bits of each directory above it. */
export function canReach(account: Account | undefined, directory: string): boolean {
  if (!account) return true
  const { mode, uid, gid } = statSync(directory)
  const execute = uid === account.uid ? 0o100 : gid === account.gid ? 0o010 : 0o001
  if ((mode & execute) === 0) return false
  const parent = dirname(directory)
  return parent === directory || canReach(account, parent)
}
