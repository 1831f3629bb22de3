import { execFile, execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { migrateWorkspace } from '@zhihe/postgres/migrate'
import { copyRows } from './copy-rows.ts'

/** A way to make a copy of a database at one moment, and a new database of it. */
export interface DumpTool {
  name: string
  /** Reads everything in one snapshot, while others write. */
  dump(url: string): Promise<void>
  /** Into an empty database of a new server. */
  restore(url: string): Promise<void>
}

const run = promisify(execFile)
const image = 'postgres:18'
const serverMajor = 18
const mebibytes64 = 64 * 1_048_576

/** `pg_dump` of the server's version from PATH or from a container, or else every row through connections of our own. */
export function findDumpTool(folder: string, root: string): DumpTool {
  if (majorOf(['pg_dump']) >= serverMajor) return dumpWith([], folder, `pg_dump ${majorOf(['pg_dump'])}`)
  const inContainer = ['docker', 'run', '--rm', '--network=host', '--volume', `${folder}:${folder}`, image]
  if (majorOf([...inContainer, 'pg_dump']) >= serverMajor) return dumpWith(inContainer, folder, `pg_dump ${serverMajor} (container)`)
  return copyThrough(root)
}

function dumpWith(before: readonly string[], folder: string, name: string): DumpTool {
  const tool = async (program: string, ...args: string[]): Promise<void> => {
    const [first = '', ...rest] = [...before, program, ...args]
    await run(first, rest, { maxBuffer: mebibytes64 })
  }
  const roles = join(folder, 'roles.sql')
  const house = join(folder, 'house.dump')
  return {
    name,
    dump: async (url) => {
      await tool('pg_dumpall', '--roles-only', '--no-role-passwords', `--file=${roles}`, `--dbname=${url}`)
      await tool('pg_dump', '--format=custom', '--compress=zstd:1', `--file=${house}`, url)
    },
    restore: async (url) => {
      // The owner is there already, which is the one complaint of this file.
      await tool('psql', '--quiet', '--no-psqlrc', `--file=${roles}`, url)
      await tool('pg_restore', '--jobs=2', '--exit-on-error', `--dbname=${url}`, house)
    },
  }
}

function copyThrough(root: string): DumpTool {
  let rows: Awaited<ReturnType<typeof copyRows.read>> = []
  return {
    name: 'a copy of every row (no pg_dump of this version here)',
    dump: async (url) => {
      rows = await copyRows.read(url)
    },
    restore: async (url) => {
      await migrateWorkspace({ url, root })
      await copyRows.write(url, rows)
    },
  }
}

function majorOf([program = '', ...args]: readonly string[]): number {
  try {
    const said = execFileSync(program, [...args, '--version'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
    return Number(/(\d+)\.\d+/.exec(said)?.[1] ?? 0)
  } catch {
    return 0
  }
}
