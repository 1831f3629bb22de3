import { everyTenant, withTenant } from '@zhihe/postgres/tenant'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readPeople } from '../src/store/person-store.ts'
import { savePeople } from '../src/store/save-people.ts'
import { citizenNumbers, granted, newPerson } from './people.ts'
import { headings, lines, ndjson, type PeopleImports, peopleImports, row, startTestImporter, table } from './people-import-client.ts'
import { type Register, startRegister, testKeys } from './register.ts'

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

describe('an import of people', () => {
  it('registers the people of a sheet, and finds them unchanged the second time', async () => {
    const file = table(headings, [row(next()), row(next(), { 姓名: '李四' })])

    const first = await imports.run({ file })
    const second = await imports.run({ file })

    expect(first).toMatchObject({ status: 'finished', counts: { created: 2, updated: 0, refused: 0 }, rows: 2, rowsTotal: 2 })
    expect(second).toMatchObject({ status: 'finished', counts: { created: 0, updated: 0, unchanged: 2, refused: 0 } })
    const [item] = await imports.items(first.id)
    const person = (await register.send('GET', `/v1/jobseekers/${item?.jobseekerId}`)).json<object>()
    expect(person).toMatchObject({
      identity: { name: '张**' },
      profile: { regionCode: '330106', education: 'associate', birthMonth: '1990-03' },
      version: 1,
    })
    expect(JSON.stringify(person)).not.toContain('老人')
  })

  it('registers the people of records, with what they decided', async () => {
    const records = [newPerson(next()), newPerson(next(), { consents: [] })]

    const done = await imports.run({ file: lines(records), type: ndjson })

    expect(done).toMatchObject({ status: 'finished', counts: { created: 2 }, uploadKeptUntil: null })
    const [first, second] = await imports.items(done.id)
    const view = async (id: string | null | undefined) => (await register.send('GET', `/v1/jobseekers/${id}`)).json<object>()
    expect(await view(first?.jobseekerId)).toMatchObject({ matching: 'on' })
    expect(await view(second?.jobseekerId)).toMatchObject({ matching: 'off' })
  })
})

describe('a row about somebody who is known', () => {
  it('changes what it says, and nothing that it leaves out', async () => {
    const number = next()
    const id = await register.register(newPerson(number))
    const before = (await register.send('GET', `/v1/jobseekers/${id}`)).json<{ profile: object }>()

    const done = await imports.run({
      file: table(headings, [row(number, { 姓名: '', 联系电话: '19900007777', 文化程度: '硕士', 技能特长: '' })]),
    })

    expect(done.counts).toMatchObject({ updated: 1, created: 0 })
    const after = (await register.send('GET', `/v1/jobseekers/${id}`)).json<{ profile: object }>()
    expect(after).toMatchObject({
      version: 2,
      identity: { name: '王**', phone: '199******77' },
      profile: { ...before.profile, education: 'master' },
    })
  })

  it('is refused without her id when another one serves her, and nothing of her is opened or changed', async () => {
    const number = next()
    const id = await register.register(newPerson(number, { profile: { regionCode: '330203' } }), { by: register.callers.ningbo })
    const opened = await auditOf(id)

    const done = await imports.run({ file: table(headings, [row(number), row(number)]) })

    const items = await imports.items(done.id)
    expect(items.map(({ outcome, jobseekerId, findings }) => [outcome, jobseekerId, findings.map(({ code }) => code)])).toEqual([
      ['refused', null, ['registered_elsewhere']],
      ['refused', null, ['registered_elsewhere']],
    ])
    expect(JSON.stringify(items)).not.toContain(id)
    expect(await auditOf(id)).toEqual(opened)
    const kept = await register.query<{ jobseeker_id: string | null }>(
      'select jobseeker_id from jobseekers.import_items where import_id = $1',
      [done.id],
    )
    expect(kept).toEqual([{ jobseeker_id: null }, { jobseeker_id: null }])
  })

  it('is in the audit as opened, once for all of a piece', async () => {
    const [one, other] = [next(), next()]
    const ids = [await register.register(newPerson(one)), await register.register(newPerson(other))]

    await imports.run({ file: table(headings, [row(one), row(other)]) })

    const [first, second] = await Promise.all(ids.map(auditOf))
    const entries = (first ?? []).filter(({ action }) => action === 'identity.imported')
    expect(entries).toMatchObject([{ opened: 2, reason: 'import_people', actor: 'federation' }])
    expect((second ?? []).filter(({ action }) => action === 'identity.imported')).toEqual(entries)
  })
})

async function auditOf(id: string) {
  return await register.query<{ action: string; opened: number; reason: string; actor: string }>(
    'select action, opened, reason, actor, jobseeker_ids from audit.entries where $1 = any (jobseeker_ids) order by chain, seq',
    [id],
  )
}

describe('a row that is refused', () => {
  const refusedAs = async (cells: string[], file = table(headings, [cells])) => {
    const done = await imports.run({ file })
    const [item] = await imports.items(done.id)
    return { outcome: item?.outcome, findings: item?.findings.map(({ column, code }) => `${column} ${code}`), text: JSON.stringify(item) }
  }

  it('is told by its checks, and never by what was sent', async () => {
    const number = next()
    const wrong = `${number.slice(0, 17)}${number.endsWith('1') ? '2' : '1'}`
    const cases: [string[], string][] = [
      [row(wrong, { 残疾人证号: '' }), 'B bad_check'],
      [row('9.90106E+17', { 残疾人证号: '' }), 'B scientific_notation'],
      [row(number.slice(0, 17), { 残疾人证号: '' }), 'B lost_last_character'],
      [row(number, { 联系电话: '1234567' }), 'D bad_phone'],
      [row(number, { 残疾类别: '听力' }), 'F contradicts_certificate'],
      [row(number, { 残疾等级: '一级' }), 'G contradicts_certificate'],
      [row('', { 残疾人证号: '' }), 'null missing_number'],
      [row(number, { 所在区县: '' }), 'E missing'],
      [row(number, { 姓名: '王'.repeat(61) }), 'A too_big'],
      [row(number, { 所在区县: '宁波市海曙区' }), 'E outside_your_region'],
    ]
    for (const [cells, finding] of cases) {
      const { outcome, findings, text } = await refusedAs(cells)

      expect({ finding, outcome, findings }).toMatchObject({ outcome: 'refused', findings: expect.arrayContaining([finding]) as string[] })
      for (const cell of cells.filter((one) => one.length >= 3 && !headings.includes(one))) expect(text).not.toContain(cell)
    }
    const [{ count } = { count: -1 }] = await register.query<{ count: number }>(
      'select count(*)::int as count from vault.lookups where jobseeker_id in (select jobseeker_id from jobseekers.import_items where outcome = $1)',
      ['refused'],
    )
    expect(count).toBe(0)
  })

  it('leaves its number to a better row below, and of two good ones the first counts', async () => {
    const number = next()

    const done = await imports.run({
      file: table(headings, [row(number, { 联系电话: '1234567' }), row(number), row(number, { 文化程度: '博士' })]),
    })

    expect(done.counts).toMatchObject({ created: 1, refused: 2, updated: 0 })
    const items = await imports.items(done.id)
    expect(items.map(({ outcome, findings }) => [outcome, ...findings.map(({ code }) => code)])).toEqual([
      ['refused', 'bad_phone'],
      ['created'],
      ['refused', 'duplicate_in_file'],
    ])
  })

  it('is one of records by its pointer, and an unknown key is not repeated', async () => {
    const good = newPerson(next())
    const record = { ...good, identity: { ...good.identity, 王小明的电话: '19900001234' } }

    const done = await imports.run({ file: lines([record, { ...good, profile: { regionCode: '999999' } }]), type: ndjson })

    const items = await imports.items(done.id)
    expect(items.map(({ findings }) => findings.map(({ column, code }) => `${column} ${code}`))).toEqual([
      ['/identity unknown_key'],
      ['/profile/regionCode unknown_region'],
    ])
    expect(JSON.stringify(items)).not.toMatch(/王小明|1990000/)
  })

  it('is one whose number a spreadsheet has rounded, though the check character fits', async () => {
    const rounded = '990106199003150000'
    const done = await imports.run({
      file: table(['姓名', '身份证号', '联系电话', '所在区县'], [['张三', rounded, '19900001234', '西湖区']]),
    })

    expect((await imports.items(done.id))[0]).toMatchObject({
      outcome: 'refused',
      findings: [{ column: 'B', code: 'rounded_by_spreadsheet' }],
    })
  })
})

describe('consents in a file', () => {
  const consentHeadings = ['姓名', '残疾人证号', '联系电话', '现住址', '是否同意']
  const person = (consent: string) => ['李四', `${next()}43`, '19900001234', '杭州市西湖区', consent]
  const query = { consentPurposes: 'matching,sensitive_data', consentTextVersion: 'paper-1', consentAt: '2026-11-01T09:00:00+08:00' }
  const matchingOf = async (id: string | null | undefined) =>
    (await register.send('GET', `/v1/jobseekers/${id}`)).json<{
      matching: string
      consents: { purpose: string; decision: string; channel: string }[]
    }>()

  it('are recorded of everybody but those who say no', async () => {
    const done = await imports.run({ file: table(consentHeadings, [person(''), person('同意'), person('不同意')]), query })

    expect(done).toMatchObject({
      counts: { created: 3 },
      consents: [{ purpose: 'matching', textVersion: 'paper-1' }, { purpose: 'sensitive_data' }],
    })
    const people = await Promise.all((await imports.items(done.id)).map(({ jobseekerId }) => matchingOf(jobseekerId)))
    expect(people.map(({ matching }) => matching)).toEqual(['on', 'on', 'off'])
    expect(people[0]?.consents).toMatchObject([
      { purpose: 'matching', decision: 'granted', channel: 'import' },
      { purpose: 'sensitive_data', decision: 'granted', channel: 'import' },
    ])
    expect(people[2]?.consents.map(({ decision }) => decision)).toEqual(['revoked'])
    const given = await register.query<{ count: number }>(
      `select count(*)::int as count from consent.given g join jobseekers.import_items i on i.jobseeker_id = g.jobseeker_id where i.import_id = $1`,
      [done.id],
    )
    expect(given).toEqual([{ count: 2 }])
  })

  it('are stated with purposes, text and time together, and not for tomorrow', async () => {
    const part = await imports.send({ file: 'x', query: { consentPurposes: 'matching' } })
    const tomorrow = await imports.send({ file: 'x', query: { ...query, consentAt: '2999-01-01T00:00:00Z' } })

    expect(part.json()).toMatchObject({ errors: [{ pointer: '#/query/consentTextVersion' }, { pointer: '#/query/consentAt' }] })
    expect(tomorrow.json()).toMatchObject({ errors: [{ pointer: '#/query/consentAt', code: 'in_the_future' }] })
  })

  it('do not revive what was revoked after them', async () => {
    const number = next()
    const id = await register.register(newPerson(number))
    await register.send('POST', `/v1/jobseekers/${id}/consents`, {
      body: { ...granted, decision: 'revoked', at: '2026-11-15T09:00:00+08:00' },
    })

    await imports.run({ file: table(consentHeadings, [['王小明', `${number}43`, '19900001234', '杭州市西湖区', '']]), query })

    expect(await matchingOf(id)).toMatchObject({ matching: 'off' })
  })

  it('to a disclosure are not taken from a file', async () => {
    const disclosure = { purpose: 'disclosure', recipient: '01890000-0000-7000-8000-000000000001', textVersion: 'v1', at: granted.at }
    const done = await imports.run({ file: lines([newPerson(next(), { consents: [disclosure] })]), type: ndjson })

    expect((await imports.items(done.id))[0]).toMatchObject({ outcome: 'refused', findings: [{ code: 'disclosure_singly' }] })
  })
})

describe('somebody who is changed by another one meanwhile', () => {
  it('is not written over: the piece is to be done again', async () => {
    const id = await register.register(newPerson(next()))
    const reach = { kind: 'region', tenantId: register.callers.everywhere.tenantId, regionCode: null } as const
    const audit = { keyId: null, actor: 'test', action: 'identity.imported', reason: 'test', at: new Date() } as const
    const { db } = register.database
    const keys = testKeys()
    const before = await withTenant(everyTenant, async () => (await readPeople(db, [id], { reach, keys, audit }))[0])
    if (!before) throw new Error('not read')
    await register.send('PATCH', `/v1/jobseekers/${id}`, { body: { profile: { education: 'doctor' } } })

    const { jobseeker } = before.dossier
    const after = {
      ...before.dossier,
      jobseeker: { ...jobseeker, profile: { ...jobseeker.profile, education: 'primary' as const }, version: 2 },
    }
    const { identity } = before
    const change = { before: before.dossier, after, identityBefore: identity, identity, consent: null, decisions: [] }
    const saved = withTenant(
      everyTenant,
      async () =>
        await db.transaction(async (tx) => await savePeople(tx, [change], { keys, byKeyId: register.callers.everywhere.tenantId })),
    )

    await expect(saved).rejects.toMatchObject({ code: '40001' })
    expect((await register.send('GET', `/v1/jobseekers/${id}`)).json()).toMatchObject({ version: 2, profile: { education: 'doctor' } })
  })
})
