import { setTimeout as pause } from 'node:timers/promises'
import { eventually } from '@zhihe/testing/eventually'
import { freePort } from '@zhihe/testing/free-ports'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { readKillForm } from './kill-form.ts'
import { type OwnProcess, startProcess } from './own-process.ts'
import { contentBody, type PostingsService, startPostings, uscc } from './postings-service.ts'

// Moments of time, wherever the process happens to be; `crash-points.int.test.ts` has the named ones. They lie evenly between the first byte and the answer.
const form = readKillForm(process.env)
const points = form.moments
const rows = form.rows ?? 800
const perPointMs = 20_000

let postings: PostingsService
let employerId: string
let port: number

beforeAll(async () => {
  postings = await startPostings()
  employerId = await postings.employer()
  port = await freePort()
})
afterAll(async () => await postings[Symbol.asyncDispose]())

const startApi = async () => await startProcess('api', { DATABASE_URL: postings.listenUrl, PORT: String(port) })

function batchOf(source: string): string {
  const items = Array.from({ length: rows }, (_, number) => ({
    source,
    externalId: `n-${number}`,
    ...contentBody(employerId, { title: `岗位${number}`, description: `第${number}种工作，负责现场的日常事务与记录。` }),
  }))
  return JSON.stringify({ items })
}

async function push(body: string, key: string): Promise<{ status: number; text: string }> {
  const headers = { authorization: `Bearer ${postings.organiser}`, 'content-type': 'application/json', 'idempotency-key': key }
  const response = await fetch(`http://127.0.0.1:${port}/v1/postings/batch`, { method: 'POST', headers, body })
  return { status: response.status, text: await response.text() }
}

async function countOf(source: string): Promise<number> {
  const [row] = await postings.database.db.execute(
    sql`select count(*)::int as count from postings.postings where source = ${source}`,
    'objects',
  )
  return Number(row?.['count'])
}

it(
  `keeps exactly the ${rows} postings of a push that is killed at ${points} points and sent again under its key, with one and the same answer`,
  async () => {
    let api: OwnProcess = await startApi()
    const startedAt = performance.now()
    const whole = await push(batchOf('measure'), 'measure')
    const takesMs = performance.now() - startedAt
    expect(whole.status).toBe(200)
    let lost = 0

    for (let point = 0; point < points; point += 1) {
      const source = `killed-${point}`
      const body = batchOf(source)
      const answer = push(body, source).catch(() => null)
      await pause(((point + 0.5) / points) * takesMs * 1.1)
      await api.kill()
      const first = await answer
      if (first === null) lost += 1
      api = await startApi()

      const second = await push(body, source)
      const third = await push(body, source)

      expect(second.status).toBe(200)
      expect(first === null || first.text === second.text).toBe(true)
      expect(third.text).toBe(second.text)
      expect(JSON.parse(second.text)).toMatchObject({ counts: { created: rows, updated: 0, rejected: 0 } })
      expect(await countOf(source)).toBe(rows)
    }
    await api.kill()
    expect(lost, 'no push was cut off: the points lie too late').toBeGreaterThan(0)
  },
  points * perPointMs + 60_000,
)

it(
  `imports exactly the rows of a file although its worker is killed at ${points} points`,
  async () => {
    const fairId = await postings.fair()
    const heading = '岗位编号,岗位名称,单位名称,统一社会信用代码,招聘人数,薪资待遇,工作地点,岗位职责,任职要求'
    const lines = Array.from(
      { length: rows },
      (_, number) =>
        `W-${number},岗位${number},杭州云客服有限公司,${uscc.company},${(number % 9) + 1},4500-6000元/月,杭州市西湖区,第${number}种工作的日常事务,会打字`,
    )
    const taken = await postings.app.inject({
      method: 'POST',
      url: `/v1/fairs/${fairId}/imports`,
      headers: { authorization: `Bearer ${postings.organiser}`, 'content-type': 'text/csv' },
      payload: [heading, ...lines].join('\n'),
    })
    const { id } = taken.json<{ id: string }>()
    const stateOf = async () =>
      (await postings.call({ url: `/v1/imports/${id}` })).body as unknown as {
        status: string
        rows: number
        counts: Record<string, number>
      }
    let kills = 0

    for (let isOver = false; !isOver; ) {
      const before = (await stateOf()).rows
      const isLast = kills === points
      const worker = await startProcess('worker', { DATABASE_URL: postings.listenUrl })
      // Killed as soon as it has kept a piece of rows, in the middle of the next one.
      await eventually(
        async () => {
          const { status, rows: kept } = await stateOf()
          expect(status === 'finished' || (!isLast && kept > before)).toBe(true)
        },
        { withinMs: perPointMs },
      )
      await worker.kill()
      isOver = (await stateOf()).status === 'finished'
      if (!isOver) kills += 1
    }

    expect(await stateOf()).toMatchObject({
      status: 'finished',
      counts: { created: rows, updated: 0, unchanged: 0, rejected: 0, skipped: 0 },
    })
    expect(await countOf(`fair-${fairId}`)).toBe(rows)
    expect(kills).toBeGreaterThan(0)
  },
  points * perPointMs + 60_000,
)
