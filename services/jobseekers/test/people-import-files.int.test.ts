import { Readable } from 'node:stream'
import { makeWorkbook } from '@zhihe/sheets/make-workbook'
import { openSheets } from '@zhihe/sheets/open-sheets'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { uploadKeptMs } from '../src/domain/people-import.ts'
import { destroyOldUploads } from '../src/store/upload-store.ts'
import { citizenNumbers, newPerson } from './people.ts'
import { headings, lines, ndjson, type PeopleImports, peopleImports, row, startTestImporter, table, xlsx } from './people-import-client.ts'
import { type Register, startRegister } from './register.ts'

let register: Register
let imports: PeopleImports
const next = citizenNumbers()
const stack = new AsyncDisposableStack()

beforeAll(async () => {
  register = stack.use(await startRegister())
  imports = peopleImports(register)
  stack.use(startTestImporter(register))
})
afterAll(async () => await stack.disposeAsync())

describe('the mapping', () => {
  it('is asked for when nobody knows the columns, shows no cell, and what is said is done', async () => {
    const number = next()
    const file = table(['甲', '乙', '丙', '丁'], [['张三', number, '19900001234', '杭州市西湖区']])
    const done = await imports.run({ file })

    const mapping = await imports.mapping(done.id)
    const columns = ['name', 'idNumber', 'phone', 'residence'].map((field, index) => ({ index, field }))
    const said = await register.send('PUT', `/v1/jobseekers/imports/${done.id}/mapping`, {
      body: { sheets: [{ sheet: 1, headerRows: [1, 1], columns }] },
    })

    expect(done).toMatchObject({ status: 'needs_mapping', problem: { code: 'needs_mapping' } })
    expect(mapping.sheets[0]?.columns.map(({ field, looksLike }) => [field, looksLike])).toEqual([
      [null, 'words'],
      ['idNumber', 'id_number'],
      ['phone', 'phone'],
      [null, 'words'],
    ])
    expect(JSON.stringify(mapping)).not.toMatch(/张三|9901|1990000/)
    expect(said.statusCode).toBe(202)
    expect(await imports.finished(done.id)).toMatchObject({ status: 'finished', run: 2, counts: { created: 1 } })
  })

  it('does not show the first person of a sheet without headings', async () => {
    const done = await imports.run({
      file: table(['张三', next(), '19900001234', '杭州市西湖区'], [['李四', next(), '19900001235', '杭州市西湖区']]),
    })

    expect(JSON.stringify(await imports.mapping(done.id))).not.toMatch(/张三|李四|9901|1990000/)
  })

  it('refuses a sheet, a column and a field that are not there', async () => {
    const done = await imports.run({ file: table(headings, [row(next())]) })
    const put = async (sheets: object[]) =>
      (await register.send('PUT', `/v1/jobseekers/imports/${done.id}/mapping`, { body: { sheets } })).json<object>()

    expect(await put([{ sheet: 2, columns: [] }])).toMatchObject({ errors: [{ pointer: '/sheets/0/sheet' }] })
    expect(await put([{ sheet: 1, columns: [{ index: 99, field: 'name' }] }])).toMatchObject({
      errors: [{ pointer: '/sheets/0/columns/0/index' }],
    })
    expect(await put([{ sheet: 1, columns: [{ index: 0, field: 'bank' }] }])).toMatchObject({
      errors: [{ pointer: '/sheets/0/columns/0/field' }],
    })
  })
})

describe('the workbook', () => {
  it('comes back with what became of each row, is not kept by anybody, and is audited', async () => {
    const number = next()
    const file = makeWorkbook([{ name: '王小明的表', rows: [headings, row(number), row(number, { 残疾类别: '听力' })] }])
    const done = await imports.run({ file, type: xlsx })

    const answer = await register.send('GET', `/v1/jobseekers/imports/${done.id}/workbook`)

    const rows: (readonly string[])[] = []
    for await (const event of openSheets(Readable.from([answer.rawPayload]))) if (event.kind === 'row') rows.push(event.cells)
    expect(answer).toMatchObject({ statusCode: 200, headers: { 'cache-control': 'no-store' } })
    expect(rows.map((cells) => cells.slice(headings.length))).toMatchObject([
      ['职合状态', '职合说明'],
      ['已登记'],
      ['未采用', expect.stringContaining('F 列：与残疾人证号不一致')],
    ])
    const [item] = await imports.items(done.id)
    expect((await auditOf(item?.jobseekerId ?? '')).map(({ reason }) => reason)).toContain('return_workbook')
    expect(JSON.stringify(await imports.mapping(done.id))).not.toContain('王小明')
  })

  it('is none for records, whose file is gone with the end', async () => {
    const done = await imports.run({ file: lines([newPerson(next())]), type: ndjson })

    expect((await register.send('GET', `/v1/jobseekers/imports/${done.id}/workbook`)).json()).toMatchObject({
      code: 'import_without_workbook',
    })
    expect(await uploadOf(done.id)).toEqual({ keys: 0, pieces: 0, destroyed: true })
  })
})

async function uploadOf(id: string) {
  const [found] = await register.query<{ keys: number; pieces: number; destroyed: boolean }>(
    `select (select count(*) from vault_keys.import_keys where import_id = i.id)::int as keys,
      (select count(*) from vault.import_files where import_id = i.id)::int as pieces, upload_destroyed_at is not null as destroyed
     from jobseekers.imports i where id = $1`,
    [id],
  )
  return found
}

describe('the file', () => {
  it('lies in no table, no log and no event in plain, in whatever form', async () => {
    const number = next()
    const name = '欧阳金丝雀'
    const done = await imports.run({
      file: table(headings, [row(number, { 姓名: name, 联系电话: '19900008765' }), row('9901061990', { 姓名: name })]),
    })

    expect(done.counts).toMatchObject({ created: 1, refused: 1 })
    const tables = await register.query<{ name: string }>(
      `select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname not in ('pg_catalog', 'information_schema')`,
    )
    const forms = [number, name, '19900008765', '9901061990'].flatMap((text) => [
      text,
      Buffer.from(text).toString('base64').replaceAll('=', ''),
      Buffer.from(text).toString('hex'),
    ])
    for (const { name: tableName } of tables) {
      const dump = JSON.stringify(await register.query(`select t::text as row from ${tableName} t`))
      for (const form of forms) expect({ tableName, found: dump.includes(form) }).toEqual({ tableName, found: false })
    }
    const log = register.lines.join('')
    for (const form of forms) expect(log.includes(form)).toBe(false)
  })

  it('is one import when it is sent again under its key, and another file under it is refused', async () => {
    const file = table(headings, [row(next())])
    const [first, second] = [await imports.send({ file, key: 'once' }), await imports.send({ file, key: 'once' })]
    const other = await imports.send({ file: `${file}\r\n`, key: 'once' })

    expect(second.body).toBe(first.body)
    expect(second.headers['idempotent-replayed']).toBe('true')
    expect(other.json()).toMatchObject({ status: 422, code: 'idempotency_key_reused' })
  })

  it('is seen as far as the key reached that sent it', async () => {
    const done = await imports.run({ file: table(headings, [row(next())]) })
    const { everywhere, ningbo, foreign, admin, enterprise } = register.callers
    const paths = ['', '/items', '/mapping', '/events', '/workbook']
    const statusesOf = async (by: typeof everywhere) =>
      await Promise.all(
        paths.map(async (path) => (await register.send('GET', `/v1/jobseekers/imports/${done.id}${path}`, { by })).statusCode),
      )

    expect(await statusesOf(everywhere)).toEqual([200, 200, 200, 200, 200])
    expect(await statusesOf(admin)).toEqual([200, 200, 200, 200, 200])
    expect(await statusesOf(ningbo)).toEqual([404, 404, 404, 404, 404])
    expect(await statusesOf(foreign)).toEqual([404, 404, 404, 404, 404])
    expect(await statusesOf(enterprise)).toEqual([403, 403, 403, 403, 403])
  })

  it('is refused when it is empty, too large or of another type', async () => {
    expect((await imports.send({ file: '' })).json()).toMatchObject({ status: 422 })
    expect((await imports.send({ file: 'x', type: 'text/html' })).statusCode).toBe(415)
    expect((await imports.send({ file: Buffer.alloc(64 * 1024 * 1024 + 1, 0x20) })).statusCode).toBe(413)
  })

  it('is told as it is read', async () => {
    const done = await imports.run({ file: table(headings, [row(next())]) })
    const watched = await register.send('GET', `/v1/jobseekers/imports/${done.id}/events`)

    expect(watched.body).toContain('event: end')
    expect(watched.headers['cache-control']).toBe('no-store')
  })
})

describe('seven days after the end', () => {
  it('the key of the file is destroyed, and on the day before it is not', async () => {
    const done = await imports.run({ file: table(headings, [row(next())]) })
    const after = (days: number) => new Date(Date.parse(done.finishedAt ?? '') + days * 86_400_000)
    const db = register.database.db

    await destroyOldUploads(db, new Date(after(6.9).getTime() - uploadKeptMs), after(6.9))
    const before = await uploadOf(done.id)
    await destroyOldUploads(db, new Date(after(7.1).getTime() - uploadKeptMs), after(7.1))

    expect(before).toEqual({ keys: 1, pieces: 1, destroyed: false })
    expect(await uploadOf(done.id)).toEqual({ keys: 0, pieces: 0, destroyed: true })
    expect((await register.send('GET', `/v1/jobseekers/imports/${done.id}/workbook`)).statusCode).toBe(404)
    const body = { sheets: [{ sheet: 1, columns: [] }] }
    expect((await register.send('PUT', `/v1/jobseekers/imports/${done.id}/mapping`, { body })).statusCode).toBe(404)
    expect(await imports.items(done.id)).toHaveLength(1)
  })
})

describe('a person of the file who is erased', () => {
  it('takes the sealed files with her in which she stands, and no other', async () => {
    const [hers, others] = [next(), next()]
    const done = await imports.run({ file: table(headings, [row(hers), row(next())]) })
    const again = await imports.run({ file: table(headings, [row(hers)]) })
    const other = await imports.run({ file: table(headings, [row(others)]) })
    const [item] = await imports.items(done.id)

    const erased = await register.send('POST', `/v1/jobseekers/${item?.jobseekerId}/erase`, { body: { reason: 'person_asked' } })

    expect(erased.statusCode).toBe(200)
    expect(await uploadOf(done.id)).toEqual({ keys: 0, pieces: 0, destroyed: true })
    expect(await uploadOf(again.id)).toEqual({ keys: 0, pieces: 0, destroyed: true })
    expect(await uploadOf(other.id)).toEqual({ keys: 1, pieces: 1, destroyed: false })
    expect(JSON.stringify(await imports.items(done.id))).not.toContain(item?.jobseekerId)
  })
})

async function auditOf(id: string) {
  return await register.query<{ action: string; opened: number; reason: string; actor: string }>(
    'select action, opened, reason, actor, jobseeker_ids from audit.entries where $1 = any (jobseeker_ids) order by chain, seq',
    [id],
  )
}
