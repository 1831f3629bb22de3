import { domainEvent } from '@zhihe/contracts/event'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { houseTexts } from '../src/domain/house-texts.ts'
import { decide, disclosureEvents, grantTo, newEmployer, personOf, readAs } from './disclosures.ts'
import { citizenNumbers, granted, newPerson } from './people.ts'
import { type Caller, type Register, startRegister } from './register.ts'

// A text is for a whole tenant, so each test has a register of its own.
let register: Register
beforeEach(async () => {
  register = await startRegister({ now: () => new Date('2026-11-22T09:00:00Z') })
})
afterEach(() => register[Symbol.asyncDispose]())

const nextNumber = citizenNumbers()
const matchingText = { purpose: 'matching', version: 'v2', zh: '您是否同意匹配？' }
const sensitiveText = { purpose: 'sensitive_data', version: 'v2', zh: '您是否同意使用敏感信息？' }
const publish = async (body: object, by: Caller = register.callers.everywhere, key?: string) =>
  await register.send('POST', '/v1/consent-texts', { by, body, ...(key && { key }) })
const view = async (id: string) => (await register.send('GET', `/v1/jobseekers/${id}`)).json()
const isGiven = async (id: string) => (await register.query('select from consent.given where jobseeker_id = $1', [id])).length === 1
const yes = (changes: object) => ({ ...granted, at: '2026-11-22T08:00:00Z', ...changes })

describe('publishing a text', () => {
  it('stops matching at once for everybody who did not consent to it, and starts it again with consent to it', async () => {
    const [one, two, unwilling] = [
      await register.register(newPerson(nextNumber())),
      await register.register(newPerson(nextNumber())),
      await register.register(newPerson(nextNumber(), { consents: [] })),
    ]

    const published = await publish(matchingText)

    expect([published.statusCode, published.json()]).toMatchObject([
      201,
      { version: 'v2', status: 'in_force', stopped: { people: 2, disclosures: 0 } },
    ])
    expect([await isGiven(one), await isGiven(two), (await view(one)).matching, (await view(one)).consents[0].isTextInForce]).toEqual([
      false,
      false,
      'off',
      false,
    ])
    expect((await view(unwilling)).version).toBe(1)
    const facts = await register.announced(one)
    expect(facts.at(-1)).toMatchObject({ version: 2, active: false, consentsToMatching: false, regionCode: null, capabilities: [] })
    const again = await decide(register, one, yes({ textVersion: 'v2' }))
    expect([again.statusCode, await isGiven(one), (await view(one)).matching]).toEqual([201, true, 'on'])
    expect((await register.announced(one)).at(-1)).toMatchObject({ version: 3, active: true, regionCode: '330106' })
    expect(await isGiven(two)).toBe(false)
  })

  it('announces events of the contract', async () => {
    await register.register(newPerson(nextNumber()))
    await publish(matchingText)

    const events = await register.query<{ id: string; payload: { id: string } }>('select id, payload from jobseekers.outbox order by seq')

    expect(events).toHaveLength(2)
    for (const { id, payload } of events) expect(domainEvent.parse(payload).id).toBe(id)
  })

  it('takes no other yes afterwards, and names the text in force; every no is taken', async () => {
    const id = await register.register(newPerson(nextNumber()))
    await publish(matchingText)

    const refused = [await decide(register, id, granted), await register.send('POST', '/v1/jobseekers', { body: newPerson(nextNumber()) })]

    expect(refused.map((answer) => [answer.statusCode, answer.json().errors])).toMatchObject([
      [422, [{ pointer: '/textVersion', code: 'text_not_in_force', en: expect.stringContaining('v2') }]],
      [422, [{ pointer: '/consents/0/textVersion', code: 'text_not_in_force', zh: expect.stringContaining('v2') }]],
    ])
    expect((await decide(register, id, yes({ decision: 'revoked' }))).statusCode).toBe(201)
  })

  it("leaves those alone who consented to these very words: the text of the house made one's own", async () => {
    const house = houseTexts.find(({ purpose }) => purpose === 'matching')!
    const shown = await register.register(newPerson(nextNumber(), { consents: [{ ...granted, textVersion: house.version }] }))
    const other = await register.register(newPerson(nextNumber()))

    const published = await publish(house)

    expect(published.json().stopped).toEqual({ people: 1, disclosures: 0 })
    expect([await isGiven(shown), await isGiven(other)]).toEqual([true, false])
    expect((await view(shown)).version).toBe(1)
  })

  it('does not revive who said no after it, nor who said yes before', async () => {
    const id = await register.register(newPerson(nextNumber()))
    await decide(register, id, yes({ decision: 'revoked' }))
    await publish(matchingText)

    await decide(register, id, yes({ textVersion: 'v2', at: '2026-11-22T07:59:59Z' }))

    expect([await isGiven(id), (await view(id)).matching]).toEqual([false, 'off'])
  })

  it('holds for who becomes active later', async () => {
    const id = await register.register(newPerson(nextNumber()))
    await register.send('PATCH', `/v1/jobseekers/${id}`, { body: { status: 'inactive' } })
    await publish(matchingText)

    await register.send('PATCH', `/v1/jobseekers/${id}`, { body: { status: 'active' } })

    expect([await isGiven(id), (await view(id)).matching]).toEqual([false, 'off'])
  })

  it('is for the people of the tenant alone', async () => {
    const id = await register.register(newPerson(nextNumber()))

    const elsewhere = await publish(matchingText, register.callers.foreign)

    expect([elsewhere.statusCode, elsewhere.json().stopped.people, await isGiven(id)]).toEqual([201, 0, true])
    expect(
      (await register.send('GET', '/v1/consent-texts?purpose=matching')).json().items.map((text: { status: string }) => text.status),
    ).toEqual(['suggested'])
  })

  it('of a disclosure ends what was granted under another one, and says so to the employer', async () => {
    const employer = await newEmployer(register)
    const id = await register.register(personOf(nextNumber()))
    const before = await grantTo(register, id, employer.id)

    const published = await publish({ ...matchingText, purpose: 'disclosure' })
    const after = await grantTo(register, id, employer.id, { textVersion: 'v2', at: '2026-11-22T08:00:00Z' })

    expect(published.json().stopped).toEqual({ people: 0, disclosures: 1 })
    expect([(await readAs(register, employer, before)).statusCode, (await readAs(register, employer, after)).statusCode]).toEqual([
      404, 200,
    ])
    const [grant] = await register.query<{ id: string }>('select id from jobseekers.disclosure_grants where receipt = $1', [before])
    expect((await disclosureEvents(register, [grant!.id])).map(({ data }) => data['reason'])).toEqual([undefined, 'text_replaced'])
    expect(await isGiven(id)).toBe(true)
  })

  it('of follow-up stops nothing', async () => {
    const id = await register.register(newPerson(nextNumber()))

    expect((await publish({ ...matchingText, purpose: 'follow_up' })).json().stopped).toEqual({ people: 0, disclosures: 0 })
    expect(await isGiven(id)).toBe(true)
  })
})

describe('sensitive data', () => {
  const told = async (id: string) => {
    const facts = (await register.announced(id)).at(-1)
    return [facts?.active, facts?.capabilities.length, facts?.accommodationsNeeded]
  }
  const needs = [{ code: 'HS-01', required: true }]

  it('is not told to matching once she says no, and told again when she says yes', async () => {
    const id = await register.register(newPerson(nextNumber()))
    const before = await told(id)
    await decide(register, id, yes({ purpose: 'sensitive_data', decision: 'revoked' }))
    const refused = await told(id)
    await register.send('PATCH', `/v1/jobseekers/${id}`, { body: { profile: { commuteMaxKm: 7 } } })
    const changed = await told(id)
    await decide(register, id, yes({ purpose: 'sensitive_data', at: '2026-11-22T08:30:00Z' }))

    expect([before, refused, changed, await told(id)]).toEqual([
      [true, 1, needs],
      [true, 0, null],
      [true, 0, null],
      [true, 1, needs],
    ])
    expect((await view(id)).profile.capabilities).toHaveLength(1)
  })

  it('takes a consent of its own once there is a text for it: told to nobody until then, and she is matched all the same', async () => {
    const [one, nothingToTell] = [
      await register.register(newPerson(nextNumber())),
      await register.register(newPerson(nextNumber(), { profile: { capabilities: [], accommodationsNeeded: undefined } })),
    ]

    const published = await publish(sensitiveText)

    expect([published.json().stopped.people, await told(one), await isGiven(one)]).toEqual([1, [true, 0, null], true])
    expect(await register.announced(nothingToTell)).toHaveLength(1)
    await decide(register, one, yes({ purpose: 'sensitive_data', textVersion: 'v2' }))
    expect(await told(one)).toEqual([true, 1, needs])
  })
})

describe('a person who refuses matching', () => {
  it('has an account that works', async () => {
    const id = await register.register(newPerson(nextNumber(), { consents: [yes({ decision: 'revoked' })] }))

    const answers = [
      await register.send('GET', `/v1/jobseekers/${id}`),
      await register.send('PATCH', `/v1/jobseekers/${id}`, {
        body: { identity: { phone: '19900005678' }, profile: { payFloorFen: 400_000 } },
      }),
      await register.send('GET', `/v1/jobseekers/${id}/consents`),
      await register.send('GET', `/v1/jobseekers/${id}/disclosures`),
      await decide(register, id, yes({ purpose: 'follow_up' })),
    ]

    expect(answers.map(({ statusCode }) => statusCode)).toEqual([200, 200, 200, 200, 201])
    expect([answers[1]?.json().matching, await isGiven(id)]).toEqual(['off', false])
  })

  it('says no with as many fields as yes', async () => {
    const id = await register.register(newPerson(nextNumber(), { consents: [] }))
    const asked = { purpose: 'matching', textVersion: 'v1', at: '2026-11-22T08:00:00Z' }

    expect((await decide(register, id, { ...asked, decision: 'granted' })).statusCode).toBe(201)
    expect((await decide(register, id, { ...asked, decision: 'revoked' })).statusCode).toBe(201)
    expect(await isGiven(id)).toBe(false)
  })
})

describe('the texts', () => {
  it('are listed with what they are worth', async () => {
    await publish(matchingText)
    await publish({ ...matchingText, version: 'v3', zh: '三', en: 'three' })

    const { items } = (await register.send('GET', '/v1/consent-texts?purpose=matching')).json()

    expect(items.map((text: { version: string; status: string }) => [text.version, text.status])).toEqual([
      ['v3', 'in_force'],
      ['v2', 'superseded'],
      ['zhihe-2026-11', 'suggested'],
    ])
    expect((await register.send('GET', '/v1/consent-texts')).json().items).toHaveLength(6)
  })

  it('keep their names: another text needs another version, the same one may be published again', async () => {
    await publish(matchingText)

    const answers = [
      await publish({ ...matchingText, zh: '别的' }),
      await publish(matchingText),
      await publish({ ...matchingText, version: 'zhihe-2026-11' }),
    ]

    expect(answers.map((answer) => [answer.statusCode, answer.json().code])).toEqual([
      [409, 'consent_text_exists'],
      [201, undefined],
      [409, 'consent_text_exists'],
    ])
    expect(answers[1]?.json().stopped).toEqual({ people: 0, disclosures: 0 })
  })

  it('are published once under an Idempotency-Key, and put into the audit', async () => {
    await register.register(newPerson(nextNumber()))

    const [first, second] = [await publish(matchingText, undefined, 'once'), await publish(matchingText, undefined, 'once')]

    expect([first.json().stopped.people, second.body]).toEqual([1, first.body])
    expect(await register.query(`select detail from audit.entries where action = 'consent_text.published'`)).toMatchObject([
      { detail: { purpose: 'matching', people: 1, disclosures: 0 } },
    ])
  })

  it('are published by an admin, and by a federation that serves every region', async () => {
    const { admin, hangzhou, organiser, enterprise } = register.callers

    const answers = [
      await publish(matchingText, admin),
      await publish(matchingText, hangzhou),
      await publish(matchingText, organiser),
      await publish(matchingText, enterprise),
    ]

    expect(answers.map(({ statusCode }) => statusCode)).toEqual([201, 403, 403, 403])
  })
})
