import { listen } from '@zhihe/postgres/listen'
import { openDatabase } from '@zhihe/postgres/pool'
import { eventually } from '@zhihe/testing/eventually'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { citizenNumbers, granted, newPerson, skilledProfile } from './people.ts'
import { type Register, startRegister } from './register.ts'

let register: Register
beforeAll(async () => {
  register = await startRegister()
})
afterAll(() => register[Symbol.asyncDispose]())

const nextNumber = citizenNumbers()
const person = (changes = {}) => register.register(newPerson(nextNumber(), changes))
const read = async (id: string) => (await register.send('GET', `/v1/jobseekers/${id}`)).json()
const patch = (id: string, body: unknown, options: object = {}) => register.send('PATCH', `/v1/jobseekers/${id}`, { body, ...options })
const decide = (id: string, body: unknown, options: object = {}) =>
  register.send('POST', `/v1/jobseekers/${id}/consents`, { body, ...options })
const versionsTold = async (id: string) => (await register.announced(id)).map(({ version, active }) => [version, active])
const countWaiting = async (): Promise<number> =>
  (await register.query(`select from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`)).length

describe('PATCH /v1/jobseekers/{id}', () => {
  it('merges: null is unknown again, a list is replaced, what is absent stays; and announces the new facts', async () => {
    const id = await person()

    const response = await patch(id, { profile: { education: null, workModes: ['remote'], capabilities: [], payFloorFen: 400_000 } })

    expect(response.statusCode).toBe(200)
    const { education: _, ...stays } = skilledProfile
    const profile = { ...stays, birthMonth: '1990-03', sex: 'male', workModes: ['remote'], capabilities: [], payFloorFen: 400_000 }
    expect(response.json()).toMatchObject({ version: 2 })
    expect(response.json().profile).toEqual(profile)
    expect(await read(id)).toEqual(response.json())
    expect((await register.announced(id)).at(-1)).toMatchObject({
      version: 2,
      education: null,
      workModes: ['remote'],
      capabilities: [],
      payFloorFen: 400_000,
    })
  })

  it('changes nothing when nothing is new', async () => {
    const id = await person()
    const before = await read(id)

    const answers = [
      await patch(id, {}),
      await patch(id, { status: 'active', identity: { name: ' 王小明 ', phone: '+86 199-0000-1234' }, profile: skilledProfile }),
    ]

    expect(answers.map((answer) => answer.json())).toEqual([before, before])
    expect(await versionsTold(id)).toEqual([[1, true]])
  })

  it('announces only what matching may know', async () => {
    const id = await person()

    await patch(id, { profile: { hukouRegion: '330203', statuses: [], graduatedOn: null } })
    await patch(id, { identity: { name: '欧阳娜娜', phone: '0571-87654321' } })

    expect(await read(id)).toMatchObject({ version: 3, identity: { name: '欧**', phone: '057******21' } })
    expect(await versionsTold(id)).toEqual([[1, true]])
  })

  it('seals a changed identity again, under a fresh data key, and finds it by what is true now', async () => {
    const id = await person()
    const row = async () =>
      (
        await register.query<{ nonce: Buffer; wrapped: Buffer; lookups: string[] }>(
          `select i.nonce, k.wrapped, array(select l.kind || ' ' || encode(l.hash, 'hex') from vault.lookups l where l.jobseeker_id = $1 order by 1) as lookups
           from vault.identities i join vault_keys.data_keys k using (jobseeker_id) where i.jobseeker_id = $1`,
          [id],
        )
      )[0]
    const before = await row()

    await patch(id, { identity: { phone: '19900009999' } })

    const after = await row()
    expect(after?.nonce.equals(before!.nonce)).toBe(false)
    expect(after?.wrapped.equals(before!.wrapped)).toBe(false)
    expect(after?.lookups.slice(0, 2)).toEqual(before!.lookups.slice(0, 2))
    expect(after?.lookups[2]).toMatch(/^phone /)
    expect(after?.lookups[2]).not.toBe(before!.lookups[2])
  })

  it('makes matching forget a person who is inactive, and tells it all again when she is back', async () => {
    const id = await person()

    await patch(id, { status: 'inactive' })
    await patch(id, { status: 'inactive', profile: { payFloorFen: 1 } })
    await patch(id, { status: 'active' })

    const told = await register.announced(id)
    expect(told.map(({ version, active, payFloorFen }) => [version, active, payFloorFen])).toEqual([
      [1, true, 350_000],
      [2, false, null],
      [4, true, 1],
    ])
    expect(told[1]).toMatchObject({ birthMonth: null, sex: null, regionCode: null, skills: [], capabilities: [], workModes: null })
  })

  it.each([
    [{ profile: { birthMonth: '1991-03' } }, '/profile/birthMonth', 'contradicts_identity'],
    [{ profile: { sex: 'unknown' } }, '/profile/sex', 'not_allowed'],
    [{ profile: { regionCode: '330203' } }, '/profile/regionCode', 'outside_your_region'],
    [{ profile: { skills: null } }, '/profile/skills', 'wrong_type'],
    [{ identity: { phone: '1234567' } }, '/identity/phone', 'bad_phone'],
    [{ identity: { idNumber: '990106199003151044' } }, '/identity/idNumber', 'unknown_key'],
    [{ identity: { name: '  ' } }, '/identity/name', 'blank'],
  ])('refuses %j', async (body, pointer, code) => {
    const id = await person()

    const response = await patch(id, body)

    expect(response.statusCode).toBe(422)
    expect(response.json().errors).toMatchObject([{ pointer, code }])
    expect(await read(id)).toMatchObject({ version: 1 })
  })

  it('loses none of three changes that come at once', async () => {
    const id = await person()

    await Promise.all([
      patch(id, { profile: { payFloorFen: 1 } }),
      patch(id, { profile: { commuteMaxKm: 1 } }),
      decide(id, { ...granted, decision: 'revoked' }),
    ])

    expect(await read(id)).toMatchObject({ version: 4, profile: { payFloorFen: 1, commuteMaxKm: 1 }, matching: 'off' })
  })
})

describe('changes that meet', () => {
  it('waits for one that is being saved, and then says what both of them say', async () => {
    const id = await person()
    await using other = openDatabase({ url: register.testDatabase.adminUrl, applicationName: 'other-change' })
    const { second } = await other.db.transaction(async (tx) => {
      await tx.execute(sql`update jobseekers.jobseekers set version = 2, profile = profile || '{"payFloorFen": 1}' where id = ${id}`)
      const waiting = patch(id, { profile: { commuteMaxKm: 1 }, identity: { phone: '19900009999' } })
      await eventually(async () => expect(await countWaiting()).toBe(1))
      return { second: waiting }
    })

    expect((await second).json()).toMatchObject({
      version: 3,
      profile: { payFloorFen: 1, commuteMaxKm: 1 },
      identity: { phone: '199******99' },
    })
    expect(await versionsTold(id)).toEqual([
      [1, true],
      [3, true],
    ])
  })

  it('tells each version once, and last what is true, when thirty changes and decisions come at once', async () => {
    const id = await person()
    const at = (day: number) => `2026-02-${String(day).padStart(2, '0')}T00:00:00Z`

    const answers = await Promise.all(
      Array.from({ length: 30 }, async (_, n) =>
        n % 3 === 0
          ? await decide(id, { ...granted, decision: n % 2 === 0 ? 'revoked' : 'granted', at: at(n % 28 || 1) })
          : await patch(
              id,
              n % 3 === 1 ? { profile: { payFloorFen: 100 + n } } : { identity: { name: `王${'一二三四五六七八九十'[n % 10]}` } },
            ),
      ),
    )

    expect(answers.filter(({ statusCode }) => statusCode >= 300)).toEqual([])
    const told = await versionsTold(id)
    const versions = told.map(([version]) => version)
    expect(versions).toEqual([...new Set(versions)].toSorted((a, b) => Number(a) - Number(b)))
    const now = await read(id)
    const changes = answers.filter((answer) => answer.statusCode === 200).map((answer) => answer.json().version)
    expect(new Set(changes).size).toBe(changes.length)
    expect(Math.max(...changes)).toBeLessThanOrEqual(now.version)
    expect(told.at(-1)?.[1]).toBe(now.matching === 'on')
  })

  it('saves nothing and tells nothing when one part of a change fails', async () => {
    const id = await person()
    const before = await read(id)
    await register.query('alter table vault.identities add constraint broken check (length(suite) > 99) not valid')

    const response = await patch(id, { profile: { payFloorFen: 1 }, identity: { phone: '19900009999' } })
    await register.query('alter table vault.identities drop constraint broken')

    expect(response.statusCode).toBe(500)
    expect(await read(id)).toEqual(before)
    expect(await versionsTold(id)).toEqual([[1, true]])
  })

  it('wakes the relay, by a change and by a new person', async () => {
    const woken: string[] = []
    const id = await person()
    const { promise: isUp, resolve: up } = Promise.withResolvers<void>()
    await using _ = listen({
      url: register.testDatabase.adminUrl,
      channel: 'outbox_jobseekers',
      onNotify: () => void woken.push('woken'),
      onState: () => up(),
    })
    await isUp

    await patch(id, { profile: { payFloorFen: 1 } })
    await eventually(() => expect(woken).toHaveLength(1))
    await person()

    await eventually(() => expect(woken).toHaveLength(2))
  })
})

describe('consents', () => {
  it('stops matching with the answer to a revocation, and starts it again with a grant', async () => {
    const id = await person()

    const revoked = await decide(id, { ...granted, decision: 'revoked', at: '2026-02-01T00:00:00Z' })
    const off = await read(id)
    await decide(id, { ...granted, textVersion: 'v2', at: '2026-03-01T00:00:00Z' })

    expect(revoked.statusCode).toBe(201)
    expect(revoked.json()).toMatchObject({ purpose: 'matching', recipient: null, decision: 'revoked', at: '2026-02-01T00:00:00.000Z' })
    expect(off).toMatchObject({ matching: 'off', version: 2, consents: [{ decision: 'revoked' }] })
    expect(await read(id)).toMatchObject({ matching: 'on', version: 3, consents: [{ decision: 'granted', textVersion: 'v2' }] })
    expect(await versionsTold(id)).toEqual([
      [1, true],
      [2, false],
      [3, true],
    ])
  })

  it('counts the newest decision by its time, and keeps them all', async () => {
    const id = await person()
    await decide(id, { ...granted, decision: 'revoked', at: '2026-02-01T00:00:00Z' })

    const late = await decide(id, { ...granted, at: '2026-01-20T00:00:00Z' })

    expect(late.statusCode).toBe(201)
    expect(await read(id)).toMatchObject({ matching: 'off', version: 2 })
    const { items } = (await register.send('GET', `/v1/jobseekers/${id}/consents`)).json()
    expect(items.map((one: { at: string; decision: string }) => [one.at.slice(0, 10), one.decision])).toEqual([
      ['2026-01-05', 'granted'],
      ['2026-01-20', 'granted'],
      ['2026-02-01', 'revoked'],
    ])
  })

  it('takes the decision recorded later when two have one time', async () => {
    const id = await person()

    await decide(id, { ...granted, decision: 'revoked' })

    expect(await read(id)).toMatchObject({ matching: 'off' })
  })

  it('keeps disclosure apart for each employer and tells matching nothing of it', async () => {
    const id = await person()
    const [one, other] = ['019a0000-0000-7000-8000-000000000001', '019a0000-0000-7000-8000-000000000002']
    const disclosure = { ...granted, purpose: 'disclosure' }

    await decide(id, { ...disclosure, recipient: one })
    await decide(id, { ...disclosure, recipient: other, decision: 'revoked' })

    expect((await read(id)).consents).toMatchObject([
      { purpose: 'matching' },
      { recipient: one, decision: 'granted' },
      { recipient: other, decision: 'revoked' },
    ])
    expect(await versionsTold(id)).toEqual([[1, true]])
  })

  it.each([
    [{ ...granted, at: '2999-01-01T00:00:00Z' }, '/at', 'in_the_future'],
    [{ ...granted, at: '0000-01-01T00:00:00Z' }, '/at', 'uncommon_time'],
    [{ ...granted, purpose: 'disclosure' }, '/recipient', 'recipient_for_disclosure_only'],
    [{ ...granted, purpose: 'selling' }, '/purpose', 'not_allowed'],
  ])('refuses %j', async (body, pointer, code) => {
    const id = await person()

    const response = await decide(id, body)

    expect(response.statusCode).toBe(422)
    expect(response.json().errors).toMatchObject([{ pointer, code }])
  })

  it('answers a retry with the same bytes and records one decision', async () => {
    const id = await person()
    const revocation = { ...granted, decision: 'revoked', at: '2026-02-01T00:00:00Z' }

    const [first, again] = [await decide(id, revocation, { key: 'consent-1' }), await decide(id, revocation, { key: 'consent-1' })]

    expect(again.rawPayload.equals(first.rawPayload)).toBe(true)
    expect((await register.send('GET', `/v1/jobseekers/${id}/consents`)).json().items).toHaveLength(2)
  })

  it('is a ledger that the service itself cannot rewrite', async () => {
    await person()

    const attempts = [`update jobseekers.consents set decision = 'granted'`, 'delete from jobseekers.consents']

    for (const attempt of attempts) await expect(register.database.pool.query(attempt)).rejects.toThrow('permission denied')
  })
})
