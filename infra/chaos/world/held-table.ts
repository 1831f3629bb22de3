import { Client } from 'pg'
import { waitUntil } from './waiting.ts'
import type { World } from './world.ts'

export interface HeldTable extends AsyncDisposable {
  /** Lets go; disposing does too. */
  release(): Promise<void>
  /** How many statements of this role wait for a lock now; those that insert something, where only they are asked for. */
  waiting(role: string, what?: 'inserts'): Promise<number>
}

/** Holds a whole table, as a careless migration would: who wants it waits. A connection of its own, past every line that a fault touches. */
export async function holdTable(world: World, table: string, mode = 'access exclusive'): Promise<HeldTable> {
  const client = new Client({ connectionString: world.database.url })
  client.on('error', () => {})
  await client.connect()
  await client.query(`begin; lock table ${table} in ${mode} mode`)
  let ended: Promise<void> | undefined
  const release = (): Promise<void> => (ended ??= client.end())
  return {
    release,
    waiting: async (role, what) => {
      const { rows } = await world.database.pool.query<{ waiting: number }>(
        `select count(*)::int as waiting from pg_stat_activity where usename = $1 and wait_event_type = 'Lock' and query ~ $2`,
        [role, what === 'inserts' ? 'insert into ' : ''],
      )
      return rows[0]?.waiting ?? 0
    },
    [Symbol.asyncDispose]: release,
  }
}

/** Waits until something of this role stands before the table. */
export async function untilSomebodyWaits(held: HeldTable, role: string, withinMs = 15_000): Promise<boolean> {
  return (await waitUntil(async () => (await held.waiting(role)) > 0, { withinMs })) !== null
}

/** A table that every job of the worker needs is locked until it is dead, so that it dies with its hands full; `at` by `performance.now()`. */
export async function killHolding(world: World, service: string): Promise<{ killed: boolean; at: number }> {
  await using held = await holdTable(world, `${service}.inbox`)
  // Others of its role read the inbox, to see what has arrived; only who has jobs in hand writes there.
  const isHolding = (await waitUntil(async () => (await held.waiting(`zhihe_${service}`, 'inserts')) > 0, { withinMs: 15_000 })) !== null
  const hasDied = world.processes.signal(`${service}-worker`, 'SIGKILL')
  const at = performance.now()
  return { killed: isHolding && hasDied, at }
}
