import { Client } from 'pg'

/** The rows of one table as JSON text, without the columns that the server makes itself. */
interface TableRows {
  table: string
  columns: string[]
  rows: string[]
}

const rowsPerStatement = 500

async function read(url: string): Promise<TableRows[]> {
  return await withClient(url, async (client) => {
    await client.query('begin isolation level repeatable read read only')
    const { rows: tables } = await client.query<{ table: string; columns: string[] }>(`
      select c.oid::regclass::text as table, array_agg(quote_ident(a.attname) order by a.attnum) as columns
      from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_attribute a on a.attrelid = c.oid
      where c.relkind in ('r', 'p') and not c.relispartition and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
        and n.nspname !~ '^(pg_|information_schema|migrations|bullmq)'
      group by c.oid order by 1`)
    const read: TableRows[] = []
    for (const { table, columns } of tables) {
      const { rows } = await client.query<{ row: string }>(
        `select to_jsonb(t)::text as row from (select ${columns.join(', ')} from ${table}) t`,
      )
      read.push({ table, columns, rows: rows.map(({ row }) => row) })
    }
    return read
  })
}

async function write(url: string, tables: readonly TableRows[]): Promise<void> {
  await withClient(url, async (client) => {
    // No trigger and no foreign key looks on: the rows agree already.
    await client.query('begin; set local session_replication_role = replica')
    await client.query(`truncate ${tables.map(({ table }) => table).join(', ')} cascade`)
    for (const { table, columns, rows } of tables) {
      for (let start = 0; start < rows.length; start += rowsPerStatement) {
        await client.query(
          `insert into ${table} (${columns.join(', ')}) overriding system value
            select ${columns.join(', ')} from jsonb_populate_recordset(null::${table}, $1::jsonb)`,
          [`[${rows.slice(start, start + rowsPerStatement).join(',')}]`],
        )
      }
    }
    await client.query(`do $$
      declare owned record;
      begin
        for owned in
          select s.oid::regclass as sequence, t.oid::regclass as "table", a.attname as name
          from pg_class s join pg_depend d on d.objid = s.oid and d.deptype in ('a', 'i') join pg_class t on t.oid = d.refobjid
            join pg_attribute a on a.attrelid = t.oid and a.attnum = d.refobjsubid
          where s.relkind = 'S' and t.relnamespace::regnamespace::text !~ '^(migrations|bullmq)'
        loop
          execute format('select setval(%L, coalesce((select max(%I) from %s), 0) + 1, false)', owned.sequence, owned.name, owned."table");
        end loop;
      end $$`)
    await client.query('commit')
  })
}

async function withClient<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url, application_name: 'zhihe-copy' })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

/** A poor man's dump for where there is no `pg_dump` of the server's version: real rows of one snapshot, into tables made by the migrations. */
export const copyRows = { read, write }
