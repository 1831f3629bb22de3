import { join } from 'node:path'
import { createKey, createTenant, listKeys } from '@zhihe/access/keys'
import { type Role, roles } from '@zhihe/contracts/access'
import type { Db } from '@zhihe/postgres/pool'
import { z } from 'zod'
import { readJson, writePrivateJson } from './private-file.ts'

const localFile = z.object({
  origin: z.string(),
  keys: z.object({ organiser: z.string(), enterprise: z.string(), federation: z.string(), admin: z.string() }),
})
export type LocalKeys = z.infer<typeof localFile>['keys']

export function localFilePath(dataDir: string): string {
  return join(dataDir, 'local.json')
}

export function readLocalFile(dataDir: string): z.infer<typeof localFile> | null {
  const known = localFile.safeParse(readJson(localFilePath(dataDir)))
  return known.success ? known.data : null
}

const label = (role: Role) => `local ${role}`

/** One key per role, of one tenant; kept while the database still knows them, made anew otherwise. */
export async function localKeys(db: Db, dataDir: string, now: Date): Promise<LocalKeys> {
  const known = readLocalFile(dataDir)
  const inDatabase = await listKeys(db)
  const isKept = roles.every((role) => inDatabase.some((key) => key.label === label(role) && key.revokedAt === null))
  if (known && isKept) return known.keys
  const tenantId = await createTenant(db, '本地 local', now)
  const made: Partial<LocalKeys> = {}
  for (const role of roles) made[role] = (await createKey(db, { tenantId, role, label: label(role) }, now)).token
  return localFile.shape.keys.parse(made)
}

export function writeLocalFile(dataDir: string, origin: string, keys: LocalKeys): void {
  writePrivateJson(localFilePath(dataDir), { origin, keys })
}
