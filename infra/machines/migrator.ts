import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { migrateWorkspace } from '@zhihe/postgres/migrate'
import { Client } from 'pg'

// A migrator that dies at each of its statements once: `migrator.ts URL ROOT FILE before|after`. FILE remembers where it has died.
const [url = '', root = '', file = '', moment = 'before'] = process.argv.slice(2)
const died = new Set<string>(existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as string[]) : [])
// Long enough for the statement to reach the server, short enough for it to be at work there.
const travelMs = 4
const query = Reflect.get(Client.prototype, 'query') as (...args: unknown[]) => unknown

function dieOnce(this: Client, ...args: unknown[]): unknown {
  const [said] = args
  const text = typeof said === 'string' ? said : ((said as { name?: string; text?: string }).text ?? '')
  const isLookout = typeof said === 'object' && said !== null && 'name' in said
  const name = `${moment} ${text}`
  if (isLookout || died.has(name)) return Reflect.apply(query, this, args)
  died.add(name)
  writeFileSync(file, JSON.stringify([...died]))
  if (moment === 'before') process.kill(process.pid, 'SIGKILL')
  const running: unknown = Reflect.apply(query, this, args)
  setTimeout(() => process.kill(process.pid, 'SIGKILL'), travelMs)
  return running
}
Reflect.set(Client.prototype, 'query', dieOnce)

await migrateWorkspace({ url, root })
