import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { z } from 'zod'
import { readJson, writePrivateJson } from './private-file.ts'

const secrets = z.strictObject({
  IDENTITY_KEY: z.string(),
  IDENTITY_HASH_KEY: z.string(),
  CANDIDATE_REF_KEY: z.string(),
  WEBHOOK_SECRET_KEY: z.string(),
})
export type Secrets = z.infer<typeof secrets>

const key = () => randomBytes(32).toString('base64')

/** The keys that a deployment gets from its environment; here they are made once and kept beside the data, because without them the data is lost. */
export function localSecrets(dataDir: string): Secrets {
  const path = join(dataDir, 'secrets.json')
  const known = secrets.safeParse(readJson(path))
  if (known.success) return known.data
  const made: Secrets = {
    IDENTITY_KEY: `local:${key()}`,
    IDENTITY_HASH_KEY: key(),
    CANDIDATE_REF_KEY: key(),
    WEBHOOK_SECRET_KEY: `local:${key()}`,
  }
  writePrivateJson(path, made)
  return made
}
