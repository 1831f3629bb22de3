import { domainEvent } from '@zhihe/contracts/event'
import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { decide, disclosureEvents, disclosureTo, type Employer, grantTo, newEmployer, personOf, readAs } from './disclosures.ts'
import { citizenNumbers } from './people.ts'
import { type Register, startRegister } from './register.ts'

const clock = { now: new Date('2026-11-22T09:00:00Z') }
const missing = `dr_${'0'.repeat(43)}`
let register: Register
let employer: Employer
let other: Employer
beforeAll(async () => {
  register = await startRegister({ now: () => clock.now })
  employer = await newEmployer(register)
  other = await newEmployer(register)
})
afterAll(() => register[Symbol.asyncDispose]())

const nextNumber = citizenNumbers()
const person = async () => await register.register(personOf(nextNumber()))
const read = async (receipt: string, by = employer) => await readAs(register, by, receipt)
const revoked = { decision: 'revoked', at: '2026-11-21T09:00:00+08:00' }
const readings = async (id: string) =>
  await register.query<{ recipient: string; fields: string[]; withholds: string | null }>(
    'select recipient, fields, withholds from jobseekers.disclosures where jobseeker_id = $1 order by id',
    [id],
  )
const withoutRequestId = (body: string) => body.replace(/"requestId":"[^"]*"/, '')
async function at<T>(time: string, work: () => Promise<T>): Promise<T> {
  const before = clock.now
  clock.now = new Date(time)
  try {
    return await work()
  } finally {
    clock.now = before
  }
}

describe('a disclosure that was granted', () => {
  it('is read by the employer under its receipt: exactly what was agreed to, and nothing that may be kept', async () => {
    const number = nextNumber()
    const id = await register.register(personOf(number))
    const receipt = await grantTo(register, id, employer.id, { fields: ['name', 'disability', 'skills'] })

    const response = await read(receipt)

    expect([response.statusCode, response.headers['cache-control']]).toEqual([200, 'no-store'])
    expect(response.json()).toEqual({
      receipt,
      candidateRef: expect.stringMatching(/^c_[\w-]{22}$/),
      fields: ['name', 'disability', 'skills'],
      expiresAt: '2027-02-18T01:00:00.000Z',
      disclosedAt: clock.now.toISOString(),
      person: {
        name: '王小明',
        disability: { type: 'physical', grade: 3 },
        skills: [{ text: '盲文校对', level: 3, evidence: 'declared' }],
      },
    })
    for (const secret of [number, '19900001234', id]) expect(response.body).not.toContain(secret)
  })

  it('is name and phone when nothing else is said', async () => {
    const receipt = await grantTo(register, await person(), employer.id)

    expect((await read(receipt)).json()).toMatchObject({ fields: ['name', 'phone'], person: { name: '王小明', phone: '19900001234' } })
  })

  it('is on record with each reading, for the federation and for nobody else', async () => {
    const id = await person()
    const receipt = await grantTo(register, id, employer.id, { fields: ['education'] })
    await read(receipt)
    await read(receipt)

    const list = async (by = register.callers.hangzhou, query = '') =>
      await register.send('GET', `/v1/jobseekers/${id}/disclosures${query}`, { by })
    const [first, second] = [await list(undefined, '?limit=1'), await list()]

    expect(second.json().items).toHaveLength(2)
    expect(second.json().items[0]).toMatchObject({
      recipient: employer.id,
      receipt,
      fields: ['education'],
      textVersion: 'v1',
      outcome: 'disclosed',
    })
    const next = (await list(undefined, `?limit=1&cursor=${first.json().nextCursor}`)).json()
    expect([first.json().items[0].id, next.items[0].id, next.nextCursor]).toEqual([
      ...second.json().items.map((one: { id: string }) => one.id),
      null,
    ])
    expect([
      (await list(register.callers.ningbo)).statusCode,
      (await list(register.callers.foreign)).statusCode,
      (await list(employer)).statusCode,
    ]).toEqual([404, 404, 403])
  })

  it('is in the audit with its reason, and opens who she is only when that was agreed to', async () => {
    const [id, unopened] = [await person(), await person()]
    await read(await grantTo(register, id, employer.id, { fields: ['phone', 'education'] }))
    await read(await grantTo(register, unopened, employer.id, { fields: ['education'] }))

    const entries = await register.query(
      `select action, reason, opened, jobseeker_ids as ids, detail ->> 'recipient' as recipient from audit.entries
      where action = 'disclosure.read' and jobseeker_ids && $1 order by at, chain, seq`,
      [[id, unopened]],
    )

    const entry = { action: 'disclosure.read', reason: 'consent', recipient: employer.id }
    expect(entries).toHaveLength(2)
    expect(entries).toEqual(
      expect.arrayContaining([
        { ...entry, opened: 1, ids: [id] },
        { ...entry, opened: 0, ids: [unopened] },
      ]),
    )
  })

  it('is announced to webhooks with a candidate reference of that employer, and not with the person', async () => {
    const id = await person()
    const answer = (await decide(register, id, disclosureTo(employer.id, { fields: ['phone'] }))).json()
    const view = (await read(answer.receipt)).json()

    const [event] = await disclosureEvents(register, [answer.id])

    expect(domainEvent.parse(event)).toMatchObject({
      type: 'disclosure.granted',
      data: { grantId: answer.id, employerId: employer.id, receipt: answer.receipt, candidateRef: view.candidateRef, fields: ['phone'] },
    })
    expect(await grantTo(register, id, other.id).then(async (receipt) => (await read(receipt, other)).json().candidateRef)).not.toBe(
      view.candidateRef,
    )
  })

  it('leaves nothing of who she is in a log line or a table on its way', async () => {
    const number = nextNumber()
    const canary = { name: '轩辕凤鸣', certificateNumber: `${number}24`, phone: '19900008462' }
    const id = await register.register(personOf(number, { identity: canary }))
    const receipt = await grantTo(register, id, employer.id, { fields: ['name', 'phone', 'certificate_number', 'disability'] })

    const answer = await read(receipt)

    expect(answer.json().person).toEqual({ ...canary, disability: { type: 'hearing', grade: 4 } })
    const tables = [
      'jobseekers.outbox',
      'jobseekers.disclosures',
      'jobseekers.disclosure_grants',
      'jobseekers.consents',
      'audit.entries',
      'consent.disclosures',
    ]
    const rows = await Promise.all(
      tables.map(async (table) => await register.query<{ line: string }>(`select t::text as line from ${table} t`)),
    )
    const texts = [...register.lines, ...rows.flat().map(({ line }) => line)].join('\n')
    for (const secret of [...Object.values(canary), number]) expect(texts).not.toContain(secret)
  })

  it('is listed for its employer while it is in force', async () => {
    const mine = await newEmployer(register)
    const [first, second, gone, expired] = [await person(), await person(), await person(), await person()]
    const receipts = [await grantTo(register, first, mine.id), await grantTo(register, second, mine.id)]
    await grantTo(register, gone, mine.id)
    await decide(register, gone, disclosureTo(mine.id, revoked))
    await at('2026-11-22T08:00:00Z', async () => await grantTo(register, expired, mine.id, { expiresAt: '2026-11-22T08:30:00Z' }))
    const list = async (by: Employer | typeof register.callers.enterprise, query = '') =>
      await register.send('GET', `/v1/disclosures${query}`, { by })

    const [whole, page] = [await list(mine), await list(mine, '?limit=1')]

    expect(whole.json().items.map((one: { receipt: string }) => one.receipt)).toEqual(receipts.toReversed())
    expect(whole.json().items[0]).toMatchObject({ fields: ['name', 'phone'], href: `/v1/disclosures/${receipts[1]}` })
    expect((await list(mine, `?limit=1&cursor=${page.json().nextCursor}`)).json()).toMatchObject({
      items: [{ receipt: receipts[0] }],
      nextCursor: null,
    })
    for (const secret of ['王小明', first, second]) expect(whole.body).not.toContain(secret)
    expect((await list(register.callers.enterprise)).json()).toEqual({ items: [], nextCursor: null })
    expect((await register.send('GET', '/v1/disclosures', { by: register.callers.admin })).statusCode).toBe(403)
  })
})

describe('without consent in force', () => {
  it('is answered as a thing that does not exist, whatever is wrong, and the refusal names nobody', async () => {
    const id = await person()
    const receipt = await grantTo(register, id, employer.id)
    const ended = await grantTo(register, await person(), employer.id)
    const [revokedId] = (
      await register.query<{ id: string }>('select jobseeker_id as id from jobseekers.disclosure_grants where receipt = $1', [ended])
    ).map((one) => one.id)
    await decide(register, revokedId!, disclosureTo(employer.id, revoked))
    const before = await register.query('select from audit.entries')
    const nothing = await read(missing)

    const refusals = [
      await read(receipt, other),
      await read(receipt, register.callers.enterprise as Employer),
      await read(ended),
      await at('2027-02-18T01:00:00Z', async () => await read(receipt)),
    ]

    for (const refusal of refusals) {
      expect(refusal.statusCode).toBe(404)
      expect(withoutRequestId(refusal.body)).toBe(withoutRequestId(nothing.body))
      expect(Object.keys(refusal.headers).toSorted()).toEqual(Object.keys(nothing.headers).toSorted())
    }
    expect((await at('2027-02-18T00:59:59.999Z', async () => await read(receipt))).statusCode).toBe(200)
    const entries = await register.query<{ action: string; ids: string[]; opened: number }>(
      `select action, jobseeker_ids as ids, opened from audit.entries where action = 'disclosure.refused'`,
    )
    expect(entries.length).toBeGreaterThanOrEqual(5)
    expect(entries.every(({ ids, opened }) => ids.length === 0 && opened === 0)).toBe(true)
    expect((await register.query('select from audit.entries')).length).toBe(before.length + 6)
    expect((await readings(id)).length).toBe(1)
  })

  it('is refused to a federation and to an admin by their scope', async () => {
    const receipt = await grantTo(register, await person(), employer.id)

    for (const by of [register.callers.hangzhou, register.callers.admin, register.callers.organiser])
      expect((await register.send('GET', `/v1/disclosures/${receipt}`, { by })).statusCode).toBe(403)
  })

  it('is not made by a yes that is older than the no', async () => {
    const id = await person()
    const receipt = await grantTo(register, id, employer.id)
    await decide(register, id, disclosureTo(employer.id, revoked))

    const late = await decide(register, id, disclosureTo(employer.id, { at: '2026-11-20T10:00:00+08:00' }))

    expect([late.statusCode, late.json().receipt]).toEqual([201, null])
    expect((await read(receipt)).statusCode).toBe(404)
    expect(await register.query('select from jobseekers.disclosure_grants where jobseeker_id = $1 and ended_at is null', [id])).toEqual([])
  })

  it('opens nothing and notes nothing when the audit cannot be written', async () => {
    const id = await person()
    const receipt = await grantTo(register, id, employer.id)
    await register.query('alter table audit.entries add constraint broken check (seq < 0) not valid')

    const answer = await read(receipt)
    await register.query('alter table audit.entries drop constraint broken')

    expect(answer.statusCode).toBeGreaterThanOrEqual(500)
    expect(answer.body).not.toContain('王小明')
    expect(await readings(id)).toEqual([])
  })
})

describe('another decision', () => {
  it('replaces the grant: one receipt at a time, each end announced', async () => {
    const id = await person()
    const first = (await decide(register, id, disclosureTo(employer.id))).json()
    const second = (await decide(register, id, disclosureTo(employer.id, { fields: ['skills'], at: '2026-11-20T10:00:00+08:00' }))).json()
    const no = (await decide(register, id, disclosureTo(employer.id, revoked))).json()

    expect([(await read(first.receipt)).statusCode, (await read(second.receipt)).statusCode, no.receipt]).toEqual([404, 404, null])
    const events = await disclosureEvents(register, [first.id, second.id])
    expect(events.map(({ type, data }) => [type, data['grantId'], data['reason']])).toEqual([
      ['disclosure.granted', first.id, undefined],
      ['disclosure.revoked', first.id, 'replaced'],
      ['disclosure.granted', second.id, undefined],
      ['disclosure.revoked', second.id, 'revoked'],
    ])
    expect(await register.query('select from consent.disclosures where grant_id = any($1)', [[first.id, second.id]])).toEqual([])
  })

  it('leaves the grants of other employers alone, and matching too', async () => {
    const id = await person()
    const [mine, theirs] = [await grantTo(register, id, employer.id), await grantTo(register, id, other.id)]
    await decide(register, id, disclosureTo(employer.id, revoked))

    expect([(await read(mine)).statusCode, (await read(theirs, other)).statusCode]).toEqual([404, 200])
    expect((await register.send('GET', `/v1/jobseekers/${id}`)).json().matching).toBe('on')
  })

  it('keeps the grants that stand the same as what the ledger says, whatever was decided', async () => {
    const decisions = fc.record({
      to: fc.constantFrom(0, 1),
      decision: fc.constantFrom('granted', 'revoked'),
      hour: fc.integer({ min: 10, max: 14 }),
      expires: fc.constantFrom('2026-11-21T00:00:00Z', '2026-12-01T00:00:00Z'),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(decisions, { minLength: 1, maxLength: 6 }), async (steps) => {
        const id = await person()
        for (const { to, decision, hour, expires } of steps) {
          const consent = disclosureTo([employer, other][to]!.id, { decision, at: `2026-11-20T${hour}:00:00Z`, expiresAt: expires })
          expect((await decide(register, id, consent)).statusCode).toBe(201)
        }
        const inForce = (await register.send('GET', `/v1/jobseekers/${id}`)).json().consents as {
          purpose: string
          decision: string
          expiresAt: string
          receipt: string | null
        }[]
        const stated = inForce
          .filter((one) => one.purpose === 'disclosure' && one.decision === 'granted' && new Date(one.expiresAt) > clock.now)
          .map((one) => one.receipt)
        const standing = await register.query<{ receipt: string; open: boolean }>(
          `select g.receipt, d.grant_id is not null as open from jobseekers.disclosure_grants g left join consent.disclosures d on d.grant_id = g.id
          where g.jobseeker_id = $1 and g.ended_at is null and g.expires_at > $2`,
          [id, clock.now],
        )

        expect(new Set(standing.map(({ receipt }) => receipt))).toEqual(new Set(stated))
        expect(standing.every(({ open }) => open)).toBe(true)
      }),
      { numRuns: 15 },
    )
  })

  it('is recorded with text, channel and who spoke for the person, as the ledger shows', async () => {
    const id = await person()
    const consent = disclosureTo(employer.id, {
      textVersion: 'zhihe-2026-11',
      channel: 'phone',
      proxy: { relation: 'parent' },
      fields: ['skills'],
    })

    await decide(register, id, consent)

    const ledger = (await register.send('GET', `/v1/jobseekers/${id}/consents`)).json().items
    expect(ledger[1]).toMatchObject({
      textVersion: 'zhihe-2026-11',
      textSha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      isTextInForce: true,
      channel: 'phone',
      proxy: { relation: 'parent' },
      fields: ['skills'],
      expiresAt: '2027-02-18T01:00:00.000Z',
      receipt: expect.stringMatching(/^dr_/),
    })
    expect(ledger[0]).toMatchObject({ textSha256: null, channel: null, proxy: null, fields: null, expiresAt: null, receipt: null })
    expect(
      await register.query(
        `select reason, detail ->> 'purpose' as purpose from audit.entries where action = 'consent.recorded' and jobseeker_ids = array[$1]::uuid[]`,
        [id],
      ),
    ).toEqual([{ reason: 'person_decided', purpose: 'disclosure' }])
  })

  it('opens what a new person grants at once', async () => {
    const id = await register.register(personOf(nextNumber(), { consents: [disclosureTo(employer.id, { fields: ['education'] })] }))

    const [consent] = (await register.send('GET', `/v1/jobseekers/${id}`)).json().consents

    expect((await read(consent.receipt)).json().person).toEqual({ education: 'bachelor' })
    expect((await disclosureEvents(register, [consent.id])).map(({ type }) => type)).toEqual(['disclosure.granted'])
  })

  it.each([
    [{ fields: [] }, '/fields'],
    [{ fields: ['name', 'name'] }, '/fields'],
    [{ fields: ['idNumber'] }, '/fields/0'],
    [{ expiresAt: '2028-01-01T00:00:00Z' }, '/expiresAt'],
    [{ expiresAt: '2026-11-19T00:00:00Z' }, '/expiresAt'],
    [{ proxy: { relation: 'neighbour' } }, '/proxy/relation'],
    [{ proxy: { relation: 'parent', name: '王大明' } }, '/proxy/name'],
    [{ purpose: 'matching', recipient: undefined, fields: ['name'] }, '/fields'],
  ])('is refused with %j', async (changes, pointer) => {
    const response = await decide(register, await person(), disclosureTo(employer.id, changes))

    expect([response.statusCode, response.json().errors?.[0]?.pointer]).toEqual([422, pointer])
  })
})

describe('the tables of disclosures', () => {
  it('can be added to, and not changed, by the role of the service', async () => {
    const may = await register.query<{ name: string; verbs: string }>(`
      select t.name, string_agg(v.verb, ' ' order by v.verb) as verbs
      from (values ('jobseekers.disclosures'), ('jobseekers.consent_texts'), ('jobseekers.disclosure_grants'), ('jobseekers.consents'), ('consent.disclosures')) t (name),
        (values ('delete'), ('insert'), ('select'), ('truncate'), ('update')) v (verb)
      where has_table_privilege('zhihe_jobseekers', t.name, v.verb) group by 1 order by 1`)

    expect(may).toEqual([
      { name: 'consent.disclosures', verbs: 'delete insert select' },
      { name: 'jobseekers.consent_texts', verbs: 'insert select' },
      { name: 'jobseekers.consents', verbs: 'insert select' },
      { name: 'jobseekers.disclosure_grants', verbs: 'delete insert select' },
      { name: 'jobseekers.disclosures', verbs: 'insert select' },
    ])
  })
})
