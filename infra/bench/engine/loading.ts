import { createEngine } from '@zhihe/engine/engine'
import type { JobseekerFacts } from '@zhihe/scoring/facts'
import type { Client } from 'pg'
import { copyIn, copyOut } from './sql/copy.ts'

const rowsAtOnce = 10_000

/** What it takes to have everybody again from a table of facts, as the matching service keeps it. */
export async function measureLoading(client: Client, people: () => Iterable<JobseekerFacts>) {
  await client.query('create temporary table person_facts (id uuid primary key, facts jsonb not null)')
  await copyIn(client, 'copy person_facts from stdin', lines(people()))
  await client.query('analyze person_facts')

  const copyMs = await timed(() => copyOut(client, 'copy person_facts (id, facts) to stdout', () => {}))
  let rows: JobseekerFacts[] = []
  let selectMs = 0
  let putMs = 0
  const engine = createEngine()
  for (let after = '00000000-0000-0000-0000-000000000000'; ; after = rows.at(-1)?.id ?? after) {
    selectMs += await timed(async () => (rows = await page(client, after)))
    if (rows.length === 0) break
    putMs += await timed(() => {
      for (const facts of rows) engine.putJobseeker(facts)
    })
  }
  return { copyMs, selectMs, putMs }
}

async function page(client: Client, after: string): Promise<JobseekerFacts[]> {
  const { rows } = await client.query<[JobseekerFacts]>({
    name: 'page',
    text: `select facts from person_facts where id > $1 order by id limit ${rowsAtOnce}`,
    values: [after],
    rowMode: 'array',
  })
  return rows.map(([facts]) => facts)
}

async function timed(work: () => unknown): Promise<number> {
  const started = performance.now()
  await work()
  return performance.now() - started
}

function* lines(people: Iterable<JobseekerFacts>): Generator<string> {
  for (const person of people) yield `${person.id}\t${JSON.stringify(person).replaceAll('\\', '\\\\')}\n`
}
