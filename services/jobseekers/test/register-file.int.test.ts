import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { assessed, type Filing, startFiling } from './filing.ts'
import { newPerson } from './people.ts'

let filing: Filing
beforeAll(async () => {
  filing = await startFiling()
})
afterAll(() => filing[Symbol.asyncDispose]())

describe('an assessment', () => {
  it('takes the place of what she says herself, and matching hears of it as of any change', async () => {
    const id = await filing.person()

    const recorded = await filing.post(
      id,
      'assessments',
      assessed({
        items: [
          { icf: 'd440', difficulty: 3 },
          { icf: 'd166', difficulty: 0 },
        ],
      }),
    )

    expect(recorded).toMatchObject({ inForce: true, hasNote: false, instrument: assessed().instrument })
    const inForce = [
      { icf: 'd440', difficulty: 3, source: 'assessed' },
      { icf: 'd166', difficulty: 0, source: 'assessed' },
    ]
    expect(await filing.toldOf(id)).toMatchObject({ version: 2, capabilities: inForce })
    expect(await filing.viewOf(id)).toMatchObject({ version: 2, profile: { capabilities: inForce } })
  })

  it('counts before validUntil, and then uncovers her own word or nothing; matching is told', async () => {
    const id = await filing.person()
    await filing.post(
      id,
      'assessments',
      assessed({
        items: [
          { icf: 'd440', difficulty: 3 },
          { icf: 'd166', difficulty: 0 },
        ],
      }),
    )

    filing.moveTo('2027-02-28T23:59:59.999+08:00')
    await filing.follow()
    expect(await filing.toldOf(id)).toMatchObject({ version: 2, capabilities: [{ icf: 'd440', difficulty: 3 }, { icf: 'd166' }] })

    filing.moveTo('2027-03-01T00:00:00+08:00')
    await filing.follow()

    const own = [{ icf: 'd440', difficulty: 1, source: 'self' }]
    expect(await filing.toldOf(id)).toMatchObject({ version: 3, capabilities: own })
    expect((await filing.viewOf(id)).profile.capabilities).toMatchObject(own)
    expect(await filing.follow()).toBe(0)
    expect(await filing.register.announced(id)).toHaveLength(3)
  })

  it('yields to a newer one that is valid, and comes back when that one is over first', async () => {
    const id = await filing.person()
    await filing.post(id, 'assessments', assessed())

    await filing.post(
      id,
      'assessments',
      assessed({ at: '2026-03-02T08:00:00+08:00', validUntil: '2026-06-01T00:00:00+08:00', items: [{ icf: 'd440', difficulty: 2 }] }),
    )
    await filing.post(id, 'assessments', assessed({ at: '2026-02-01T08:00:00+08:00', items: [{ icf: 'd440', difficulty: 4 }] }))
    expect(await filing.toldOf(id)).toMatchObject({ capabilities: [{ difficulty: 2 }] })

    filing.moveTo('2026-06-01T00:00:00+08:00')
    await filing.follow()
    expect(await filing.toldOf(id)).toMatchObject({ capabilities: [{ difficulty: 3 }] })
  })

  it('is not overwritten by a list of capabilities, nor does its echo stay when it is over', async () => {
    const id = await filing.person()
    await filing.post(id, 'assessments', assessed())
    const { profile } = await filing.viewOf(id)

    await filing.register.send('PATCH', `/v1/jobseekers/${id}`, { body: { profile: { capabilities: profile.capabilities } } })
    await filing.register.send('PATCH', `/v1/jobseekers/${id}`, {
      body: { profile: { capabilities: [{ icf: 'd440', difficulty: 0, source: 'self' }] } },
    })
    expect(await filing.toldOf(id)).toMatchObject({ capabilities: [{ icf: 'd440', difficulty: 3, source: 'assessed' }] })

    await filing.register.send('PATCH', `/v1/jobseekers/${id}`, {
      body: { profile: { capabilities: (await filing.viewOf(id)).profile.capabilities } },
    })
    filing.moveTo('2027-03-01T00:00:00+08:00')
    await filing.follow()
    expect(await filing.toldOf(id)).toMatchObject({ capabilities: [{ icf: 'd440', difficulty: 0, source: 'self' }] })
  })

  it('of a person who does not consent is kept and not told', async () => {
    const id = await filing.person({ consents: [] })

    await filing.post(id, 'assessments', assessed())

    expect(await filing.register.announced(id)).toHaveLength(1)
    expect((await filing.fileOf(id)).capabilities).toEqual([{ icf: 'd440', difficulty: 3, source: 'assessed' }])
  })

  it('is recorded once under one key', async () => {
    const id = await filing.person()
    const url = `/v1/jobseekers/${id}/assessments`

    const answers = [1, 2].map(
      async () => await filing.register.send('POST', url, { body: assessed({ note: '需要安静的环境' }), key: `once-${id}` }),
    )
    const bodies = (await Promise.all(answers)).filter(({ statusCode }) => statusCode === 201).map(({ body }) => body)

    expect(new Set(bodies).size).toBe(1)
    expect((await filing.register.send('GET', url)).json<{ items: object[] }>().items).toHaveLength(1)
  })

  it.each([
    [{ at: '2026-03-02T09:00:01+08:00' }, '/at', 'in_the_future'],
    [{ validUntil: '2026-03-01T10:00:00+08:00' }, '/validUntil', 'before_start'],
    [{ validUntil: '2036-03-01T10:00:00+08:00' }, '/validUntil', 'valid_too_long'],
    [
      {
        items: [
          { icf: 'd440', difficulty: 1 },
          { icf: 'd440', difficulty: 2 },
        ],
      },
      '/items',
      'duplicate',
    ],
    [{ items: [] }, '/items', 'too_small'],
  ])('with %o is refused, with the field and the remedy', async (changes, pointer, code) => {
    const id = await filing.person()

    const response = await filing.register.send('POST', `/v1/jobseekers/${id}/assessments`, { body: assessed(changes) })

    expect(response.statusCode).toBe(422)
    expect(response.json()).toMatchObject({ errors: [{ pointer, code, zh: expect.stringMatching(/.+/), en: expect.stringMatching(/.+/) }] })
  })
})

describe('what is only expected of her', () => {
  it('is a question of her file and is never told to matching', async () => {
    const id = await filing.person({
      profile: {
        capabilities: [
          { icf: 'd166', difficulty: 4, source: 'prior' },
          { icf: 'd440', difficulty: 1, source: 'self' },
        ],
      },
    })

    expect(await filing.toldOf(id)).toMatchObject({ capabilities: [{ icf: 'd440', difficulty: 1, source: 'self' }] })
    expect((await filing.fileOf(id)).questions[0]).toMatchObject({
      kind: 'only_prior',
      icf: 'd166',
      zh: expect.stringContaining('阅读文字'),
    })

    await filing.post(id, 'assessments', assessed({ items: [{ icf: 'd166', difficulty: 2 }] }))
    expect((await filing.fileOf(id)).questions.map(({ icf }) => icf)).not.toContain('d166')
  })

  it('does not depend on her certificate, whose type the file must not tell', async () => {
    const [seeing, hearing] = [filing.nextNumber(), filing.nextNumber()]
    const files = [
      await filing.fileOf(await filing.register.register(newPerson(seeing, { identity: { certificateNumber: `${seeing}11` } }))),
      await filing.fileOf(await filing.register.register(newPerson(hearing, { identity: { certificateNumber: `${hearing}24` } }))),
    ]

    expect(files[0]?.questions).toEqual(files[1]?.questions)
    expect(files[0]?.identity.certificateNumber).toBe(files[1]?.identity.certificateNumber)
  })
})

describe('a status', () => {
  it('has a source, a first and a last day, and stays in the history when it has ended', async () => {
    const id = await filing.person({ profile: { statuses: ['rural'] } })

    const status = await filing.post(id, 'statuses', {
      code: 'subsistence_allowance',
      source: 'civil_affairs',
      since: '2026-01-01',
      until: '2026-06-30',
    })
    expect(status).toMatchObject({ inForce: true, zh: '低保' })
    expect((await filing.viewOf(id)).profile.statuses).toEqual(['rural', 'subsistence_allowance'])

    filing.moveTo('2026-06-30T23:59:59+08:00')
    await filing.follow()
    expect((await filing.viewOf(id)).profile.statuses).toContain('subsistence_allowance')
    filing.moveTo('2026-07-01T00:00:00+08:00')
    await filing.follow()

    expect((await filing.viewOf(id)).profile.statuses).toEqual(['rural'])
    const { statuses, timeline } = await filing.fileOf(id)
    expect(statuses).toMatchObject([
      { code: 'subsistence_allowance', source: 'civil_affairs', inForce: false },
      { code: 'rural', source: 'declared', inForce: true },
    ])
    expect(timeline.filter(({ code }) => code === 'subsistence_allowance').map(({ kind }) => kind)).toEqual([
      'status_ended',
      'status_began',
    ])
  })

  it('that an old caller lists is declared, and one that she takes off the list has ended', async () => {
    const id = await filing.person({ profile: { statuses: ['rural', 'registered_unemployed'] } })
    await filing.post(id, 'statuses', { code: 'dibao_edge', source: 'civil_affairs', since: '2026-02-01' })
    filing.moveTo('2026-04-01T09:00:00+08:00')

    const response = await filing.register.send('PATCH', `/v1/jobseekers/${id}`, {
      body: { profile: { statuses: ['rural', 'employment_difficulty'] } },
    })

    expect(response.json()).toMatchObject({ profile: { statuses: ['rural', 'employment_difficulty'] } })
    expect((await filing.fileOf(id)).statuses.map(({ code, source, until, inForce }) => [code, source, until, inForce])).toEqual([
      ['employment_difficulty', 'declared', null, true],
      ['dibao_edge', 'civil_affairs', null, true],
      ['registered_unemployed', 'declared', '2026-03-31', false],
      ['rural', 'declared', null, true],
    ])
  })

  it('ends on the day that is said, and not before its first one', async () => {
    const id = await filing.person({ profile: { statuses: [] } })
    const status = await filing.post(id, 'statuses', {
      code: 'employment_difficulty',
      source: 'hr_bureau',
      since: '2026-02-01',
      note: '认定书编号 7',
    })
    const end = async (until: string) =>
      await filing.register.send('POST', `/v1/jobseekers/${id}/statuses/${status.id}/end`, { body: { until } })

    expect((await end('2026-01-31')).json()).toMatchObject({ errors: [{ pointer: '/until', code: 'before_start' }] })
    expect((await end('2026-03-01')).json()).toMatchObject({ inForce: false, until: '2026-03-01', hasNote: true })
    expect((await filing.viewOf(id)).profile.statuses).toEqual([])
    expect(
      (await filing.register.send('POST', `/v1/jobseekers/${id}/statuses/${id}/end`, { body: { until: '2026-03-01' } })).statusCode,
    ).toBe(404)
  })

  it('is suggested to a graduate of the last two years, until two years have passed or somebody has recorded it', async () => {
    const id = await filing.person({ profile: { graduatedOn: '2024-06-30', statuses: [] } })

    expect((await filing.fileOf(id)).suggestions).toMatchObject([
      { code: 'fresh_graduate', since: '2024-06-30', until: '2026-06-29', askedBy: { plan: 'HZ', clause: '二（一）3' } },
    ])
    filing.moveTo('2026-06-30T00:00:00+08:00')
    expect((await filing.fileOf(id)).suggestions).toEqual([])
    filing.moveTo('2026-06-29T23:00:00+08:00')
    await filing.post(id, 'statuses', { code: 'fresh_graduate', source: 'school', since: '2024-06-30', until: '2026-06-29' })
    expect((await filing.fileOf(id)).suggestions).toEqual([])
  })
})
