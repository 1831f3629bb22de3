import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { WorldSpec } from '../../world/specs.ts'

const folder = join(import.meta.dirname, '../../world')

/** A process that loads a module of `world/` before its own code. */
export function preloaded(spec: WorldSpec, file: 'shift-clock.ts' | 'own-dns.ts', env: Record<string, string>): WorldSpec {
  const { NODE_OPTIONS = '' } = spec.env
  const option = `--import=${pathToFileURL(join(folder, file)).href}`
  return { ...spec, env: { ...spec.env, ...env, NODE_OPTIONS: `${NODE_OPTIONS} ${option}`.trim() } }
}
