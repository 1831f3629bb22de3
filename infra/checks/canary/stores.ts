import { closeSync, openSync, readdirSync, readSync } from 'node:fs'
import { join } from 'node:path'
import type { CanarySearch } from '@zhihe/testing/canary'
import { Redis } from 'ioredis'
import { Pool } from 'pg'

/** Where a canary was found and how: `postgres table jobseekers.outbox: phone as base64`. */
export type Finding = string

export interface Search {
  search: CanarySearch
  findings: Finding[]
  /** How many bytes were looked at, by kind of place; a search that looked at nothing proves nothing. */
  looked: Record<string, number>
}

const pieceBytes = 32 * 1024 * 1024
// Longer than any form of a canary, so that none is cut in two.
const overlapBytes = 4 * 1024

export function lookAt({ search, findings, looked }: Search, kind: string, place: string, content: string | Uint8Array): void {
  looked[kind] = (looked[kind] ?? 0) + content.length
  for (const { canary, form } of search.in(content)) findings.push(`${kind} ${place}: ${canary} as ${form}`)
}

/** Every row of every table of every schema as text, which is what a dump holds; bytes in hex. */
export async function lookAtTables(search: Search, url: string): Promise<void> {
  const pool = new Pool({ connectionString: url, max: 1 })
  try {
    const { rows: tables } = await pool.query<{ name: string }>(
      `select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname not in ('pg_catalog', 'information_schema')`,
    )
    for (const { name } of tables) {
      const { rows } = await pool.query<{ text: string }>(`select t::text as text from ${name} t`)
      lookAt(search, 'table', name, rows.map(({ text }) => text).join('\n'))
    }
    // What is still only in memory of the server goes to its files.
    await pool.query('checkpoint')
  } finally {
    await pool.end()
  }
}

/** Every file below a folder: tables and indexes as they lie on disk, the write-ahead log, logs, snapshots. */
export function lookAtFiles(search: Search, kind: string, folder: string): void {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true }))
    if (entry.isFile()) lookAtFile(search, kind, join(entry.parentPath, entry.name))
}

/** Every key and value of Redis, and every command since it was started where it keeps them. */
export async function lookAtRedis(search: Search, url: string): Promise<void> {
  const redis = new Redis(url)
  try {
    for (const key of await redis.keys('*')) {
      const value = await redis.dumpBuffer(key)
      lookAt(search, 'redis', key, Buffer.concat([Buffer.from(key), value ?? Buffer.alloc(0)]))
    }
    const [, folder] = (await redis.config('GET', 'dir')) as [string, string]
    lookAtFiles(search, 'redis file', folder)
  } finally {
    redis.disconnect()
  }
}

function lookAtFile(search: Search, kind: string, path: string): void {
  let file: number
  try {
    file = openSync(path, 'r')
  } catch {
    // A file of the database may go between the listing and the look.
    return
  }
  try {
    const buffer = Buffer.alloc(pieceBytes + overlapBytes)
    let kept = 0
    for (;;) {
      const read = readSync(file, buffer, kept, pieceBytes, null)
      if (read === 0) return
      const piece = buffer.subarray(0, kept + read)
      lookAt(search, kind, path, piece)
      kept = Math.min(overlapBytes, piece.length)
      piece.copy(buffer, 0, piece.length - kept)
    }
  } finally {
    closeSync(file)
  }
}
