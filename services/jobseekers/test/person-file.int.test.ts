import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { assessed, type Filing, startFiling } from './filing.ts'
import { granted } from './people.ts'

let filing: Filing
beforeAll(async () => {
  filing = await startFiling()
})
afterAll(() => filing[Symbol.asyncDispose]())

describe('case owners', () => {
  const put = async (id: string, owners: object[]) =>
    await filing.register.send('PUT', `/v1/jobseekers/${id}/case-owners`, { body: { owners } })
  const ofFederation = { side: 'federation', organisation: '西湖区残联', name: '钱多多', phone: '199 0000 5566', from: '2026-03-01' }
  const ofCommunity = { side: 'community', organisation: '翠苑一区', from: '2026-02-01' }

  it('are replaced as a whole; the same again changes nothing, and who is left out stays in the history', async () => {
    const id = await filing.person()

    const first = await put(id, [ofFederation, ofCommunity])
    await put(id, [ofCommunity, ofFederation])
    filing.moveTo('2026-05-01T09:00:00+08:00')
    await put(id, [{ ...ofFederation, name: '孙小美' }])

    expect(first.json()).toMatchObject({
      owners: [
        { name: '钱多多', phone: '19900005566' },
        { name: null, phone: null },
      ],
    })
    const { caseOwners, timeline } = await filing.fileOf(id)
    expect(caseOwners).toMatchObject([{ side: 'federation', name: '孙小美' }])
    expect(
      timeline
        .filter(({ kind }) => kind.startsWith('owner_'))
        .map(({ kind, code }) => `${kind} ${code}`)
        .toSorted(),
    ).toEqual([
      'owner_began community',
      'owner_began federation',
      'owner_began federation',
      'owner_ended community',
      'owner_ended federation',
    ])
  })

  it('are refused twice on one side, with a telephone that is none, and from tomorrow on', async () => {
    const id = await filing.person()

    expect((await put(id, [ofCommunity, ofCommunity])).json()).toMatchObject({ errors: [{ pointer: '/owners', code: 'duplicate' }] })
    expect((await put(id, [{ ...ofFederation, phone: '12345' }])).json()).toMatchObject({
      errors: [{ pointer: '/owners/0/phone', code: 'bad_phone' }],
    })
    expect((await put(id, [{ ...ofCommunity, from: '2026-03-03' }])).json()).toMatchObject({ errors: [{ pointer: '/owners/0/from' }] })
  })
})

describe('the plan', () => {
  it('takes measures, moves them, and says what came of them', async () => {
    const id = await filing.person()
    const measure = await filing.post(id, 'measures', {
      kind: 'training',
      agreedOn: '2026-03-01',
      dueOn: '2026-04-01',
      note: '愿学盲文校对',
    })
    const patch = async (body: object) => await filing.register.send('PATCH', `/v1/jobseekers/${id}/measures/${measure.id}`, { body })

    filing.moveTo('2026-04-02T00:00:00+08:00')
    expect((await filing.fileOf(id)).measures).toMatchObject([{ overdue: true, note: '愿学盲文校对' }])
    expect((await patch({ outcome: 'hired' })).json()).toMatchObject({ errors: [{ pointer: '/outcome', code: 'needs_done_on' }] })
    expect((await patch({ doneOn: '2026-04-03' })).json()).toMatchObject({ errors: [{ pointer: '/doneOn', code: 'in_the_future' }] })
    expect((await patch({ doneOn: '2026-04-02', outcome: 'hired' })).json()).toMatchObject({
      overdue: false,
      outcome: 'hired',
      hasNote: true,
    })

    const followUps = (await filing.fileOf(id)).dueDates.filter(({ kind }) => kind === 'follow_up')
    expect(followUps.map(({ on }) => on)).toEqual(['2026-05-02', '2026-07-02', '2026-10-02', '2027-04-02'])
    expect((await patch({ doneOn: null })).json()).toMatchObject({ doneOn: null, outcome: null, overdue: true })
    expect((await filing.register.send('PATCH', `/v1/jobseekers/${id}/measures/${id}`, { body: {} })).statusCode).toBe(404)
  })
})

describe('the yearly confirmation', () => {
  it('is due a year after the registration, then a year after the last one, and overdue the day after', async () => {
    const id = await filing.person()
    filing.moveTo('2027-03-02T23:59:59+08:00')
    expect((await filing.fileOf(id)).confirmation).toEqual({ lastAt: null, dueOn: '2027-03-02', overdue: false })
    filing.moveTo('2027-03-03T00:00:00+08:00')
    expect((await filing.fileOf(id)).confirmation.overdue).toBe(true)

    expect(await filing.post(id, 'confirmations', { at: '2027-03-03T00:00:00+08:00', channel: 'phone', changed: false })).toMatchObject({
      nextDueOn: '2028-03-03',
    })
    expect(await filing.post(id, 'confirmations', { at: '2026-08-01T00:00:00+08:00', channel: 'visit', changed: true })).toMatchObject({
      nextDueOn: '2028-03-03',
    })

    expect((await filing.fileOf(id)).confirmation).toMatchObject({ dueOn: '2028-03-03', overdue: false })
  })

  it('of 29 February is due on 28 February, in the file as in the list', async () => {
    const id = await filing.person()
    filing.moveTo('2028-02-29T12:00:00+08:00')

    const { nextDueOn } = await filing.post(id, 'confirmations', { at: '2028-02-29T12:00:00+08:00', channel: 'office', changed: false })

    expect(nextDueOn).toBe('2029-02-28')
    expect((await filing.fileOf(id)).confirmation.dueOn).toBe('2029-02-28')
    const listed = (
      await filing.register.send('GET', '/v1/jobseekers?confirmationDueBefore=2029-03-01&updatedSince=2028-02-29T00:00:00Z')
    ).json<{
      items: object[]
    }>()
    expect(listed.items).toContainEqual(expect.objectContaining({ id, confirmationDueOn: '2029-02-28' }))
  })
})

describe('the file', () => {
  it('says what is missing, with the words of the plan that asks for it, and is complete when nothing is', async () => {
    const id = await filing.person({ profile: { skills: [], desiredOccupations: [], accommodationsNeeded: [], birthMonth: undefined } })
    const before = (await filing.fileOf(id)).completeness

    expect(before.missing.map(({ code }) => code)).toEqual(['desired_occupations', 'skills', 'assessment', 'case_owner', 'measure'])
    expect(before.missing[2]).toMatchObject({ askedBy: { plan: 'HZ', clause: '二（五）13', quote: '至少组织一次职业能力评估' } })
    expect(before.score).toBe(10_000 - before.missing.reduce((sum, { weight }) => sum + weight, 0))

    await filing.register.send('PATCH', `/v1/jobseekers/${id}`, {
      body: { profile: { skills: [{ text: '盲文校对', level: 3, evidence: 'declared' }], desiredOccupations: ['4-04-05-01'] } },
    })
    await filing.post(id, 'assessments', assessed())
    await filing.post(id, 'measures', { kind: 'training', agreedOn: '2026-03-01', dueOn: '2026-04-01' })
    await filing.register.send('PUT', `/v1/jobseekers/${id}/case-owners`, {
      body: { owners: [{ side: 'school', organisation: '学院', from: '2026-03-01' }] },
    })

    expect((await filing.fileOf(id)).completeness).toEqual({ score: 10_000, missing: [] })
    filing.moveTo('2027-03-01T00:00:00+08:00')
    expect((await filing.fileOf(id)).completeness.missing.map(({ code }) => code)).toEqual(['assessment'])
  })

  it('tells what changed by kind, without what it was', async () => {
    const id = await filing.person()
    filing.moveTo('2026-03-03T09:00:00+08:00')
    await filing.register.send('PATCH', `/v1/jobseekers/${id}`, {
      body: { identity: { name: '欧阳明月' }, profile: { commuteMaxKm: 7, payFloorFen: 1 } },
    })
    filing.moveTo('2026-03-04T09:00:00+08:00')
    await filing.register.send('PATCH', `/v1/jobseekers/${id}`, { body: { identity: { phone: '199 0000 4321' } } })
    filing.moveTo('2026-03-04T10:00:00+08:00')
    await filing.register.send('POST', `/v1/jobseekers/${id}/consents`, {
      body: { ...granted, decision: 'revoked', at: '2026-03-04T09:00:00+08:00' },
    })

    const { timeline } = await filing.fileOf(id)

    expect(timeline.map(({ kind, kinds, detail }) => [kind, ...kinds, ...(detail === null ? [] : [detail])])).toEqual([
      ['changed', 'identity'],
      ['consent', 'revoked'],
      ['changed', 'commuteMaxKm', 'payFloorFen', 'identity'],
      ['registered'],
      ['status_began', 'declared'],
      ['consent', 'granted'],
    ])
    expect(JSON.stringify(timeline)).not.toMatch(/王小明|欧阳|4321|350000/)
  })

  it('is read with one entry in the audit, and written with one', async () => {
    const id = await filing.person()
    await filing.post(id, 'confirmations', { at: '2026-03-02T08:00:00+08:00', channel: 'phone', changed: false })

    await filing.fileOf(id)

    const entries = await filing.register.query(
      `select action, opened, detail from audit.entries where $1 = any (jobseeker_ids) and action like 'file.%' order by at, seq`,
      [id],
    )
    expect(entries).toHaveLength(2)
    expect(entries).toContainEqual({ action: 'file.changed', opened: 0, detail: { kind: 'confirmation' } })
    expect(entries).toContainEqual(expect.objectContaining({ action: 'file.read', opened: 1 }))
  })

  it('lies sealed where it is free text or names staff, and is gone with the person', async () => {
    const id = await filing.person()
    const canary = '轩辕凤鸣说她夜里睡不好'
    await filing.post(id, 'assessments', assessed({ note: canary }))
    await filing.post(id, 'statuses', { code: 'rural', source: 'federation', since: '2026-03-01', note: canary })
    await filing.post(id, 'measures', { kind: 'training', agreedOn: '2026-03-01', dueOn: '2026-04-01', note: canary })
    await filing.register.send('PUT', `/v1/jobseekers/${id}/case-owners`, {
      body: { owners: [{ side: 'school', organisation: '学院', name: canary, from: '2026-03-01' }] },
    })

    const file = await filing.fileOf(id)
    expect([file.assessments[0]?.note, file.statuses[0]?.note, file.measures[0]?.note, file.caseOwners[0]?.name]).toEqual([
      canary,
      canary,
      canary,
      canary,
    ])
    const tables = ['assessments', 'statuses', 'measures', 'case_owners', 'confirmations', 'changes', 'files', 'idempotency_keys', 'outbox']
    for (const table of tables) {
      const rows = await filing.register.query<{ line: string }>(`select t::text as line from jobseekers.${table} t`)
      const text = rows.map(({ line }) => line).join('\n')
      expect(text).not.toContain(canary)
      expect(text).not.toContain(Buffer.from(canary).toString('hex'))
    }
    expect(filing.register.lines.join('\n')).not.toContain(canary)

    await filing.register.query('delete from vault_keys.file_keys where jobseeker_id = $1', [id])
    expect((await filing.register.send('GET', `/v1/jobseekers/${id}/file`)).statusCode).toBe(500)
  })
})
