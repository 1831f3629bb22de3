import { Client } from 'pg'

// Loaded into the processes of an armed world before their own code (NODE_OPTIONS): what cannot be done to a process from outside.
const blockMs = Number(process.env['BLOCK_MS'] ?? 10_000)
const poison = process.env['POISON']

/** The event loop stands still, as under a calculation that nobody foresaw. A signal that nothing else listens to: most of the others stop the process. */
process.on('SIGWINCH', () => {
  const until = performance.now() + blockMs
  while (performance.now() < until);
})

if (poison !== undefined) killOnPoison(poison)

/** Whoever writes this text into a table of a service dies at once; to pass it through a queue does not hurt. */
function killOnPoison(text: string): void {
  const query = Reflect.get(Client.prototype, 'query') as (...args: unknown[]) => unknown
  Client.prototype.query = function (this: Client, ...args: unknown[]): unknown {
    const said = args[0] as { text?: unknown; values?: unknown } | string
    const statement = typeof said === 'string' ? said : String(said.text)
    const values = JSON.stringify(typeof said === 'string' ? args[1] : (said.values ?? args[1])) ?? ''
    if (/^\s*(with|insert|update)/i.test(statement) && /matching|webhooks/.test(statement) && values.includes(text)) {
      process.kill(process.pid, 'SIGKILL')
    }
    return Reflect.apply(query, this, args)
  } as Client['query']
}
