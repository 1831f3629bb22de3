import { type Field, faultOf, isKept, textFields, valueAt, withValue } from '@zhihe/testing/hostile/fields'
import { isKeepable, naughtyStrings, naughtyTimes } from '@zhihe/testing/hostile/naughty-strings'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Body, type PostingsService, startPostings } from './postings-service.ts'
import { type WriteRoute, writeRoutes } from './write-routes.ts'

// `ZHIHE_HOSTILE=all` sends every string into every field; otherwise each field gets its share, and those that no field may keep.
const isWhole = process.env['ZHIHE_HOSTILE'] === 'all'
const shares = 36
const unkeepable = naughtyStrings.filter((text) => !isKeepable(text))

let postings: PostingsService
let routes: WriteRoute[]

beforeAll(async () => {
  postings = await startPostings()
  routes = await writeRoutes(postings)
})
afterAll(async () => await postings[Symbol.asyncDispose]())

const tally = { sent: 0, kept: 0 }

/** Sends a body with this text in this field; what is wrong with the outcome, null when nothing is. */
async function faultWith(route: WriteRoute, { keys, pointer }: Field, text: string): Promise<string | null> {
  const { url, body } = await route.ready()
  const { status, body: answer } = await postings.call({ method: route.method, url, body: withValue(body, keys, text) })
  tally.sent += 1
  if (status >= 300) return refusalFault({ status, answer, pointer })
  if (!isKeepable(text)) return 'is taken although it cannot be kept'
  if (route.stored === null) return null
  const stored = valueAt(await route.stored(answer, url), keys)
  tally.kept += 1
  return isKept(text, stored) ? null : `is stored as ${JSON.stringify(stored)?.slice(0, 80)}`
}

function refusalFault({ status, answer, pointer }: { status: number; answer: Body; pointer: string }): string | null {
  const fault = faultOf(status, answer)
  if (fault !== null || answer['code'] !== 'invalid_request') return fault
  const pointers = (answer['errors'] as { pointer: string }[]).map((error) => error.pointer)
  // An end that comes before its start may be the fault of either.
  const isOfTimes = pointer.endsWith('At') && pointers.every((one) => one.endsWith('At'))
  return isOfTimes || pointers.some((one) => one.startsWith(pointer) || pointer.startsWith(one))
    ? null
    : `is refused at ${pointers.join(' ')}`
}

function shareOf(number: number): readonly string[] {
  return isWhole ? naughtyStrings : [...unkeepable.slice(0, 6), ...naughtyStrings.filter((_, at) => at % shares === number % shares)]
}

describe('a naughty string in a text field of a write route', () => {
  it(
    'is kept as it was sent or refused by the name of its field, in every field of every route',
    async () => {
      const faults: string[] = []
      let number = 0
      for (const route of routes) {
        for (const field of textFields((await route.ready()).body)) {
          number += 1
          const isTime = /(At|On|asOf)$/.test(field.pointer)
          for (const text of [...shareOf(number), ...(isTime ? naughtyTimes : [])]) {
            const fault = await faultWith(route, field, text)
            if (fault !== null) faults.push(`${route.name} ${field.pointer} ${JSON.stringify(text.slice(0, 60))}: ${fault}`)
          }
        }
      }
      process.stdout.write(`hostile text: ${number} fields, ${tally.sent} requests, ${tally.kept} kept and read back\n`)
      expect(faults).toEqual([])
      expect(number).toBeGreaterThan(100)
    },
    30 * 60_000,
  )

  it('is kept or refused item by item in a batch, every one of them at once', async () => {
    const employerId = await postings.employer()
    const items = naughtyStrings.map((text, at) => ({
      source: 'all-at-once',
      externalId: `n-${at}`,
      employerId,
      title: `岗位${at}`,
      description: text,
      requirementsText: text,
    }))
    const keepable = items.filter(({ description }) => isKeepable(description))

    const refused = await postings.call({ method: 'POST', url: '/v1/postings/batch', body: { items } })
    const answer = await postings.call({ method: 'POST', url: '/v1/postings/batch', body: { items: keepable } })

    expect(refused.status).toBe(422)
    expect((refused.body['errors'] as { pointer: string }[])[0]?.pointer).toMatch(/^\/items\/\d+\/description$/)
    expect(answer.status).toBe(200)
    const rows = await postings.rows<{ source: string; external_id: string; content: Record<string, unknown> }>('postings')
    const stored = new Map(rows.filter(({ source }) => source === 'all-at-once').map(({ external_id, content }) => [external_id, content]))
    const results = (answer.body as unknown as { results: { outcome: string; externalId: string; errors?: { pointer: string }[] }[] })
      .results
    const faults = results.filter(({ outcome, externalId, errors = [] }, at) => {
      const content = stored.get(externalId)
      const text = keepable[at]!.description
      if (outcome === 'rejected') return !errors.some(({ pointer }) => pointer === '/description')
      return content?.['description'] !== text || content['requirementsText'] !== text
    })
    expect(faults).toEqual([])
    expect(stored.size).toBeGreaterThan(450)
  })
})

describe('a naughty string in an address', () => {
  const places = (text: string) => [
    `/v1/postings/${text}`,
    `/v1/postings?status=${text}`,
    `/v1/postings?cursor=${text}`,
    `/v1/postings/findings?cursor=${text}`,
    `/v1/employers/vacancies?regionCode=${text}`,
    `/v1/employers/vacancies?cursor=${text}`,
    `/v1/fairs/${text}/attendances`,
    `/v1/imports/${text}/items`,
    `/v1/imports/01890000-0000-7000-8000-000000000001/items?outcome=${text}`,
  ]

  it('never makes a fault', async () => {
    const texts = naughtyStrings.filter(
      (text, at) => text.isWellFormed() && text.length <= 200 && (isWhole || at % 4 === 0 || !isKeepable(text)),
    )
    const faults: string[] = []
    const times = naughtyTimes.flatMap((text) =>
      ['/v1/postings?updatedSince=', '/v1/postings/findings?since='].map((url) => url + encodeURIComponent(text)),
    )
    for (const url of [...times, ...texts.flatMap((text) => places(encodeURIComponent(text)))]) {
      const response = await postings.app.inject({ url, headers: { authorization: `Bearer ${postings.organiser}` } })
      if (response.statusCode >= 500) faults.push(`${url} ${response.body.slice(0, 200)}`)
    }
    expect(faults).toEqual([])
  }, 300_000)

  it('is a file name that is kept as it was sent, or refused', async () => {
    const fairId = await postings.fair()
    const faults: string[] = []
    for (const text of naughtyStrings.filter(
      (text, at) => text.isWellFormed() && text.length <= 201 && (isWhole || at % 3 === 0 || !isKeepable(text)),
    )) {
      const response = await postings.app.inject({
        method: 'POST',
        url: `/v1/fairs/${fairId}/imports?fileName=${encodeURIComponent(text)}`,
        headers: { authorization: `Bearer ${postings.organiser}`, 'content-type': 'text/csv' },
        payload: '岗位名称\n保洁员',
      })
      const body = response.json<Body>()
      const fault =
        response.statusCode === 202
          ? body['fileName'] === text && isKeepable(text)
            ? null
            : 'is changed'
          : faultOf(response.statusCode, body)
      if (fault !== null) faults.push(`${JSON.stringify(text)}: ${fault}`)
    }
    expect(faults).toEqual([])
  }, 300_000)
})
