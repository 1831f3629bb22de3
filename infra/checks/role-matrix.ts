import { urlAs } from '@zhihe/postgres/pool'
import { Client, DatabaseError, escapeIdentifier } from 'pg'

/** Every role of ours that can log in. */
const roles = ['zhihe_postings', 'zhihe_jobseekers', 'zhihe_matching', 'zhihe_webhooks', 'zhihe_operations', 'zhihe_queue'] as const
const verbs = ['select', 'insert', 'update', 'delete'] as const
type Verb = (typeof verbs)[number]

interface Table {
  name: string
  /** Those that a statement may set. */
  columns: string[]
}

// Permission denied; and what nobody may do with a view that cannot be written.
const refused: readonly (string | undefined)[] = ['42501', '55000', '0A000']
const ours = `n.nspname !~ '^(pg_|information_schema)' and n.nspname <> 'public'`

/** What each role may do with each table, by trying every statement as that role, and which functions it may call; as a page for a reviewer. */
export async function roleMatrix(adminUrl: string): Promise<string> {
  const admin = await connected(adminUrl)
  try {
    const tables = await tablesOf(admin)
    const columns = await Promise.all(roles.map((role) => tryAll(asRole(adminUrl, role), tables)))
    const rows = tables.map(({ name }, at) => `| ${name} | ${columns.map((column) => column[at] ?? '').join(' | ')} |`)
    const heading = (first: string) => [`| ${first} | ${roles.join(' | ')} |`, `| --- |${' --- |'.repeat(roles.length)}`]
    return [
      '# What each role of the database may do',
      '',
      'Made by trying every statement as every role that can log in (`infra/checks/role-matrix.int.test.ts`); a change of it is a change of who may',
      'read or write what. S select, I insert, U update, D delete; a small letter: some columns only; nothing: refused. Rows of people are bound to a',
      'tenant besides (row-level security, decision 025).',
      '',
      ...heading('table'),
      ...rows,
      '',
      'Functions that may be called:',
      '',
      ...heading('function'),
      ...(await functionRows(admin)),
      '',
    ].join('\n')
  } finally {
    await admin.end()
  }
}

async function tryAll(url: string, tables: readonly Table[]): Promise<string[]> {
  const client = await connected(url)
  try {
    const found: string[] = []
    for (const table of tables) {
      let letters = ''
      for (const verb of verbs) letters += await tryVerb(client, verb, table)
      found.push(letters)
    }
    return found
  } finally {
    await client.end()
  }
}

async function tryVerb(client: Client, verb: Verb, table: Table): Promise<string> {
  const letter = verb.charAt(0).toUpperCase()
  if (verb === 'delete') return (await isAllowed(client, `delete from ${table.name} where false`)) ? letter : ''
  if (await isAllowed(client, statementFor(verb, table.name, table.columns))) return letter
  for (const column of table.columns) if (await isAllowed(client, statementFor(verb, table.name, [column]))) return letter.toLowerCase()
  return ''
}

function statementFor(verb: Exclude<Verb, 'delete'>, name: string, columns: readonly string[]): string {
  const quoted = columns.map(escapeIdentifier)
  if (verb === 'select') return `select ${quoted.join(', ')} from ${name} where false`
  if (verb === 'insert') return `insert into ${name} (${quoted.join(', ')}) select ${quoted.map(() => 'null').join(', ')} where false`
  return `update ${name} set ${quoted.map((column) => `${column} = null`).join(', ')} where false`
}

async function isAllowed(client: Client, statement: string): Promise<boolean> {
  try {
    await client.query(statement)
    return true
  } catch (error) {
    if (error instanceof DatabaseError && refused.includes(error.code)) return false
    throw new Error(`trying "${statement}"`, { cause: error })
  }
}

async function tablesOf(admin: Client): Promise<Table[]> {
  const { rows } = await admin.query<Table>(`
    select format('%I.%I', n.nspname, c.relname) as name, array_agg(a.attname::text order by a.attnum) as columns
    from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_attribute a on a.attrelid = c.oid
    where c.relkind in ('r', 'p', 'v', 'm') and not c.relispartition and ${ours} and a.attnum > 0 and not a.attisdropped and a.attidentity <> 'a'
      and a.attgenerated = ''
    group by 1 order by 1`)
  return rows
}

async function functionRows(admin: Client): Promise<string[]> {
  const { rows } = await admin.query<{ name: string; may: boolean[] }>(
    `select format('%I.%I', n.nspname, p.proname) as name,
      array(select bool_or(has_function_privilege(r, p.oid, 'execute') and has_schema_privilege(r, n.oid, 'usage')) from unnest($1::text[])
        with ordinality as u (r, place) group by place order by place) as may
    from pg_proc p join pg_namespace n on n.oid = p.pronamespace
    where ${ours} and n.nspname <> 'bullmq' and p.prorettype <> 'trigger'::regtype
    order by 1, p.oid::regprocedure::text`,
    [roles],
  )
  return rows.map(({ name, may }) => `| ${name} | ${may.map((one) => (one ? 'X' : '')).join(' | ')} |`)
}

function asRole(adminUrl: string, role: string): string {
  const { password } = new URL(adminUrl)
  return urlAs(adminUrl, role, password === '' ? undefined : decodeURIComponent(password))
}

async function connected(connectionString: string): Promise<Client> {
  const client = new Client({ connectionString })
  client.on('error', () => {})
  await client.connect()
  return client
}
