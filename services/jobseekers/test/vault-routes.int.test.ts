import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { citizenNumbers, granted, newPerson } from './people.ts'
import { keySettings, type Register, type SendOptions, startRegister } from './register.ts'

let register: Register
beforeAll(async () => {
  register = await startRegister({ now: () => new Date('2026-11-22T09:00:00Z') })
})
afterAll(() => register[Symbol.asyncDispose]())

const nextNumber = citizenNumbers()
const lookUp = async (body: object, options: SendOptions = {}) => await register.send('POST', '/v1/jobseekers/lookup', { body, ...options })
const idsOf = (response: { json(): unknown }) => (response.json() as { items: { id: string }[] }).items.map(({ id }) => id)
const errorsOf = (response: { json(): unknown }) =>
  (response.json() as { errors: { pointer: string; code: string }[] }).errors.map(({ pointer, code }) => [pointer, code])

describe('POST /v1/jobseekers/lookup', () => {
  it('finds a person by her number, by any card of hers and by telephone, and shows her masked', async () => {
    const number = nextNumber()
    const id = await register.register(newPerson(number, { identity: { certificateNumber: `${number}43B1`, phone: '19900004711' } }))
    const view = (await register.send('GET', `/v1/jobseekers/${id}`)).json()

    for (const asked of [
      { idNumber: number },
      { idNumber: ` ${number.toLowerCase()} ` },
      { certificateNumber: `${number}43` },
      { certificateNumber: `${number}43B2` },
      { phone: '+86 199-0000-4711' },
    ]) {
      const found = await lookUp(asked)
      expect(found.json()).toEqual({ items: [view] })
      expect(found.headers['cache-control']).toBe('no-store')
    }
  })

  it('finds her by the telephone she has now and not by the one before', async () => {
    const id = await register.register(newPerson(nextNumber(), { identity: { phone: '19900004801' } }))

    await register.send('PATCH', `/v1/jobseekers/${id}`, { body: { identity: { phone: '19900004802' } } })

    expect(idsOf(await lookUp({ phone: '19900004802' }))).toEqual([id])
    expect((await lookUp({ phone: '19900004801' })).statusCode).toBe(404)
  })

  it('finds all who share a telephone', async () => {
    const shared = { identity: { phone: '19900004900' } }
    const ids = [await register.register(newPerson(nextNumber(), shared)), await register.register(newPerson(nextNumber(), shared))]

    expect(idsOf(await lookUp({ phone: '19900004900' }))).toEqual(ids)
  })

  it('says of whom it may not see what it says of nobody', async () => {
    const number = nextNumber()
    await register.register(newPerson(number))
    const { ningbo, foreign, everywhere, organiser } = register.callers
    const answer = async (options: SendOptions, idNumber = number) => {
      const { requestId: _, ...body } = (await lookUp({ idNumber }, options)).json()
      return body
    }

    const nobody = await answer({}, nextNumber())

    expect(nobody).toMatchObject({ code: 'not_found', status: 404 })
    expect(await answer({ by: ningbo })).toEqual(nobody)
    expect(await answer({ by: foreign })).toEqual(nobody)
    expect((await lookUp({ idNumber: number }, { by: everywhere })).statusCode).toBe(200)
    expect((await lookUp({ idNumber: number }, { by: organiser })).statusCode).toBe(403)
  })

  it('is noted for whoever is found, and for nobody else', async () => {
    const number = nextNumber()
    const id = await register.register(newPerson(number))

    await lookUp({ idNumber: number })
    await lookUp({ idNumber: number }, { by: register.callers.ningbo })

    const entries = await register.query<{ opened: number; detail: object }>(
      `select opened, detail from audit.entries where action = 'identity.looked_up' and $1 = any (jobseeker_ids)`,
      [id],
    )
    expect(entries).toEqual([{ opened: 1, detail: { by: 'id_number' } }])
  })

  it.each([
    [{ idNumber: '990106199003151045' }, '/idNumber', 'bad_check'],
    [{ certificateNumber: '99010619900315104483' }, '/certificateNumber', 'bad_type'],
    [{ phone: '12345' }, '/phone', 'bad_phone'],
    [{}, '', 'exactly_one'],
    [{ phone: '19900001234', idNumber: '990106199003151044' }, '', 'exactly_one'],
  ])('refuses %j', async (body, pointer, code) => {
    const response = await lookUp(body)

    expect([response.statusCode, errorsOf(response)]).toEqual([422, [[pointer, code]]])
    expect(response.body).not.toContain('19900315')
  })
})

describe('certificates of a person', () => {
  const add = async (id: string, body: object, options: SendOptions = {}) =>
    await register.send('POST', `/v1/jobseekers/${id}/certificates`, { body, ...options })
  const list = async (id: string) => (await register.send('GET', `/v1/jobseekers/${id}/certificates`)).json().items
  const person = async (typeAndGrade: string | null = '43') => {
    const number = nextNumber()
    const certificateNumber = typeAndGrade === null ? undefined : `${number}${typeAndGrade}`
    return { number, id: await register.register(newPerson(number, { identity: { certificateNumber } })) }
  }

  it('are her history: masked, with their days, the one issued last in force', async () => {
    const { number, id } = await person()
    const mask = '990106**************'
    expect(await list(id)).toEqual([{ number: mask, issuedOn: null, expiresOn: null, current: true, addedAt: null }])

    const renewed = await add(id, { number: `${number}42`, issuedOn: '2024-02-29', type: 'physical', grade: 2 })
    await add(id, { number: `${number}44`, issuedOn: '2010-05-01', expiresOn: '2020-04-30' })

    expect(renewed.statusCode).toBe(201)
    expect(renewed.json()).toMatchObject({ version: 2, identity: { certificateNumber: mask, certificateExpiresOn: '2034-03-01' } })
    const days = (await list(id)).map(({ number: shown, ...rest }: { number: string }) => [shown === mask, rest])
    const addedAt = '2026-11-22T09:00:00.000Z'
    expect(days).toEqual([
      [true, { issuedOn: null, expiresOn: null, current: false, addedAt: null }],
      [true, { issuedOn: '2010-05-01', expiresOn: '2020-04-30', current: false, addedAt }],
      [true, { issuedOn: '2024-02-29', expiresOn: '2034-03-01', current: true, addedAt }],
    ])
    for (const card of ['42', '43', '44']) expect(idsOf(await lookUp({ certificateNumber: `${number}${card}` }))).toEqual([id])
    const [row] = await register.query<{ day: string }>(
      'select certificate_expires_on::text as day from vault.identities where jobseeker_id = $1',
      [id],
    )
    expect(row?.day).toBe('2034-03-01')
  })

  it('tell matching nothing, whatever type and grade are', async () => {
    const { number, id } = await person()

    await add(id, { number: `${number}12`, issuedOn: '2024-01-05' })

    expect(await register.announced(id)).toHaveLength(1)
  })

  it('sent twice are the same; sent with other days they are corrected', async () => {
    const { number, id } = await person()
    const card = { number: `${number}43`, issuedOn: '2020-01-05' }

    const [first, again, corrected] = [await add(id, card), await add(id, card), await add(id, { ...card, expiresOn: '2029-12-31' })]

    expect([first, again, corrected].map((response) => response.json().version)).toEqual([2, 2, 3])
    expect(await list(id)).toMatchObject([{ issuedOn: '2020-01-05', expiresOn: '2029-12-31', current: true }])
  })

  it('of several disabilities have each of them, the most severe of the grade of the number', async () => {
    const { number, id } = await person()
    const card = { number: `${number}72`, issuedOn: '2024-01-05' }
    const components = [
      { type: 'visual', grade: 3 },
      { type: 'hearing', grade: 2 },
    ]

    expect(errorsOf(await add(id, card))).toEqual([['/components', 'components_missing']])
    expect(errorsOf(await add(id, { ...card, components: [components[1], components[1]] }))).toEqual([
      ['/components', 'components_repeated'],
    ])
    expect(errorsOf(await add(id, { ...card, number: `${number}71`, components }))).toEqual([['/components', 'contradicts_identity']])
    expect(errorsOf(await add(id, { ...card, number: `${number}42`, components }))).toEqual([['/components', 'components_unexpected']])
    expect((await add(id, { ...card, components })).statusCode).toBe(201)
    const rows = await register.query<{ line: string }>('select t::text as line from vault.identities t')
    expect(rows.map(({ line }) => line).join()).not.toContain('hearing')
  })

  it('are refused when they belong to somebody else, contradict their number or come from tomorrow', async () => {
    const { number, id } = await person()
    const card = { number: `${number}42`, issuedOn: '2024-01-05' }

    expect(errorsOf(await add(id, { ...card, number: `${nextNumber()}42` }))).toEqual([['/number', 'contradicts_id_number']])
    expect(errorsOf(await add(id, { ...card, type: 'visual', grade: 1 }))).toEqual([
      ['/type', 'contradicts_identity'],
      ['/grade', 'contradicts_identity'],
    ])
    expect(errorsOf(await add(id, { ...card, issuedOn: '2026-11-23' }))).toEqual([['/issuedOn', 'in_the_future']])
    expect(errorsOf(await add(id, { ...card, expiresOn: '2024-01-05' }))).toEqual([['/expiresOn', 'before_start']])
    expect(await list(id)).toHaveLength(1)
  })

  it('of a person outside are those of nobody', async () => {
    const { number, id } = await person()
    const card = { number: `${number}42`, issuedOn: '2024-01-05' }

    for (const by of [register.callers.ningbo, register.callers.foreign]) {
      expect((await add(id, card, { by })).statusCode).toBe(404)
      expect((await register.send('GET', `/v1/jobseekers/${id}/certificates`, { by })).statusCode).toBe(404)
    }
  })

  it('make known who showed no number, unless the tenant knows her already or her profile says otherwise', async () => {
    const { profile } = newPerson('')
    const unknown = async (changes: object = {}) =>
      await register.register({
        identity: { name: '王小明', phone: '0571-8765 4321' },
        profile: { ...profile, ...changes },
        consents: [granted],
      })
    const [id, twin, older] = [await unknown(), await unknown(), await unknown({ birthMonth: '1991-01' })]
    const card = { number: `${nextNumber()}43`, issuedOn: '2024-01-05' }

    const known = await add(id, card)

    expect(known.json()).toMatchObject({ version: 2, profile: { birthMonth: '1990-03' } })
    expect((await register.announced(id)).map(({ birthMonth }) => birthMonth)).toEqual([null, '1990-03'])
    expect((await add(twin, card)).json()).toMatchObject({ code: 'jobseeker_exists', status: 409 })
    expect((await register.send('GET', `/v1/jobseekers/${twin}`)).json()).toMatchObject({
      version: 1,
      identity: { certificateNumber: null },
    })
    expect(errorsOf(await add(older, { ...card, number: `${nextNumber()}43` }))).toEqual([['/number', 'contradicts_identity']])
  })

  it('added at once are all kept', async () => {
    const { number, id } = await person()
    const years = [2001, 2005, 2009, 2013]

    const answers = await Promise.all(years.map((year) => add(id, { number: `${number}4${(year % 4) + 1}`, issuedOn: `${year}-01-05` })))

    expect(answers.every(({ statusCode }) => statusCode === 201 || statusCode === 409)).toBe(true)
    expect(await list(id)).toHaveLength(1 + answers.filter(({ statusCode }) => statusCode === 201).length)
  })
})

describe('who speaks for a person', () => {
  const mother = { kind: 'guardian', name: '李桂英', phone: '199 0000 5555', relation: '母亲', since: '2020-01-05' } as const
  const shown = { kind: 'guardian', name: '李**', phone: '199******55', relation: '母亲', since: '2020-01-05' }

  it('is registered, replaced and taken away, and shown masked', async () => {
    const id = await register.register(newPerson(nextNumber(), { identity: { guardian: mother } }))
    const patch = async (guardian: object | null) =>
      (await register.send('PATCH', `/v1/jobseekers/${id}`, { body: { identity: { guardian } } })).json().identity.guardian

    expect((await register.send('GET', `/v1/jobseekers/${id}`)).json().identity.guardian).toEqual(shown)
    const { since: _, ...brother } = mother
    expect(await patch({ ...brother, kind: 'proxy', relation: '兄' })).toEqual({ ...shown, kind: 'proxy', relation: '兄', since: null })
    expect(
      (await register.send('PATCH', `/v1/jobseekers/${id}`, { body: { identity: { phone: '19900005556' } } })).json().identity.guardian,
    ).not.toBeNull()
    expect(await patch(null)).toBeNull()
  })

  it('must be reachable, and not from tomorrow on', async () => {
    const wrong = { ...mother, phone: '12345', since: '2026-11-23' }
    const id = await register.register(newPerson(nextNumber()))
    const expected = [
      ['/identity/guardian/phone', 'bad_phone'],
      ['/identity/guardian/since', 'in_the_future'],
    ]

    expect(
      errorsOf(await register.send('POST', '/v1/jobseekers', { body: newPerson(nextNumber(), { identity: { guardian: wrong } }) })),
    ).toEqual(expected)
    expect(errorsOf(await register.send('PATCH', `/v1/jobseekers/${id}`, { body: { identity: { guardian: wrong } } }))).toEqual(expected)
  })
})

describe('keys of the register', () => {
  it('that are missing cost 503 where identity is needed and nothing elsewhere; nothing is kept in plain', async () => {
    const number = nextNumber()
    const id = await register.register(newPerson(number))
    await using without = await register.buildUnder({ ...keySettings, wrapping: [] })
    await using other = await register.buildUnder({ ...keySettings, wrapping: [{ id: 'other', key: Buffer.alloc(32, 1) }] })
    const before = (await register.query('select from jobseekers.jobseekers')).length
    register.lines.length = 0
    const status = async (...[method, url, options]: Parameters<Register['send']>) => (await register.send(method, url, options)).statusCode

    for (const to of [without, other]) {
      expect(await status('GET', `/v1/jobseekers/${id}`, { to })).toBe(503)
      expect(await status('PATCH', `/v1/jobseekers/${id}`, { to, body: { identity: { phone: '19900001111' } } })).toBe(503)
      expect(await status('POST', '/v1/jobseekers/lookup', { to, body: { idNumber: number } })).toBe(503)
      expect(await status('GET', `/v1/jobseekers/${id}/consents`, { to })).toBe(200)
      expect(await status('POST', `/v1/jobseekers/${id}/consents`, { to, body: { ...granted, decision: 'granted' } })).toBe(201)
      expect(await status('POST', '/v1/jobseekers', { to, body: newPerson(nextNumber()) })).toBe(503)
    }

    expect((await register.query('select from jobseekers.jobseekers')).length).toBe(before)
    const sentences = register.lines.map((line) => JSON.parse(line).msg).filter((text) => /IDENTITY_KEY/.test(text))
    expect(sentences).toEqual([
      'something is sealed with key test, which IDENTITY_KEY does not have: it cannot be opened',
      "IDENTITY_KEY is not set: nobody's identity can be read or written until it is",
      'something is sealed with key test, which IDENTITY_KEY does not have: it cannot be opened',
      'nothing here is sealed with a key of IDENTITY_KEY: nobody is registered until it has those that were in use before',
    ])
  })

  it('that follow others still know the request that was answered under the one before', async () => {
    const [body, late] = [newPerson(nextNumber()), newPerson(nextNumber())]
    const [old] = keySettings.lookup
    const lookup = [{ id: 'new', key: Buffer.alloc(32, 8) }, old!]
    await using both = await register.buildUnder({ ...keySettings, lookup })
    const first = await register.send('POST', '/v1/jobseekers', { body, key: 'rotation-1' })
    const underNew = await register.send('POST', '/v1/jobseekers', { body: late, key: 'rotation-2', to: both })

    const replayed = await register.send('POST', '/v1/jobseekers', { body, key: 'rotation-1', to: both })
    const again = await register.send('POST', '/v1/jobseekers', { body: late, key: 'rotation-2', to: both })
    const another = await register.send('POST', '/v1/jobseekers', { body: late, key: 'rotation-1', to: both })

    expect([first.statusCode, underNew.statusCode, replayed.statusCode, again.statusCode]).toEqual([201, 201, 201, 201])
    expect([replayed.body, again.body]).toEqual([first.body, underNew.body])
    expect(another.json().code).toBe('idempotency_key_reused')
    expect((await register.send('POST', '/v1/jobseekers', { body: late })).json().code).toBe('jobseeker_exists')
  })
})

describe('the counter of opened identities', () => {
  it('equals what the audit says was opened, action by action', async () => {
    await using fresh = await startRegister()
    const number = nextNumber()
    const id = await fresh.register(newPerson(number))
    const url = `/v1/jobseekers/${id}`
    await fresh.send('GET', url)
    await fresh.send('GET', url, { by: fresh.callers.ningbo })
    await fresh.send('PATCH', url, { body: { identity: { phone: '12345' } } })
    await Promise.all([1, 2, 3, 4].map((last) => fresh.send('PATCH', url, { body: { identity: { phone: `1990000999${last}` } } })))
    await fresh.send('POST', '/v1/jobseekers/lookup', { body: { idNumber: number } })
    await fresh.send('POST', `${url}/certificates`, { body: { number: `${number}42`, issuedOn: '2024-01-05' } })
    await fresh.send('POST', `${url}/certificates`, { body: { number: `${nextNumber()}42`, issuedOn: '2024-01-05' } })
    await fresh.send('GET', `${url}/certificates`)
    await fresh.send('GET', '/v1/audit/exposure')

    const audited = await fresh.query<{ action: string; opened: number }>(
      'select action, sum(opened)::integer as opened from audit.entries group by action having sum(opened) > 0 order by action',
    )
    const { values } = (await fresh.metrics.getSingleMetric('zhihe_identities_opened_total')?.get()) ?? { values: [] }
    const counted = values.map(({ labels, value }) => ({ action: String(labels['action']), opened: value }))

    expect(counted.toSorted((a, b) => (a.action < b.action ? -1 : 1))).toEqual(audited)
    expect(audited.map(({ action }) => action)).toEqual([
      'certificate.added',
      'identity.changed',
      'identity.looked_up',
      'identity.read',
      'statistics.read',
    ])
  })
})
