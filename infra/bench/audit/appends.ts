import { openDatabase } from '@zhihe/postgres/pool'
import type { Client, PoolClient } from 'pg'
import { print, round } from '../measure.ts'
import type { AuditPlace } from './audit-place.ts'

const connectionCounts = [1, 4, 16]

/** Entries a second on so many connections, one a transaction, and plain inserts of the same row in turns with them. */
export async function measureAppends({ owner, register, tenantId, keyIds, people }: AuditPlace, seconds: number) {
  await owner.pool.query(
    'create table public.floor (like audit.entries, primary key (chain, seq)); create sequence public.floor_seq; grant all on public.floor, public.floor_seq to zhihe_jobseekers',
  )
  await using many = openDatabase({
    url: String(register.pool.options.connectionString),
    applicationName: 'bench-append',
    maxConnections: 16,
  })
  const values = (client: Pick<Client, 'query'>, text: string) =>
    client.query({ name: text.slice(0, 30), text, values: [tenantId, keyIds[0], people[0]] })
  const append = `select audit.append(now(), $1, $2, 'federation', 'identity.read', 'serve', array[$3]::uuid[], 1, '{}')`
  const insert = `insert into public.floor (chain, seq, at, recorded_at, tenant_id, key_id, actor, action, reason, jobseeker_ids, opened, detail, hash)
    values (1, nextval('public.floor_seq'), now(), now(), $1, $2, 'federation', 'identity.read', 'serve', array[$3]::uuid[], 1, '{}', sha256(''))`

  print('\nconnections   entries/s   plain inserts/s   ratio')
  const ratios: Record<string, number> = {}
  for (const count of connectionCounts) {
    const clients = await Promise.all(Array.from({ length: count }, () => many.pool.connect()))
    const rates = { append: 0, insert: 0 }
    for (let round = 0; round < 2; round += 1) {
      rates.insert += (await perSecond(clients, seconds / 2, (client) => values(client, insert))) / 2
      rates.append += (await perSecond(clients, seconds / 2, (client) => values(client, append))) / 2
    }
    for (const client of clients) client.release()
    ratios[`append${count}PerSecond`] = round(rates.append, 0)
    ratios[`append${count}Ratio`] = round(rates.append / rates.insert, 2)
    print(
      `${String(count).padStart(11)} ${rates.append.toFixed(0).padStart(11)} ${rates.insert.toFixed(0).padStart(17)} ${(rates.append / rates.insert).toFixed(2).padStart(7)}`,
    )
  }
  return ratios
}

async function perSecond(clients: readonly PoolClient[], seconds: number, work: (client: PoolClient) => Promise<unknown>): Promise<number> {
  const until = performance.now() + seconds * 1_000
  let done = 0
  await Promise.all(
    clients.map(async (client) => {
      while (performance.now() < until) {
        await work(client)
        done += 1
      }
    }),
  )
  return done / seconds
}
