import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { consumersOf, domainEvent } from '@zhihe/contracts/event'
import { problems } from '@zhihe/contracts/problem'
import { allRoutes } from '@zhihe/contracts/routes'
import { buildOpenApi } from '@zhihe/http/openapi'
import { statusOf } from '@zhihe/http/problem'
import { z } from 'zod'
import { accessMatrix } from './access-matrix.ts'

// The surface and the events as files that a reviewer reads first. `node infra/checks/contracts.ts --write` after a change that is meant.
const folder = join(import.meta.dirname, 'snapshots')
const snapshots: Record<string, unknown> = {
  'openapi.json': buildOpenApi(allRoutes),
  'events.json': { consumersOf, schema: z.toJSONSchema(domainEvent, { io: 'input', unrepresentable: 'any' }) },
  'problems.json': Object.fromEntries(
    Object.entries(problems).map(([code, text]) => [code, { status: statusOf[code as keyof typeof statusOf], ...text }]),
  ),
  'access-matrix.md': accessMatrix(allRoutes),
}

if (process.argv.includes('--write')) {
  mkdirSync(folder, { recursive: true })
  for (const [name, content] of Object.entries(snapshots)) writeFileSync(join(folder, name), render(content))
}
const changed = Object.entries(snapshots).filter(([name, content]) => render(content) !== read(name))
for (const [name] of changed)
  process.stdout.write(
    `${name} is not what the contracts say now. If the change is meant: node infra/checks/contracts.ts --write, and review the difference.\n`,
  )
process.stdout.write(`compared ${Object.keys(snapshots).length} files\n`)
process.exitCode = changed.length === 0 ? 0 : 1

function render(content: unknown): string {
  return typeof content === 'string' ? content : `${JSON.stringify(content, null, 2)}\n`
}

function read(name: string): string | null {
  try {
    return readFileSync(join(folder, name), 'utf8')
  } catch {
    return null
  }
}
