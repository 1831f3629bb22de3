import { createHash } from 'node:crypto'
import { chmodSync, chownSync, existsSync, lstatSync, mkdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { type Account, canReach } from './account.ts'

/** The one temporary directory that survives a restart of the machine, where there is one. */
export function persistentTemp(): string {
  return existsSync('/var/tmp') ? '/var/tmp' : tmpdir()
}

/**
 * The directory that holds the cluster: the wanted one, or a stable private one under the shared temporary directory when PostgreSQL's
 * account could not walk down to the wanted one.
 */
export function prepareStorage(wanted: string, account: Account | undefined): string {
  const directory = resolve(wanted)
  mkdirSync(directory, { recursive: true })
  if (!account) return directory
  if (canReach(account, directory)) return directory
  const standIn = standInFor(directory)
  mkdirSync(standIn, { recursive: true, mode: 0o711 })
  const { uid, mode } = lstatSync(standIn)
  if (uid !== process.getuid?.() || (mode & 0o170022) !== 0o040000) {
    throw new Error(
      `${standIn} is not a private directory of this user; remove it, or set DATA_DIR to a directory that every account may enter`,
    )
  }
  // Ours, and the cluster inside is 0700; the server's account only has to pass through.
  chmodSync(standIn, 0o711)
  return standIn
}

/** Removes what a stopped cluster keeps for this data directory, wherever it was stored. */
export function removeStorage(wanted: string): void {
  for (const directory of storagePlaces(wanted)) {
    for (const entry of ['cluster', 'cluster.partial', 'postgres.log', 'owner.json'])
      rmSync(join(directory, entry), { recursive: true, force: true })
  }
  rmSync(standInFor(resolve(wanted)), { recursive: true, force: true })
}

/** Every place where a cluster for this data directory may be. */
export function storagePlaces(wanted: string): string[] {
  return [resolve(wanted), standInFor(resolve(wanted))].filter((directory) => existsSync(directory))
}

/** Creates an empty directory that only the server's account may enter. */
export function privateDirectory(path: string, account: Account | undefined): void {
  rmSync(path, { recursive: true, force: true })
  mkdirSync(path, { mode: 0o700 })
  if (account) chownSync(path, account.uid, account.gid)
}

function standInFor(directory: string): string {
  const name = createHash('sha256').update(directory).digest('hex').slice(0, 16)
  return join(persistentTemp(), `zhihe-data-${name}`)
}
