import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { gather, problemOf } from '../test/gather.ts'

const values = async (file: string, piece = 7) =>
  (await gather(file, { piece })).flatMap((event) => (event.kind === 'record' ? [event.value] : []))

describe('reading NDJSON', () => {
  it('tells one object a line and a problem for each line that is none', async () => {
    const lines = ['{"title":"保洁"}', '', '{"title":', '[1]', '"text"', '{"title":"保安"}']

    expect(await gather(lines.join('\r\n'), { piece: 3, name: '岗位.NDJSON' })).toMatchObject([
      { kind: 'file', format: 'ndjson', encoding: 'utf-8' },
      { kind: 'record', row: 1, shape: 'plain', value: { title: '保洁' } },
      { kind: 'problem', row: 3, problem: { code: 'invalid_json', row: 3 } },
      { kind: 'problem', row: 4, problem: { code: 'not_an_object' } },
      { kind: 'problem', row: 5, problem: { code: 'not_an_object' } },
      { kind: 'record', row: 6, value: { title: '保安' } },
    ])
  })

  it('knows it by its lines when no name tells', async () => {
    expect((await gather('{"a":1}\n{"a":2}\n'))[0]).toMatchObject({ format: 'ndjson' })
    expect((await gather('{"a":1}\n'))[0]).toMatchObject({ format: 'json' })
    expect((await gather('{\n"a":1}'))[0]).toMatchObject({ format: 'json' })
  })

  it('lets a line over its limit go, refuses nesting, and reads on', async () => {
    const deep = `${'{"a":'.repeat(40)}1${'}'.repeat(40)}`
    const events = await gather(`{"a":"${'长'.repeat(2_000)}"}\n${deep}\n{"a":"[[[["}`, {
      name: 'a.jsonl',
      limits: { maxRowCharacters: 1_000 },
    })

    expect(events.slice(1)).toMatchObject([
      { kind: 'problem', row: 1, problem: { code: 'row_too_long' } },
      { kind: 'problem', row: 2, problem: { code: 'too_deep' } },
      { kind: 'record', row: 3 },
    ])
  })

  it('counts problems too and stops at the first row too many', async () => {
    expect(await problemOf('{}\n{\n{}\n', { name: 'a.ndjson', limits: { maxRows: 2 } })).toMatchObject({ code: 'too_many_rows', row: 3 })
  })
})

describe('reading a JSON array', () => {
  it('cuts its items out, whatever stands in their texts', async () => {
    expect(await values(' [ {"a":"],[}{\\"\\\\"} ,{"b":[1,{"c":[]}]}\n] ')).toEqual([{ a: '],[}{"\\' }, { b: [1, { c: [] }] }])
    expect(await gather('[]')).toEqual([{ kind: 'file', format: 'json', encoding: 'utf-8' }])
  })

  it('tells a problem for an item and refuses what is no array', async () => {
    expect((await gather('[{"a":1},,3,{"b" 2}]')).slice(1)).toMatchObject([
      { row: 1 },
      { row: 2, problem: { code: 'invalid_json' } },
      { row: 3, problem: { code: 'not_an_object' } },
      { row: 4, problem: { code: 'invalid_json' } },
    ])
    expect((await gather('[{"a":1},]')).at(-1)).toMatchObject({ row: 2, problem: { code: 'invalid_json' } })
    expect(await problemOf('[{"a":1}')).toMatchObject({ code: 'damaged' })
    expect(await problemOf('[{"a":1}] x')).toMatchObject({ code: 'invalid_json' })
    expect(await problemOf('[{"a":1}}')).toMatchObject({ code: 'invalid_json', row: 1 })
  })

  it('gives back any objects by any cut', async () => {
    const objects = fc.array(fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 3 })), { minLength: 1, maxLength: 5 })
    await fc.assert(
      fc.asyncProperty(objects, fc.integer({ min: 1, max: 50 }), async (given, piece) => {
        const clean = given.map((object) => ({ ...JSON.parse(JSON.stringify(object)), n: 1 }))

        expect(await values(JSON.stringify(clean), piece)).toEqual(clean)
        expect(await values(clean.map((object) => JSON.stringify(object)).join('\n') + '\n\n{"last":1}', piece)).toEqual([
          ...clean,
          { last: 1 },
        ])
      }),
      { numRuns: 60 },
    )
  })
})

describe('reading JSON-LD', () => {
  const posting = { '@type': 'JobPosting', title: '保洁' }

  it('finds a JobPosting alone, in an array, in a graph and in a list', async () => {
    const documents = [
      { '@context': 'https://schema.org', ...posting },
      [posting, { '@type': ['Thing', 'http://schema.org/JobPosting'], title: '保洁' }],
      { '@graph': [{ '@type': 'Organization' }, posting, { '@type': 'schema:JobPosting', title: '保洁' }] },
      { '@type': 'ItemList', itemListElement: [{ '@type': 'ListItem', item: posting }] },
    ]

    const told = await Promise.all(documents.map((document) => gather(JSON.stringify(document))))

    expect(
      told.map((events) => events.filter((event) => event.kind === 'record').map(({ shape, value }) => [shape, value['title']])),
    ).toEqual([
      [['job_posting', '保洁']],
      [
        ['job_posting', '保洁'],
        ['job_posting', '保洁'],
      ],
      [
        ['job_posting', '保洁'],
        ['job_posting', '保洁'],
      ],
      [['job_posting', '保洁']],
    ])
  })

  it('puts in place what a posting refers to, and follows a circle only so far', async () => {
    const graph = [
      { ...posting, '@id': '#job', hiringOrganization: { '@id': '#org' } },
      { '@id': '#org', '@type': 'Organization', name: '甲公司', job: { '@id': '#job' } },
    ]

    expect(await values(JSON.stringify({ '@graph': graph }))).toMatchObject([
      { hiringOrganization: { name: '甲公司', job: { title: '保洁' } } },
    ])
  })

  it('numbers the postings of a graph, also in a file that calls itself .jsonld and stands on several lines', async () => {
    const graph = { '@graph': [posting, { ...posting, title: '保安' }] }
    const rowsIn = async (text: string) =>
      (await gather(text, { name: 'a.jsonld' })).flatMap((event) => (event.kind === 'record' ? [event.row] : []))

    expect(await rowsIn(JSON.stringify(graph))).toEqual([1, 2])
    expect(await rowsIn(JSON.stringify(graph, null, 2))).toEqual([1, 2])
  })

  it('refuses linked data without a posting', async () => {
    expect(await problemOf('{"@type":"Organization"}')).toMatchObject({ code: 'no_postings' })
    expect(await problemOf('{"@graph":[]}')).toMatchObject({ code: 'no_postings' })
  })

  it('refuses what is no JSON at all', async () => {
    expect(await problemOf('{"a":1')).toMatchObject({ code: 'invalid_json' })
    expect(await problemOf(Buffer.from('7b2261223a22ff22', 'hex'))).toMatchObject({ code: 'wrong_encoding' })
  })
})
