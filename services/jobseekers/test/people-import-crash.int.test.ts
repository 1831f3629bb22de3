import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { spawnImporter } from './own-importer.ts'
import { citizenNumbers, newPerson } from './people.ts'
import { lines, ndjson, type PeopleImports, peopleImports, startTestImporter } from './people-import-client.ts'
import { type Register, startRegister } from './register.ts'

// `ZHIHE_KILL_POINTS=100` dies at each point at its first, middle and last pass; otherwise at a few of them.
const isLong = Number(process.env['ZHIHE_KILL_POINTS'] ?? 0) > 0
/** Three pieces of five hundred at least. */
const people = 1_250
const known = 300
const longMs = 30 * 60_000

let register: Register
let imports: PeopleImports
let url: string
let crashes: string[]
let undisturbed: unknown
const next = citizenNumbers()

beforeAll(async () => {
  register = await startRegister()
  imports = peopleImports(register)
  url = register.testDatabase.url('zhihe_jobseekers')
  const id = await sendFile()
  const importer = spawnImporter(url, { CRASH_AT: 'list' })
  await vi.waitUntil(() => importer.passed.includes('people.ended'), { timeout: 60_000, interval: 50 })
  await importer.kill()
  crashes = crashesOf(importer.passed)
  undisturbed = await leftBy(id)
}, 120_000)
afterAll(async () => await register[Symbol.asyncDispose]())

/** `name:pass` for the first, the middle and the last pass of every point, in the order they are first met. */
function crashesOf(passed: readonly string[]): string[] {
  const passes = new Map<string, number>()
  for (const name of passed) passes.set(name, (passes.get(name) ?? 0) + 1)
  return [...passes].flatMap(([name, count]) => [...new Set([1, Math.ceil(count / 2), count])].map((pass) => `${name}:${pass}`))
}

let numbers: string[] = []

/** A file of new people, of people who are known and change, of one who is named twice and of rows that are refused. */
async function sendFile(): Promise<string> {
  numbers = Array.from({ length: people }, next)
  const before = numbers.slice(0, known).map((number) => newPerson(number))
  await importHere(lines(before))
  const rows = numbers.map((number, at) =>
    newPerson(number, at < known ? { identity: { phone: '19900007777' }, profile: { education: 'master' } } : {}),
  )
  const refused = newPerson(next(), { identity: { phone: '1234567' } })
  const sent = await imports.send({ file: lines([...rows, rows[known + 3] ?? {}, refused]), type: ndjson })
  return sent.json<{ id: string }>().id
}

/** By an importer in this process, which is gone before anything else is sent. */
async function importHere(file: string): Promise<void> {
  const first = await imports.send({ file, type: ndjson })
  await using _ = startTestImporter(register)
  await imports.finished(first.json<{ id: string }>().id)
}

/** What an import has left, without what differs from import to import. */
async function leftBy(id: string) {
  const [counts] = await register.query(
    `select status, rows_done, rows_total, created_count, updated_count, unchanged_count, refused_count, pieces_done,
      (select count(*)::int from vault_keys.import_keys k where k.import_id = i.id) as keys,
      (select count(*)::int from jobseekers.import_items x where x.import_id = i.id) as items,
      (select count(distinct x.jobseeker_id)::int from jobseekers.import_items x where x.import_id = i.id) as people
     from jobseekers.imports i where id = $1`,
    [id],
  )
  const ofPeople = 'in (select jobseeker_id from jobseekers.import_items where import_id = $1 and jobseeker_id is not null)'
  const [written] = await register.query(
    `select (select count(*)::int from vault.identities where jobseeker_id ${ofPeople}) as identities,
      (select count(*)::int from vault_keys.data_keys where jobseeker_id ${ofPeople}) as data_keys,
      (select count(*)::int from vault.lookups where jobseeker_id ${ofPeople}) as lookups,
      (select count(*)::int from jobseekers.consents where jobseeker_id ${ofPeople}) as consents,
      (select count(*)::int from consent.given where jobseeker_id ${ofPeople}) as given,
      (select sum(version)::int from jobseekers.jobseekers where id ${ofPeople}) as versions,
      (select count(*)::int from jobseekers.outbox where (payload #>> '{data,facts,id}')::uuid ${ofPeople}) as events,
      (select count(*)::int from jobseekers.outbox where claimed_by = 'import-' || $1::text) as held`,
    [id],
  )
  return { ...counts, ...written }
}

async function letLeasesEnd(): Promise<void> {
  await register.query(`update jobseekers.imports set claimed_until = now() - interval '1 second' where claimed_until is not null`)
}

async function importerDiesAt(crashAt: string): Promise<void> {
  await letLeasesEnd()
  expect({ crashAt, signal: await spawnImporter(url, { CRASH_AT: crashAt }).gone }).toEqual({ crashAt, signal: 'SIGKILL' })
}

function some(all: readonly string[]): string[] {
  if (isLong) return [...all]
  const named = all.filter((one) => /^people\.(piece-told|piece-committed):2$|^people\.(piece-counted|end-kept|ended):1$/.test(one))
  return named
}

describe('the named points of an import of people', () => {
  it('are met in its first steps, in every piece and at its end', () => {
    process.stdout.write(`crash points: ${crashes.length} in an import of people\n`)
    expect(crashes).toEqual(
      expect.arrayContaining(['people.claimed:1', 'people.understood:1', 'people.piece-opened:2', 'people.piece-told:1', 'people.ended:1']),
    )
    expect(undisturbed).toMatchObject({
      status: 'finished',
      created_count: people - known,
      updated_count: known,
      refused_count: 2,
      items: people + 2,
      people,
      identities: people,
      data_keys: people,
      given: people,
      versions: people + known,
      // Once when they came, once when they changed.
      events: people + known,
      held: 0,
      keys: 0,
    })
  })
})

describe('an import of people whose importer dies at a named point', () => {
  it(
    'ends in the people, events and counts of one that nobody disturbed',
    async () => {
      for (const [at, crashAt] of some(crashes).entries()) {
        const id = await sendFile()
        await importerDiesAt(crashAt)
        if (at % 3 === 1 && !crashAt.startsWith('people.end')) await importerDiesAt('people.claimed:1')
        await letLeasesEnd()
        await using _ = startTestImporter(register)
        await imports.finished(id)

        expect({ crashAt, ...(await leftBy(id)) }).toEqual({ crashAt, ...(undisturbed as object) })
      }
    },
    longMs,
  )
})
