import { freePort } from '@zhihe/testing/free-ports'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { startWorker } from './import-client.ts'
import { longFormMs, readKillForm } from './kill-form.ts'
import { spawnProcess, startProcess } from './own-process.ts'
import { companyCode, contentBody, type PostingsService, startPostings } from './postings-service.ts'

const form = readKillForm(process.env)
const batchRows = form.rows ?? 60
// Three pieces of two hundred at least.
const fileRows = Math.max(450, form.rows ?? 0)
const wanted = form.isLong ? Number.POSITIVE_INFINITY : 3

let postings: PostingsService
let port: number

let crashes: Record<'batch' | 'file' | 'import', string[]>
/** What a push and an import leave that nobody disturbed. */
let undisturbed: { batch: unknown; items: unknown[]; import: unknown }

// The points are not written down a second time: each kind of push is watched once from its first step to its last.
beforeAll(async () => {
  postings = await startPostings()
  port = await freePort()
  const api = await startProcess('api', { DATABASE_URL: postings.listenUrl, PORT: String(port), CRASH_AT: 'list' })
  await pushToArmed(await batchPush('watched'))
  const ofBatch = api.passed.splice(0)
  const { id, fairId } = JSON.parse((await pushToArmed(await filePush('watched'))) ?? '') as { id: string; fairId: string }
  await api.kill()
  const worker = await startProcess('worker', { DATABASE_URL: postings.listenUrl, CRASH_AT: 'list' })
  await vi.waitUntil(() => worker.passed.includes('import.ended'), { timeout: 60_000, interval: 50 })
  await worker.kill()
  crashes = { batch: crashesOf(ofBatch), file: crashesOf(api.passed), import: crashesOf(worker.passed) }
  undisturbed = { batch: await writtenOf('watched'), items: await itemsOf(id), import: await writtenOf(`fair-${fairId}`) }
}, 120_000)
afterAll(async () => await postings[Symbol.asyncDispose]())

/** What a push sends: the same bytes to the process that dies and to the one that is asked again. */
interface Push {
  url: string
  type: string
  body: string
  key: string
}

const headersOf = ({ type, key }: Push) => ({ authorization: `Bearer ${postings.organiser}`, 'content-type': type, 'idempotency-key': key })

async function pushToArmed(push: Push): Promise<string | null> {
  const answer = fetch(`http://127.0.0.1:${port}${push.url}`, { method: 'POST', headers: headersOf(push), body: push.body })
  return await answer.then((response) => response.text()).catch(() => null)
}

async function pushAgain(push: Push) {
  const response = await postings.app.inject({ method: 'POST', url: push.url, headers: headersOf(push), payload: push.body })
  return { status: response.statusCode, text: response.body, isReplayed: response.headers['idempotent-replayed'] === 'true' }
}

/** `name:pass` for the first, the middle and the last pass of every point in the order they are first met. */
function crashesOf(passed: readonly string[]): string[] {
  const passes = new Map<string, number>()
  for (const name of passed) passes.set(name, (passes.get(name) ?? 0) + 1)
  return [...passes].flatMap(([name, count]) => [...new Set([1, Math.ceil(count / 2), count])].map((pass) => `${name}:${pass}`))
}

/** So many of them, evenly spread, the first and the last among them. */
function spread(all: readonly string[], count: number): string[] {
  if (count >= all.length) return [...all]
  return Array.from({ length: count }, (_, at) => all[Math.round((at * (all.length - 1)) / (count - 1))]!)
}

/** The place where a piece is kept and the next has not begun is died at on every run. */
const withBetweenPieces = (some: readonly string[]) => [...new Set([...some, 'piece.committed:1'])]

async function rowsOf(query: ReturnType<typeof sql>) {
  return await postings.database.db.execute(query, 'objects')
}

async function writtenOf(source: string): Promise<Record<string, unknown> | undefined> {
  const [row] = await rowsOf(sql`
    with kept as (select id from postings.postings where source = ${source})
    select (select count(*) from kept)::int as postings,
      (select count(*) from postings.posting_versions where posting_id in (select id from kept))::int as versions,
      (select count(*) from postings.outbox where (payload #>> '{data,postingId}')::uuid in (select id from kept))::int as events`)
  return row
}

/** A process takes the push and is gone at the point, before it has answered. */
async function dieAt(crashAt: string, push: Push): Promise<void> {
  const api = spawnProcess('api', { DATABASE_URL: postings.listenUrl, PORT: String(port), CRASH_AT: crashAt })
  await api.started
  const answer = await pushToArmed(push)
  expect({ crashAt, answer, signal: await api.gone }).toEqual({ crashAt, answer: null, signal: 'SIGKILL' })
}

/** A worker takes the import that waits and is gone at the point. */
async function workerDiesAt(crashAt: string): Promise<void> {
  await letLeasesEnd()
  const worker = spawnProcess('worker', { DATABASE_URL: postings.listenUrl, CRASH_AT: crashAt })
  expect({ crashAt, signal: await worker.gone }).toEqual({ crashAt, signal: 'SIGKILL' })
}

// The lease of a worker that died ends by itself after seconds; here it has.
async function letLeasesEnd(): Promise<void> {
  await rowsOf(sql`update postings.imports set claimed_until = now() - interval '1 second' where claimed_until is not null returning id`)
}

async function forgetImports(): Promise<void> {
  await rowsOf(sql`update postings.imports set status = 'failed', finished_at = now() where status in ('received', 'reading') returning id`)
}

// Each push is of an employer of its own: of one employer the same titles would be copies of each other.
let companies = 0
const nextCompany = () => companyCode((companies += 1))

const batchItem = (employerId: string, source: string, { number, headcount }: { number: number; headcount: number }) => ({
  source,
  externalId: `n-${number}`,
  ...contentBody(employerId, {
    title: `岗位${number}`,
    description: `第${number}种工作，负责现场的日常事务与记录。`,
    headcount,
    // Some are found fault with, so that the ledger is written too.
    ...(number % 7 === 0 ? { requirementsText: '身体健康，无残疾' } : {}),
  }),
})

/** Half of the postings are there before and are changed, half are new. */
async function batchPush(source: string): Promise<Push> {
  const employerId = await postings.employer({ uscc: nextCompany() })
  const before = Array.from({ length: batchRows / 2 }, (_, number) => batchItem(employerId, source, { number: number * 2, headcount: 3 }))
  const first: Push = {
    url: '/v1/postings/batch',
    type: 'application/json',
    body: JSON.stringify({ items: before }),
    key: `before-${source}`,
  }
  expect((await pushAgain(first)).status).toBe(200)
  const items = Array.from({ length: batchRows }, (_, number) => batchItem(employerId, source, { number, headcount: 5 }))
  return { ...first, body: JSON.stringify({ items }), key: source }
}

const heading = '岗位编号,岗位名称,单位名称,统一社会信用代码,招聘人数,薪资待遇,工作地点,岗位职责,任职要求'
const fileOf = (code: string) =>
  [
    heading,
    ...Array.from(
      { length: fileRows },
      (_, number) =>
        `W-${number},岗位${number},杭州云客服有限公司,${code},${(number % 9) + 1},4500-6000元/月,杭州市西湖区,第${number}种工作的日常事务,${number % 7 === 0 ? '无残疾' : '会打字'}`,
    ),
  ].join('\n')

async function filePush(key: string): Promise<Push & { fairId: string }> {
  const fairId = await postings.fair()
  return { url: `/v1/fairs/${fairId}/imports`, type: 'text/csv', body: fileOf(nextCompany()), key, fairId }
}

/** Works every import that waits, in this process, to its end. */
async function workImports(id: string): Promise<Record<string, unknown>> {
  await letLeasesEnd()
  await using _ = startWorker(postings)
  return await vi.waitFor(
    async () => {
      const { body } = await postings.call({ url: `/v1/imports/${id}` })
      expect(body['status']).toBe('finished')
      return body
    },
    { timeout: 60_000, interval: 50 },
  )
}

/** How often it was announced that the import is over. */
async function endsTold(id: string): Promise<unknown> {
  const [row] = await rowsOf(sql`
    select count(*)::int as count from postings.outbox where type = 'import.finished' and payload #>> '{data,importId}' = ${id}`)
  return row?.['count']
}

/** What became of the rows, without what differs from import to import. */
async function itemsOf(id: string) {
  return await rowsOf(sql`
    select item.place, item.row_number, item.outcome, item.external_id, item.title, posting.status, posting.reason_code, posting.version,
      posting.source = 'fair-' || import.fair_id as of_fair
    from postings.import_items item join postings.imports import on import.id = item.import_id
      left join postings.postings posting on posting.id = item.posting_id
    where item.import_id = ${id}::uuid order by item.place`)
}

describe('the named points', () => {
  it('are at least forty with their passes, in the push, in the taking of a file and in its import', () => {
    const { batch, file: ofFile, import: ofImport } = crashes

    process.stdout.write(
      `crash points: ${batch.length} in a push, ${ofFile.length} in the taking of a file, ${ofImport.length} in its import\n`,
    )
    expect([...batch, ...ofFile, ...ofImport].length).toBeGreaterThanOrEqual(40)
    expect(batch).toEqual(expect.arrayContaining(['once.key-taken:1', 'postings.inserted:1', 'postings.updated:1', 'once.committed:1']))
    expect(ofFile).toEqual(expect.arrayContaining(['file.spooled:1', 'file.piece-kept:1', 'file.committed:1']))
    expect(ofImport).toEqual(expect.arrayContaining(['import.claimed:1', 'piece.numbered:1', 'piece.counted:1', 'import.ended:1']))
    expect(undisturbed).toMatchObject({ batch: { postings: batchRows, versions: batchRows * 1.5 }, import: { postings: fileRows } })
    expect(undisturbed.items).toHaveLength(fileRows)
  })
})

describe('a push of postings that dies at a named point', () => {
  it(
    'is kept once and answered once when it is sent again under its key',
    async () => {
      const every = crashes.batch
      for (const [at, crashAt] of spread(every, wanted).entries()) {
        const push = await batchPush(`crash-${at}`)
        await dieAt(crashAt, push)
        // Now and then whoever takes the repeat dies too, a point further on.
        if (at % 3 === 1 && crashAt !== every.at(-1)) await dieAt(every[every.indexOf(crashAt) + 1]!, push)

        const [second, third] = [await pushAgain(push), await pushAgain(push)]

        expect({ crashAt, ...second }).toMatchObject({ crashAt, status: 200, isReplayed: crashAt === 'once.committed:1' })
        expect(third).toEqual({ ...second, isReplayed: true })
        expect(JSON.parse(second.text)).toMatchObject({ counts: { created: batchRows / 2, updated: batchRows / 2, rejected: 0 } })
        expect({ crashAt, written: await writtenOf(push.key) }).toEqual({ crashAt, written: undisturbed.batch })
      }
    },
    longFormMs,
  )
})

describe('a file whose sender dies at a named point', () => {
  it(
    'is one import when it is sent again under its key',
    async () => {
      for (const crashAt of spread(crashes.file, form.isLong ? crashes.file.length : 2)) {
        const push = await filePush(`file-${crashAt}`)
        await dieAt(crashAt, push)

        const [second, third] = [await pushAgain(push), await pushAgain(push)]

        expect({ crashAt, ...second }).toMatchObject({ crashAt, status: 202, isReplayed: crashAt === 'file.committed:1' })
        expect(third.text).toBe(second.text)
        const [kept] = await rowsOf(sql`
          select count(distinct import.id)::int as imports, sum(length(file.bytes))::int as bytes
          from postings.imports import join postings.import_files file on file.import_id = import.id where import.fair_id = ${push.fairId}::uuid`)
        expect(kept).toEqual({ imports: 1, bytes: Buffer.byteLength(push.body) })
        await forgetImports()
      }
    },
    longFormMs,
  )
})

describe('an import whose worker dies at a named point', () => {
  it(
    'ends in the rows, items and counts of an import that nobody disturbed',
    async () => {
      for (const [at, crashAt] of withBetweenPieces(spread(crashes.import, wanted)).entries()) {
        const push = await filePush(`import-${crashAt}`)
        const first = await pushAgain(push)
        const { id } = JSON.parse(first.text) as { id: string }
        await workerDiesAt(crashAt)
        if (at % 3 === 1 && crashAt !== 'import.ended:1') await workerDiesAt('import.claimed:1')

        const done = await workImports(id)

        expect(await pushAgain(push)).toEqual({ ...first, isReplayed: true })
        expect({ crashAt, ...done }).toMatchObject({
          crashAt,
          rows: fileRows,
          counts: { created: fileRows, updated: 0, unchanged: 0, rejected: 0, skipped: 0 },
        })
        expect({ crashAt, ends: await endsTold(id) }).toEqual({ crashAt, ends: 1 })
        expect({ crashAt, items: await itemsOf(id) }).toEqual({ crashAt, items: undisturbed.items })
        expect({ crashAt, written: await writtenOf(`fair-${push.fairId}`) }).toEqual({ crashAt, written: undisturbed.import })
      }
    },
    longFormMs,
  )
})
