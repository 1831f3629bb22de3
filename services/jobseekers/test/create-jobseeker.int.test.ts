import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { citizenNumbers, granted, newPerson, skilledProfile } from './people.ts'
import { type Register, startRegister } from './register.ts'

let register: Register
beforeAll(async () => {
  register = await startRegister()
})
afterAll(() => register[Symbol.asyncDispose]())

const nextNumber = citizenNumbers()
const create = (body: unknown, options: object = {}) => register.send('POST', '/v1/jobseekers', { body, ...options })
const errorsOf = (response: { json(): unknown }) =>
  (response.json() as { errors: { pointer: string; code: string }[] }).errors.map(({ pointer, code }) => [pointer, code])

describe('POST /v1/jobseekers', () => {
  it('registers a person, shows her masked, and announces facts without identity', async () => {
    const number = '990106199003151044'

    const response = await create(newPerson(number))

    expect(response.statusCode).toBe(201)
    expect(response.headers['cache-control']).toBe('no-store')
    const person = response.json()
    expect(person).toMatchObject({
      status: 'active',
      matching: 'on',
      identity: { name: '王**', idNumber: '990106************', certificateNumber: '990106**************', phone: '199******34' },
      profile: { ...skilledProfile, birthMonth: '1990-03', sex: 'female' },
      consents: [{ purpose: 'matching', decision: 'granted', recipient: null, at: '2026-01-05T01:00:00.000Z' }],
      version: 1,
    })
    expect((await register.send('GET', `/v1/jobseekers/${person.id}`)).json()).toEqual(person)
    const { hukouRegion: _, graduatedOn: _d, statuses: _s, ...told } = skilledProfile
    expect(await register.announced(person.id)).toEqual([
      {
        ...told,
        id: person.id,
        version: 1,
        active: true,
        consentsToMatching: true,
        birthMonth: '1990-03',
        sex: 'female',
        desiredOccupations: null,
        experience: null,
        skills: [],
        capabilities: [{ icf: 'd440', difficulty: 1, source: 'self' }],
      },
    ])
  })

  it('tells matching nothing of a person who does not consent to it', async () => {
    const id = await register.register(newPerson(nextNumber(), { consents: [] }))

    const [facts] = await register.announced(id)

    const { skills, capabilities, ...rest } = facts!
    expect([skills, capabilities]).toEqual([[], []])
    expect(Object.entries(rest).filter(([, value]) => value !== null)).toHaveLength(4)
    expect(rest).toMatchObject({ id, version: 1, active: false, consentsToMatching: false })
    expect((await register.send('GET', `/v1/jobseekers/${id}`)).json()).toMatchObject({ matching: 'off' })
  })

  it('registers a person who shows no number', async () => {
    const { identity, profile } = newPerson('')
    const body = { identity: { name: identity.name, phone: '0571-8765 4321' }, profile }

    const [one, other] = [await create(body), await create(body)]

    expect([one.statusCode, other.statusCode]).toEqual([201, 201])
    expect(one.json().identity).toEqual({
      name: '王**',
      idNumber: null,
      certificateNumber: null,
      phone: '057******21',
      certificateExpiresOn: null,
      guardian: null,
    })
    expect(one.json().profile).not.toHaveProperty('birthMonth')
    expect(errorsOf(await create({ ...body, profile: { ...profile, birthMonth: '2099-01' } }))).toEqual([
      ['/profile/birthMonth', 'in_the_future'],
    ])
  })

  it.each([
    ['990106199003151045', '/identity/idNumber', 'bad_check'],
    ['990106199002301231', '/identity/idNumber', 'bad_date'],
    ['330106189912309003', '/identity/idNumber', 'bad_date'],
    ['000106199003151044', '/identity/idNumber', 'bad_region'],
    ['99010619900315104', '/identity/idNumber', 'bad_length'],
  ])('refuses the id number %s and repeats nothing of it', async (idNumber, pointer, code) => {
    const response = await create(newPerson(idNumber, { identity: { certificateNumber: undefined } }))

    expect(response.statusCode).toBe(422)
    expect(errorsOf(response)).toEqual([[pointer, code]])
    expect(response.body).not.toContain(idNumber.slice(6))
  })

  it.each([
    ['99010619900315104481', 'bad_type'],
    ['99010619900315104445', 'bad_grade'],
    ['99010619900315104443C', 'bad_suffix'],
    ['99010619851102110223', 'contradicts_id_number'],
  ])('refuses the certificate %s', async (certificateNumber, code) => {
    const response = await create(newPerson('990106199003151044', { identity: { certificateNumber } }))

    expect(errorsOf(response)).toEqual([['/identity/certificateNumber', code]])
    expect(response.body).not.toContain(certificateNumber.slice(6))
  })

  it('names every bad field at once', async () => {
    const body = newPerson('990106199003151044', {
      identity: { phone: '12345' },
      profile: { birthMonth: '1990-04', sex: 'male', regionCode: '330203' },
      consents: [granted, { ...granted, purpose: 'follow_up', at: '2999-01-01T00:00:00Z' }],
    })

    const unreadable = await create(body)
    const contradicting = await create({ ...body, identity: { ...body.identity, phone: '19900001234' } })

    expect(errorsOf(unreadable)).toEqual([
      ['/identity/phone', 'bad_phone'],
      ['/profile/regionCode', 'outside_your_region'],
      ['/consents/1/at', 'in_the_future'],
    ])
    expect(errorsOf(contradicting)).toEqual([
      ['/profile/birthMonth', 'contradicts_identity'],
      ['/profile/sex', 'contradicts_identity'],
      ['/profile/regionCode', 'outside_your_region'],
      ['/consents/1/at', 'in_the_future'],
    ])
  })

  it('lets a key without a region, and an admin, register anywhere', async () => {
    const inNingbo = () => newPerson(nextNumber(), { profile: { regionCode: '330203' } })

    const answers = [
      await create(inNingbo(), { by: register.callers.everywhere }),
      await create(inNingbo(), { by: register.callers.admin }),
    ]

    expect(answers.map(({ statusCode }) => statusCode)).toEqual([201, 201])
  })

  it('knows the same person by her number, whatever card she shows, and tells her id only to who serves her', async () => {
    const number = nextNumber()
    const id = await register.register(newPerson(number, { identity: { certificateNumber: undefined } }))
    const reissued = newPerson('', { identity: { idNumber: undefined, certificateNumber: `${number}21B1` } })
    const movedTo = (regionCode: string) => ({ ...reissued, profile: { ...reissued.profile, regionCode } })

    const byHers = await create(reissued)
    const byNeighbour = await create(movedTo('330203'), { by: register.callers.ningbo })
    const byForeign = await create(reissued, { by: register.callers.foreign })

    expect([byHers.statusCode, byNeighbour.statusCode, byForeign.statusCode]).toEqual([409, 409, 201])
    expect(byHers.json()).toMatchObject({ code: 'jobseeker_exists', existingId: id })
    expect(byNeighbour.json()).not.toHaveProperty('existingId')
  })

  it('registers a person once when many call at once, and leaves nothing of the others', async () => {
    const body = newPerson(nextNumber())

    const answers = await Promise.all(Array.from({ length: 8 }, () => create(body)))

    expect(Object.groupBy(answers, ({ statusCode }) => statusCode)).toMatchObject({ 201: { length: 1 }, 409: { length: 7 } })
    const id = answers.find(({ statusCode }) => statusCode === 201)?.json<{ id: string }>().id
    expect(
      new Set(answers.map((answer) => answer.json<{ id?: string; existingId?: string }>()).map((one) => one.id ?? one.existingId)),
    ).toEqual(new Set([id]))
    const orphans = await register.query(
      `select id from jobseekers.jobseekers where id not in (select jobseeker_id from vault.identities)
       union all select (payload #>> '{data,facts,id}')::uuid from jobseekers.outbox where (payload #>> '{data,facts,id}')::uuid not in (select id from jobseekers.jobseekers)`,
    )
    expect(orphans).toEqual([])
  })

  it('answers a retry with the same bytes and does nothing twice', async () => {
    const body = newPerson(nextNumber())
    const first = await create(body, { key: 'retry-1' })

    const again = await create(body, { key: 'retry-1' })
    const another = await create(newPerson(nextNumber()), { key: 'retry-1' })

    expect([first.statusCode, again.statusCode]).toEqual([201, 201])
    expect(again.rawPayload.equals(first.rawPayload)).toBe(true)
    expect(again.headers['idempotent-replayed']).toBe('true')
    expect(another.json()).toMatchObject({ status: 422, code: 'idempotency_key_reused' })
    expect(await register.announced(first.json().id)).toHaveLength(1)
  })

  it('gives every one of many retries at once the same answer', async () => {
    const body = newPerson(nextNumber())

    const answers = await Promise.all(Array.from({ length: 6 }, () => create(body, { key: 'storm-1' })))

    expect(new Set(answers.map(({ statusCode, body: text }) => `${statusCode} ${text}`)).size).toBe(1)
    expect(await register.announced(answers[0]?.json().id)).toHaveLength(1)
  })

  it('keeps nothing when the announcement fails, and the same key works afterwards', async () => {
    const number = nextNumber()
    const [revoke, grant] = ['revoke insert on jobseekers.outbox from', 'grant insert on jobseekers.outbox to']
    await register.query(`${revoke} zhihe_jobseekers`)
    const failed = await create(newPerson(number), { key: 'half-1' })
    await register.query(`${grant} zhihe_jobseekers`)

    const accepted = await create(newPerson(number), { key: 'half-1' })

    expect([failed.statusCode, accepted.statusCode]).toEqual([500, 201])
    expect(failed.json()).toMatchObject({ code: 'internal' })
  })

  it('remembers no refusal: the same key works once the body is right', async () => {
    const body = newPerson(nextNumber())
    const refused = await create({ ...body, identity: { ...body.identity, phone: '12345' } }, { key: 'refused-1' })

    const accepted = await create(body, { key: 'refused-1' })

    expect([refused.statusCode, accepted.statusCode]).toEqual([422, 201])
  })
})

describe('type and grade', () => {
  it('change nothing of what matching is told, to the byte, nor of the mask', async () => {
    const number = nextNumber()
    const person = (card: string) => newPerson(number, { identity: { certificateNumber: `${number}${card}` } })
    const blind = await register.register(person('11'))
    const multiple = await register.register(person('73B2'), { by: register.callers.foreign })

    const told = await register.query<{ facts: string; id: string }>(
      `select payload #>> '{data,facts}' as facts, payload #>> '{data,facts,id}' as id from jobseekers.outbox
       where payload #>> '{data,facts,id}' = any($1) order by seq`,
      [[blind, multiple]],
    )

    const shown = [
      await register.send('GET', `/v1/jobseekers/${blind}`),
      await register.send('GET', `/v1/jobseekers/${multiple}`, { by: register.callers.foreign }),
    ]
    expect(shown[0]?.json().identity).toEqual(shown[1]?.json().identity)
    expect(told.map(({ id }) => id)).toEqual([blind, multiple])
    const [one, other] = told.map(({ facts, id }) => Buffer.from(facts.replace(id, 'ID')))
    expect(one?.equals(other!)).toBe(true)
  })
})
